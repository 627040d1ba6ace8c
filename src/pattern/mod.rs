//! Structural patterns in Semgrep's language over Python: parsing a pattern, and finding it in a file.
//!
//! Formulas of several patterns, conditions and rules are left to `engine` and `rule`.

mod captures;
mod error;
mod flat;
mod found;
mod index;
mod ir;
mod kinds;
#[cfg(test)]
mod limits_tests;
mod matching;
mod parse;
#[cfg(test)]
mod picture;
mod ranges;
mod relation;
mod renamed;
mod set;
#[cfg(test)]
mod tests;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

pub use captures::{Capture, Captures};
pub use error::PatternError;
pub use found::Found;
pub use relation::{Sketches, Stands};
pub use set::{PatternSet, find_within};

use crate::semantic::{Constant, Semantics};
use crate::syntax::python::Parsed;
use crate::syntax::python::ast::Expr;

/// One pattern, parsed and ready to match. Clones share what was parsed.
#[derive(Debug, Clone)]
pub struct Pattern {
    top: Arc<ir::Top>,
    options: MatchOptions,
    metavariables: Arc<[String]>,
    /// The same, shared with captures.
    names: Arc<[Arc<str>]>,
    required: Arc<[WordSet]>,
    never: Option<String>,
    /// Whether a last `...` takes all that follows, and not every length of it.
    longest: bool,
    /// By number of the metavariable whether what it stands for is compared with anything; all are, if nothing is said.
    compared: Option<Arc<[bool]>>,
}

/// How a pattern matches, as a rule's `options:` say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "independent switches of the rule language, each named there")]
pub struct MatchOptions {
    /// Names and expressions that are known constants match as their values. On unless a rule says otherwise.
    pub constant_propagation: bool,
    /// Variables with one reaching definition match as that expression. Off unless a rule says otherwise.
    pub symbolic_propagation: bool,
    /// `a == b` also matches `b == a`.
    pub symmetric_eq: bool,
    /// `a and b` also matches `b and a`.
    pub commutative_boolop: bool,
    /// Decorators must stand in the pattern's order.
    pub decorators_order_matters: bool,
    /// A chain of names matches by its spelling only where the code does not bind its first name to something else: the strict
    /// edition.
    pub names_by_meaning: bool,
    /// `a != b` and `a == b` also match `b != a` and `b == a`.
    pub commutative_compop: bool,
    /// An expression of a sequence is also searched inside of a statement. On unless a rule says otherwise.
    pub implicit_deep_exprstmt: bool,
    /// The same, by another name.
    pub go_deeper_expr: bool,
    /// After `...` the next statement may stand in a nested block. On unless a rule says otherwise.
    pub go_deeper_stmt: bool,
    /// `return e` also matches the body of a lambda. On unless a rule says otherwise.
    pub implicit_return: bool,
    /// `v = e` also matches `v: T = e`. On unless a rule says otherwise.
    pub vardef_assign: bool,
}

impl Default for MatchOptions {
    fn default() -> Self {
        Self {
            constant_propagation: true,
            symbolic_propagation: false,
            symmetric_eq: false,
            commutative_boolop: false,
            decorators_order_matters: false,
            names_by_meaning: false,
            commutative_compop: false,
            implicit_deep_exprstmt: true,
            go_deeper_expr: true,
            go_deeper_stmt: true,
            implicit_return: true,
            vardef_assign: true,
        }
    }
}

/// The texts that metavariables may stand for, by name with the `$`; those that are not named may stand for anything.
pub type NameLimits = BTreeMap<Arc<str>, BTreeSet<String>>;

/// Words of which a file must contain at least one, in its bytes, for a pattern to be able to match.
pub type WordSet = Vec<String>;

/// One file, in the three forms that matching needs.
#[derive(Debug, Clone, Copy)]
pub struct Code<'a> {
    /// The text.
    pub text: &'a str,
    /// Its tree.
    pub parsed: &'a Parsed,
    /// What its names mean.
    pub semantics: &'a Semantics,
}

