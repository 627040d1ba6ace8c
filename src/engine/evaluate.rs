//! Formulas over one file: and, or, not, inside, focus, with unified bindings.
//!
//! The meaning follows Semgrep's, as the probes in `tests/data/` record it. Conditions are in `condition`.

use std::rc::Rc;

use super::documents::Documents;
use super::region::{Index, Region, RegionKind, settle, unify, unify_within};
use super::{around, condition};
use crate::pattern::{Captures, Code, Match, find_within};
use crate::rule::{Conjunction, Formula, Negative, NegativeKind, Rule, TextTerm, whole_number};

/// More regions of one formula in one file are cut.
const MAX_REGIONS: usize = 20_000;
/// More comparisons of regions, for one rule in one file, are not made.
const MAX_STEPS: usize = 4_000_000;

/// The search of a bound piece of code counts as so many comparisons.
const SEARCH: usize = 20;

/// What a formula reads.
#[derive(Clone, Copy)]
pub(super) enum Ground<'a> {
    /// A whole file; matches of patterns are known, by number in the rule.
    File { text: &'a str, code: Option<Code<'a>>, matches: &'a dyn Fn(usize) -> &'a [Match] },
    /// A bound piece of code.
    Piece { code: Code<'a>, start: u32, end: u32 },
    /// A text by itself; offsets count from its start.
    Text(&'a str),
}

impl<'a> Ground<'a> {
    /// The code that is read, if it is Python.
    pub(super) fn code(&self) -> Option<Code<'a>> {
        match self {
            Self::File { code, .. } => *code,
            Self::Piece { code, .. } => Some(*code),
            Self::Text(_) => None,
        }
    }
}

/// One rule on one ground.
pub(super) struct Evaluator<'a, 'b> {
    pub(super) rule: &'a Rule,
    pub(super) ground: Ground<'a>,
    /// What is bound around: matches must agree with it.
    pub(super) around: Captures,
    pub(super) work: &'b mut Work,
}

/// How much was done for one rule in one file.
#[derive(Debug, Default)]
pub(super) struct Work {
    steps: usize,
    /// What was read of the file before.
    documents: Rc<Documents>,
    /// Seconds since 1970 at the start of today, where comparisons may ask.
    pub(super) today: Option<i64>,
    /// Why something may be missing.
    pub(super) cut: Option<&'static str>,
}

impl Work {
    /// For a rule on a file of which `documents` were read, on a day that comparisons may ask for, as [`Self::today`].
    pub(super) fn sharing(documents: &Rc<Documents>, today: Option<i64>) -> Self {
        Self { documents: Rc::clone(documents), today, ..Self::default() }
    }

    /// Counts the search of one piece of code that looks at so many statements; false when there were too many.
    fn search(&mut self, statements: usize) -> bool {
        self.steps = self.steps.saturating_add(SEARCH + statements);
        if self.steps > MAX_STEPS {
            self.cut = Some("it searches too many pieces of code");
        }
        self.steps <= MAX_STEPS
    }

    /// Counts one comparison; false when there were too many.
    fn step(&mut self) -> bool {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            self.cut = Some("it compares too many places");
        }
        self.steps <= MAX_STEPS
    }
}

