//! Words without which a whole rule finds nothing, as few sets that are asked before its formula is walked.

use std::cmp::Reverse;

use crate::rule::Formula;

/// More sets decide hardly more files.
const MOST: usize = 4;

/// Bytes of a word by number.
pub(super) type Length<'l> = &'l dyn Fn(usize) -> usize;

/// Sets of words, by number; of each one must be in a file for `formula` to find anything in it. `needs` has the sets of each
/// pattern, by number in the rule.
pub(super) fn of(formula: &Formula, needs: &[Vec<Vec<usize>>], length: Length) -> Vec<Vec<usize>> {
    let mut gates = match formula {
        Formula::Pattern(at) => needs[*at].clone(),
        Formula::Regex(_) => Vec::new(),
        Formula::Inside(inner) => of(inner, needs, length),
        Formula::Either(alternatives) => of_one(alternatives.iter(), needs, length).into_iter().collect(),
        Formula::All(all) => all.positives.iter().flat_map(|one| of(one, needs, length)).collect(),
    };
    gates.sort_by(|a, b| rarity(a, length).cmp(&rarity(b, length)).then_with(|| a.cmp(b)));
    gates.dedup();
    gates.truncate(MOST);
    gates
}

/// Sets of few and long words come first: long words are rare.
fn rarity(set: &[usize], length: Length) -> (usize, Reverse<usize>) {
    (set.len(), Reverse(set.iter().map(|word| length(*word)).min().unwrap_or(0)))
}

/// The rarest sets of all alternatives together; none if one of them may find something in any file.
pub(super) fn of_one<'a>(
    alternatives: impl IntoIterator<Item = &'a Formula>,
    needs: &[Vec<Vec<usize>>],
    length: Length,
) -> Option<Vec<usize>> {
    let mut words = Vec::new();
    for one in alternatives {
        words.extend(of(one, needs, length).into_iter().next()?);
    }
    words.sort_unstable();
    words.dedup();
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::Conjunction;

    #[test]
    fn all_gates_of_a_conjunction_and_one_of_alternatives() {
        let needs = vec![vec![vec![1], vec![2, 3]], vec![vec![4]], vec![]];
        let pattern = Formula::Pattern;
        let all = |positives| Formula::All(Box::new(Conjunction { positives, ..Conjunction::default() }));
        // Words 3 and 4 are long.
        let of = |formula: Formula| of(&formula, &needs, &|word| if word > 2 { 9 } else { word });
        assert_eq!(of(all(vec![pattern(0), pattern(1)])), [vec![4], vec![1], vec![2, 3]]);
        assert_eq!(of(Formula::Either(vec![pattern(0), pattern(1)])), [vec![1, 4]]);
        assert!(of(Formula::Either(vec![pattern(0), pattern(2)])).is_empty(), "the last may match anywhere");
    }
}
