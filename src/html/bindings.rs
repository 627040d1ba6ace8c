//! What metavariables stand for while a pattern is matched.

/// Names by number in the pattern, and places of the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Bindings(Vec<(usize, (u32, u32))>);

impl Bindings {
    /// These and one more; none when the name stands for another text already.
    pub(super) fn with(&self, name: usize, place: (u32, u32), text: &str) -> Option<Self> {
        let of = |(start, end): (u32, u32)| &text[start as usize..end as usize];
        if let Some((_, known)) = self.0.iter().find(|(known, _)| *known == name) {
            return (of(*known) == of(place)).then(|| self.clone());
        }
        let mut more = self.clone();
        more.0.push((name, place));
        Some(more)
    }

    /// Names by number, and places.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, (u32, u32))> {
        self.0.iter().copied()
    }
}