impl<'a> Evaluator<'a, '_> {
    /// The regions of a formula, sorted, each once.
    pub(super) fn formula(&mut self, formula: &'a Formula) -> Vec<Region> {
        let mut regions = match formula {
            Formula::Pattern(at) => self.pattern(*at),
            Formula::Regex(at) => self.regex(*at),
            Formula::Inside(inner) => {
                let mut regions = self.formula(inner);
                for region in &mut regions {
                    region.kind = RegionKind::Inside;
                }
                regions
            }
            Formula::Either(alternatives) => alternatives.iter().flat_map(|one| self.formula(one)).collect(),
            Formula::All(all) => self.conjunction(all),
        };
        if regions.len() > MAX_REGIONS {
            regions.truncate(MAX_REGIONS);
            self.work.cut = Some("it matches too many places");
        }
        settle(&mut regions);
        regions
    }

    fn pattern(&mut self, at: usize) -> Vec<Region> {
        match self.ground {
            Ground::File { matches, .. } => self.agreeing(matches(at)),
            Ground::Piece { code, start, end } => {
                // What variables stand for is looked for in the whole file.
                let statements = if self.rule.options.symbolic_propagation { code.parsed.module().body.len() } else { 0 };
                if !self.work.search(statements) {
                    return Vec::new();
                }
                let found = find_within(self.rule.patterns[at].alone(), &code, start..end);
                self.agreeing(&found)
            }
            Ground::Text(_) => Vec::new(),
        }
    }

    /// Matches as regions, those that agree with what is bound around.
    fn agreeing(&self, matches: &[Match]) -> Vec<Region> {
        let region = |found: &Match| {
            let captures = self.bind(&found.captures)?;
            Some(Region { start: found.start, end: found.end, kind: RegionKind::Match, captures })
        };
        matches.iter().take(MAX_REGIONS + 1).filter_map(region).collect()
    }

    fn bind(&self, captures: &Captures) -> Option<Captures> {
        if self.around.is_empty() { Some(captures.clone()) } else { unify(&self.around, captures) }
    }

    fn regex(&mut self, at: usize) -> Vec<Region> {
        let (text, base) = match self.ground {
            Ground::File { text, .. } | Ground::Text(text) => (text, 0),
            Ground::Piece { code, start, end } => (code.text.get(start as usize..end as usize).unwrap_or_default(), start),
        };
        let term = &self.rule.regexes[at];
        let places = match self.ground {
            Ground::File { .. } => self.work.documents.places(term, text, MAX_REGIONS),
            Ground::Piece { .. } | Ground::Text(_) => Rc::new(term.places(text, MAX_REGIONS)),
        };
        let are_words = matches!(term, TextTerm::Generic(_));
        let (places, limit) = &*places;
        if let Some(limit) = *limit {
            self.work.cut = Some(condition::reason(limit));
        }
        let mut regions = Vec::new();
        for place in places {
            let mut captures = Captures::default();
            for (name, range) in &place.groups {
                let (start, end) = (base + offset(range.start), base + offset(range.end));
                // A word of a text may be a number; a group of an expression and a run of words are texts.
                match Some(&text[range.clone()]).filter(|_| are_words && !name.starts_with("$...")).and_then(whole_number) {
                    Some(value) => captures.insert_number(name, (start, end), &text[range.clone()], value),
                    None => captures.insert_text(name, start, end, &text[range.clone()]),
                }
            }
            let Some(captures) = self.bind(&captures) else { continue };
            let (start, end) = (base + offset(place.range.start), base + offset(place.range.end));
            regions.push(Region { start, end, kind: RegionKind::Match, captures });
        }
        regions
    }

    fn conjunction(&mut self, all: &'a Conjunction) -> Vec<Region> {
        let mut positives = in_order(all);
        let mut regions = match positives.next() {
            Some(first) => self.formula(first),
            None => self.whole(),
        };
        for positive in positives {
            if regions.is_empty() {
                return regions;
            }
            let other = self.formula(positive);
            regions = self.meet(&regions, &other);
        }
        for negative in &all.negatives {
            if regions.is_empty() {
                return regions;
            }
            self.subtract(&mut regions, negative);
        }
        for one in &all.conditions {
            regions.retain(|region| condition::holds(self, one, &region.captures));
        }
        if all.focus.is_empty() { regions } else { focus(&all.focus, &regions, &self.ground) }
    }

    /// With negatives only, inside `metavariable-pattern`: the bound piece itself.
    pub(super) fn whole(&self) -> Vec<Region> {
        let (start, end) = match self.ground {
            Ground::File { .. } => return Vec::new(),
            Ground::Piece { start, end, .. } => (start, end),
            Ground::Text(text) => (0, offset(text.len())),
        };
        vec![Region { start, end, kind: RegionKind::Match, captures: self.around.clone() }]
    }

    /// Of two regions of which one lies in the other the inner one, with the bindings of both if they agree.
    pub(super) fn meet(&mut self, left: &[Region], right: &[Region]) -> Vec<Region> {
        let index = Index::new(right);
        let mut regions = Vec::new();
        for one in left {
            for other in index.before(one).chain(index.within(one)) {
                if !self.work.step() || regions.len() > MAX_REGIONS {
                    return regions;
                }
                regions.extend(inner(one, other));
            }
        }
        settle(&mut regions);
        regions
    }

    pub(super) fn subtract(&mut self, regions: &mut Vec<Region>, negative: &'a Negative) {
        let others = self.formula(&negative.formula);
        let index = Index::new(&others);
        regions.retain(|region| {
            let mut near = index.before(region).chain(index.within(region));
            !near.any(|other| {
                let hit = match negative.kind {
                    NegativeKind::Same => other.start == region.start && other.end == region.end,
                    NegativeKind::Inside => other.holds(region),
                    NegativeKind::Overlap => other.holds(region) || region.holds(other),
                };
                self.work.step() && hit && unify(&region.captures, &other.captures).is_some()
            })
        });
    }
}