impl Code<'_> {
    /// The value of an expression, as the edition of the pattern knows it.
    pub fn constant(&self, options: MatchOptions, expr: &Expr) -> Option<Constant> {
        if options.names_by_meaning {
            self.semantics.strict_constant(self.text, self.parsed, expr)
        } else {
            self.semantics.constant(self.text, self.parsed, expr)
        }
    }

    /// The value of the name that is used at byte `offset`.
    pub fn constant_at(&self, options: MatchOptions, offset: u32) -> Option<Constant> {
        if options.names_by_meaning {
            self.semantics.strict_constant_at(self.text, self.parsed, offset)
        } else {
            self.semantics.constant_at(self.text, self.parsed, offset)
        }
    }

    /// Where the one expression stands that the name at byte `offset` was bound to.
    pub fn definition_at(&self, options: MatchOptions, offset: u32) -> Option<(u32, u32)> {
        if options.names_by_meaning {
            self.semantics.strict_definition_at(self.text, self.parsed, offset)
        } else {
            self.semantics.definition_at(self.text, self.parsed, offset)
        }
    }
}

/// One place where a pattern holds, and what its metavariables stand for there.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// What the metavariables stand for.
    pub captures: Captures,
}

impl Pattern {
    /// Parses `text` with the default [`MatchOptions`].
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        Self::parse_with(text, MatchOptions::default())
    }

    /// Parses `text`; the pattern matches as `options` say.
    pub fn parse_with(text: &str, options: MatchOptions) -> Result<Self, PatternError> {
        parse::parse(text, options)
    }

    /// Parses the name of a type: a pattern that matches every expression of that type, and one that matches the name alone.
    pub fn of_type(text: &str, options: MatchOptions) -> Result<(Self, Self), PatternError> {
        parse::of_type(text, options)
    }

    /// The metavariables it binds, as written (`$X`, `$...ARGS`), each once, in the order of the text. `$_` binds nothing and is left out.
    pub fn metavariables(&self) -> &[String] {
        &self.metavariables
    }

    /// Why this pattern can never match anything, for the shapes that the language accepts and that mean nothing
    /// (`else: ...`, `"k": $V`); none for a useful pattern.
    pub fn never_matches(&self) -> Option<&str> {
        self.never.as_deref()
    }

    /// The same, finding of a sequence that ends in `...` only the longest of the ranges that begin at one statement. It holds the
    /// others, which is enough for a place to look in, and keeps what is found in a long list as few as its statements.
    #[must_use]
    pub fn longest(mut self) -> Self {
        self.longest = true;
        self
    }

    /// Whether it means what the strict edition says.
    pub fn is_strict(&self) -> bool {
        self.options.names_by_meaning
    }

    /// The same, which tells only the place and the text of what metavariables stand for, unless `compared` holds for their name.
    #[must_use]
    pub fn comparing(mut self, compared: impl Fn(&str) -> bool) -> Self {
        self.compared = Some(self.names.iter().map(|name| compared(name)).collect());
        self
    }

    /// Tells also what `other`, made from the same text, tells.
    pub fn compare_also(&mut self, other: &Self) {
        self.compared = match (&self.compared, &other.compared) {
            (Some(own), Some(other)) if own == other => return,
            (Some(own), Some(other)) => Some(own.iter().zip(&**other).map(|(own, other)| *own || *other).collect()),
            (None, _) | (_, None) => None,
        };
    }

    /// Whether what a metavariable stands for is compared with anything.
    fn compares(&self, hole: ir::Hole) -> bool {
        self.compared.as_ref().is_none_or(|compared| compared[usize::from(hole)])
    }

    /// Whether it was made by [`Self::longest`].
    pub fn is_longest(&self) -> bool {
        self.longest
    }

    /// A conjunction of alternatives: a file whose bytes lack every word of some set cannot match.
    /// Empty when nothing is known. Sound for names reached through imports and aliases.
    pub fn required_words(&self) -> &[WordSet] {
        &self.required
    }
}

/// Bytes of the pattern's text.
type PatternRange = Range<usize>;
