//! Which rules are worth a look at a file: found by the words that it says, so that what a file costs grows with the rules that are
//! about it and not with all that there are.

use super::Breadth;
use crate::files::{Language, Role, SourceFile};
use crate::rule::{Rule, RuleLanguage};

/// Rules by position, sorted by what they ask of a file.
#[derive(Debug, Default)]
pub(super) struct Entrance {
    /// Of one set of words that a rule cannot do without, each word with its rules.
    by_word: Vec<(usize, Vec<usize>)>,
    /// Those for Python that may find something in any file of it, and those for other languages too.
    any_python: Vec<usize>,
    /// Those for other languages.
    others: Vec<usize>,
    /// The roles that some rule takes; none when one takes all.
    roles: Option<Vec<Role>>,
}

impl Entrance {
    /// Of each rule the sets of words that it cannot do without, the rarest first.
    pub(super) fn of<'r>(rules: impl Iterator<Item = (&'r Rule, &'r [Vec<usize>])>) -> Self {
        let mut entrance = Self { roles: Some(Vec::new()), ..Self::default() };
        let mut by_word = std::collections::BTreeMap::<usize, Vec<usize>>::new();
        for (at, (rule, gates)) in rules.enumerate() {
            let python_only = rule.languages.iter().all(|language| *language == RuleLanguage::Python);
            match gates.first() {
                Some(words) if python_only => words.iter().for_each(|word| by_word.entry(*word).or_default().push(at)),
                _ => entrance.any_python.push(at),
            }
            entrance.others.extend((!python_only).then_some(at));
            match &mut entrance.roles {
                Some(roles) if !rule.roles.is_empty() => roles.extend(&rule.roles),
                roles => *roles = None,
            }
        }
        entrance.by_word = by_word.into_iter().collect();
        entrance
    }

    /// Whether some rule takes files of this role.
    pub(super) fn takes(&self, file: &SourceFile, breadth: Breadth) -> bool {
        breadth == Breadth::Everything || self.roles.as_ref().is_none_or(|roles| roles.contains(&file.role()))
    }

    /// The positions of the rules that may have something to say, in order; `words` are those that a file of Python says.
    pub(super) fn rules(&self, file: &SourceFile, words: &[bool]) -> Vec<usize> {
        if file.language() != Language::Python {
            return self.others.clone();
        }
        let mut rules = self.any_python.clone();
        for (_, about) in self.by_word.iter().filter(|(word, _)| words[*word]) {
            rules.extend(about);
        }
        rules.sort_unstable();
        rules.dedup();
        rules
    }
}