/// The positive terms as they are asked: matches meet first, then the places that they lie in, which may be smaller than one of the
/// matches.
pub(super) fn in_order(all: &Conjunction) -> impl Iterator<Item = &Formula> {
    let matches = all.positives.iter().filter(|one| around::finds_matches(one));
    matches.chain(all.positives.iter().filter(|one| !around::finds_matches(one)))
}

/// The inner of two regions, unless it is only a place to look in and the outer is not.
fn inner(one: &Region, other: &Region) -> Option<Region> {
    let equal = one.start == other.start && one.end == other.end;
    let (inner, outer) = if one.holds(other) && !equal {
        (other, one)
    } else if other.holds(one) {
        (one, other)
    } else {
        return None;
    };
    if inner.kind == RegionKind::Inside && outer.kind == RegionKind::Match && !equal {
        return None;
    }
    let captures = if equal { unify(&one.captures, &other.captures) } else { unify_within(&inner.captures, &outer.captures) }?;
    let kind = if equal { one.kind.min(other.kind) } else { inner.kind };
    Some(Region { start: inner.start, end: inner.end, kind, captures })
}

/// Regions of the focused metavariables: of any in one key, of all keys together. A region that lies in what is focused stays itself.
pub(super) fn focus(keys: &[Vec<std::sync::Arc<str>>], regions: &[Region], ground: &Ground<'_>) -> Vec<Region> {
    // No arguments are no place in code, while no words are an empty place in a text.
    let in_text = matches!(ground, Ground::File { code: None, .. } | Ground::Text(_));
    let mut focused = Vec::new();
    for region in regions {
        let mut places = vec![(region.start, region.end)];
        for names in keys {
            let bound = names.iter().filter_map(|name| region.captures.get(name)).map(|capture| (capture.start, capture.end));
            let bound: Vec<_> = bound.filter(|(start, end)| start < end || in_text).collect();
            places = places.iter().flat_map(|one| bound.iter().filter_map(|other| tighter(*one, *other))).collect();
        }
        for (start, end) in places {
            focused.push(Region { start, end, kind: RegionKind::Match, captures: region.captures.clone() });
        }
    }
    settle(&mut focused);
    focused
}

/// The inner of two places of which one holds the other.
fn tighter(one: (u32, u32), other: (u32, u32)) -> Option<(u32, u32)> {
    if one.0 <= other.0 && other.1 <= one.1 {
        Some(other)
    } else if other.0 <= one.0 && one.1 <= other.1 {
        Some(one)
    } else {
        None
    }
}

/// Bytes of a file's text; discovery bounds its size.
fn offset(at: usize) -> u32 {
    u32::try_from(at).expect("discovery bounds the size of a file")
}
