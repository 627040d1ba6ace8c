//! Ranges with bindings, and how two sets of them meet.

use std::cmp::Ordering;

use crate::pattern::Captures;

/// A place that a formula found.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Region {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) kind: RegionKind,
    pub(super) captures: Captures,
}

/// Whether a place is what is looked for, or a place to look in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum RegionKind {
    Match,
    Inside,
}

impl Region {
    /// Whether `other` lies in this region; equal ones do.
    pub(super) fn holds(&self, other: &Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// By place, the longer one first, then by the places of what is bound: the first binding in source order comes first.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        let bindings = |region: &Self| region.captures.iter().map(|(_, capture)| (capture.start, capture.end)).collect::<Vec<_>>();
        (self.start, other.end, self.kind)
            .cmp(&(other.start, self.end, other.kind))
            .then_with(|| if self.captures.is_empty() { Ordering::Equal } else { bindings(self).cmp(&bindings(other)) })
    }
}

/// Regions sorted by place, for questions about what lies around and within.
pub(super) struct Index<'a> {
    regions: &'a [Region],
    /// For each region the furthest end of it and of those before it.
    reach: Vec<u32>,
}

impl<'a> Index<'a> {
    /// `regions` are sorted by [`Region::order`].
    pub(super) fn new(regions: &'a [Region]) -> Self {
        let mut furthest = 0;
        let reach = regions
            .iter()
            .map(|region| {
                furthest = furthest.max(region.end);
                furthest
            })
            .collect();
        Self { regions, reach }
    }

    /// The regions that hold `region` or overlap it from before: all that start at or before it and reach it, nearest first.
    pub(super) fn before(&self, region: &Region) -> impl Iterator<Item = &'a Region> {
        let upto = self.regions.partition_point(|other| other.start <= region.start);
        let start = region.start;
        let regions = self.regions;
        (0..upto).rev().take_while(move |at| self.reach[*at] >= start).map(move |at| &regions[at])
    }

    /// The regions that start within `region`, after its first byte; an empty one may stand at its end.
    pub(super) fn within(&self, region: &Region) -> impl Iterator<Item = &'a Region> {
        let from = self.regions.partition_point(|other| other.start <= region.start);
        let end = region.end;
        self.regions[from..].iter().take_while(move |other| other.start <= end)
    }
}

/// The bindings of both, if they agree. Numbered groups of regular expressions (`$1`) are no names: the later one counts.
pub(super) fn unify(one: &Captures, other: &Captures) -> Option<Captures> {
    match without_numbers_of(one, other) {
        Some(named) => named.merge(other),
        None => one.merge(other),
    }
}

/// The same of a region and one around it: a name stands for what is inside.
pub(super) fn unify_within(inner: &Captures, outer: &Captures) -> Option<Captures> {
    match without_numbers_of(outer, inner) {
        Some(named) => inner.merge(&named),
        None => inner.merge(outer),
    }
}

/// `captures` without numbered groups that `other` binds too; none if there are none to leave out.
fn without_numbers_of(captures: &Captures, other: &Captures) -> Option<Captures> {
    let is_number = |name: &str| name[1..].starts_with(|c: char| c.is_ascii_digit());
    if !other.iter().any(|(name, _)| is_number(name)) {
        return None;
    }
    let mut named = Captures::default();
    for (name, capture) in captures.iter().filter(|(name, _)| !is_number(name) || other.get(name).is_none()) {
        named.insert(name, capture.clone());
    }
    Some(named)
}

/// Sorts by [`Region::order`] and keeps equal ones once.
pub(super) fn settle(regions: &mut Vec<Region>) {
    regions.sort_by(Region::order);
    regions.dedup();
}
