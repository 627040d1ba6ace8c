//! Places in a file, looked up by what lies in them.

/// A place: first byte, one past the last byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Extent {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Extent {
    /// The place of a node.
    pub(super) fn of(node: &impl crate::syntax::python::ast::Ranged) -> Self {
        Self { start: node.start().to_u32(), end: node.end().to_u32() }
    }

    /// Whether `other` lies in this place; equal ones do.
    pub fn holds(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// Numbered places, for questions about what lies around a node.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// By start.
    items: Vec<(Extent, usize)>,
    /// For each item the furthest end of it and of those before it.
    reach: Vec<u32>,
}

impl Places {
    pub(super) fn new(places: impl IntoIterator<Item = (Extent, usize)>) -> Self {
        let mut items: Vec<_> = places.into_iter().collect();
        items.sort_unstable();
        let mut furthest = 0;
        let further = |(place, _): &(Extent, usize)| {
            furthest = furthest.max(place.end);
            furthest
        };
        let reach = items.iter().map(further).collect();
        Self { items, reach }
    }

    /// The places in which `inner` lies, nearest start first.
    pub(super) fn around(&self, inner: Extent) -> impl Iterator<Item = (Extent, usize)> + '_ {
        let upto = self.items.partition_point(|(place, _)| place.start <= inner.start);
        let reaching = (0..upto).rev().take_while(move |at| self.reach[*at] >= inner.end);
        reaching.map(|at| self.items[at]).filter(move |(place, _)| place.end >= inner.end)
    }

    /// Whether some place has a byte in common with `other`.
    pub(super) fn touches(&self, other: Extent) -> bool {
        let upto = self.items.partition_point(|(place, _)| place.start < other.end);
        upto > 0 && self.reach[upto - 1] > other.start
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_around_and_touching() {
        let place = |start, end| Extent { start, end };
        let places = Places::new([(place(0, 10), 0), (place(2, 4), 1), (place(6, 9), 2)]);
        let around = |start, end| places.around(place(start, end)).map(|(_, at)| at).collect::<Vec<_>>();
        assert_eq!(around(2, 3), [1, 0]);
        assert_eq!(around(7, 10), [0]);
        assert_eq!(around(9, 11), [0; 0]);
        assert!(places.touches(place(9, 20)) && !places.touches(place(10, 20)));
    }
}
