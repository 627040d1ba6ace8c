//! Matches of many patterns in one file.

use super::Match;

/// What [`super::PatternSet::find`] found, by position of the pattern in the set. Most patterns of a set find nothing in a file, and cost
/// nothing here.
#[derive(Debug, Default)]
pub struct Found {
    /// For each pattern one more than the position of its list; none for those that found nothing.
    places: Vec<u32>,
    pub(super) lists: Vec<Vec<Match>>,
    /// Positions of patterns whose budget of steps ran out.
    pub(super) exhausted: Vec<usize>,
}

impl Found {
    /// For so many patterns.
    pub fn nothing(patterns: usize) -> Self {
        Self { places: vec![0; patterns], ..Self::default() }
    }

    /// The matches of pattern `at`, sorted by range; equal ones (range and captures) once.
    pub fn of(&self, at: usize) -> &[Match] {
        self.lists.get(self.list(at)).map_or(&[], Vec::as_slice)
    }

    /// Whether the budget of steps of pattern `at` ran out in this file: some matches may be missing.
    pub fn is_exhausted(&self, at: usize) -> bool {
        self.exhausted.contains(&at)
    }

    /// Whether that of any pattern ran out.
    pub fn is_any_exhausted(&self) -> bool {
        !self.exhausted.is_empty()
    }

    /// The position of the list of pattern `at`: past the last if it has none.
    pub(super) fn list(&self, at: usize) -> usize {
        self.places.get(at).map_or(usize::MAX, |place| (*place as usize).wrapping_sub(1))
    }

    pub(super) fn add(&mut self, at: usize, matches: &mut Vec<Match>) {
        if self.places[at] == 0 {
            self.lists.push(Vec::new());
            self.places[at] = u32::try_from(self.lists.len()).expect("fewer patterns than that");
        }
        let list = self.list(at);
        self.lists[list].append(matches);
    }
}
