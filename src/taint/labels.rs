//! Labels of taint and what `requires:` asks of them.

/// A label, by number.
pub type Label = u32;

/// A boolean expression over labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Requires {
    /// Always true.
    Nothing,
    /// Never true.
    Never,
    /// The label is there.
    Label(Label),
    /// It does not hold.
    Not(Box<Requires>),
    /// All hold.
    All(Vec<Requires>),
    /// One holds.
    Any(Vec<Requires>),
}

impl Requires {
    /// Whether it holds for the labels that `has` tells.
    pub fn holds(&self, has: &dyn Fn(Label) -> bool) -> bool {
        match self {
            Self::Nothing => true,
            Self::Never => false,
            Self::Label(label) => has(*label),
            Self::Not(inner) => !inner.holds(has),
            Self::All(parts) => parts.iter().all(|part| part.holds(has)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(has)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Requires::{All, Any, Label, Not};

    #[test]
    fn a_requirement_holds_as_it_reads() {
        let requires = Any(vec![All(vec![Label(0), Not(Box::new(Label(1)))]), Label(2)]);
        let holds = |labels: &[u32]| requires.holds(&|label| labels.contains(&label));
        assert_eq!([holds(&[]), holds(&[0]), holds(&[0, 1]), holds(&[1, 2])], [false, true, false, true]);
    }
}
