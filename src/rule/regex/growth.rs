//! Regular expressions that may take exponentially many steps: a repetition whose turns can divide one text in many ways.
//!
//! Only what runs in the engine that steps back is looked at. Expressions without look-around, back references and the like, and
//! parts of them, are matched in linear time whatever they repeat.

use fancy_regex::{Expr, LookAround};

/// Deeper expressions are not looked at.
const MAX_DEPTH: usize = 60;

/// Which engine matches a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Engine {
    /// The one that never steps back, if the part lets it.
    Linear,
    /// The one that does.
    Stepping,
}

/// Why an expression may take exponentially many steps; none for those that cannot, or of which that is not known.
pub(super) fn explodes(text: &str) -> Option<&'static str> {
    let tree = Expr::parse_tree(text).ok()?;
    if depth(&tree.expr, 0) > MAX_DEPTH {
        return None;
    }
    // The engine hands an expression that only looks ahead at its end to the other one.
    if let Expr::Concat(items) = &tree.expr
        && let Some((Expr::LookAround(ahead, LookAround::LookAhead), before)) = items.split_last()
        && !before.iter().any(needs_stepping)
        && !needs_stepping(ahead)
    {
        return None;
    }
    look(&tree.expr, Engine::Linear)
}

fn depth(expr: &Expr, at: usize) -> usize {
    if at > MAX_DEPTH {
        return at;
    }
    expr.children_iter().map(|child| depth(child, at + 1)).max().unwrap_or(at)
}

/// Whether a part needs the engine that steps back.
fn needs_stepping(expr: &Expr) -> bool {
    match expr {
        Expr::Empty
        | Expr::Any { .. }
        | Expr::Assertion(_)
        | Expr::Literal { .. }
        | Expr::LiteralBytes { .. }
        | Expr::Delegate { .. }
        | Expr::Concat(_)
        | Expr::Alt(_)
        | Expr::Group(_)
        | Expr::Repeat { .. } => expr.children_iter().any(needs_stepping),
        _ => true,
    }
}

/// Follows how the engine divides an expression: an easy part, and an easy end of a row, are matched in linear time.
fn look(expr: &Expr, engine: Engine) -> Option<&'static str> {
    if engine == Engine::Linear && !needs_stepping(expr) {
        return None;
    }
    match expr {
        Expr::Concat(items) => {
            let end = items.iter().rposition(needs_stepping).map_or(0, |last| last + 1);
            let stepping = if engine == Engine::Linear { &items[..end] } else { items };
            stepping.iter().find_map(|item| look(item, Engine::Stepping))
        }
        Expr::Repeat { child, hi, .. } => {
            let why = if *hi > 16 { divides(child) } else { None };
            why.or_else(|| look(child, Engine::Stepping))
        }
        Expr::Alt(items) => items.iter().find_map(|item| look(item, engine)),
        Expr::Group(inner) => look(inner, engine),
        Expr::LookAround(inner, _) | Expr::AtomicGroup(inner) => look(inner, Engine::Linear),
        _ => expr.children_iter().find_map(|child| look(child, Engine::Stepping)),
    }
}

/// Why the turns of a repetition of `body` can divide one text in many ways.
fn divides(body: &Expr) -> Option<&'static str> {
    let branches = branches(body);
    let one_by_one: Vec<Letters> = branches.iter().filter_map(|branch| one_letter(branch)).collect();
    let overlap = |(at, one): (usize, &Letters)| one_by_one[at + 1..].iter().any(|other| one.overlaps(other));
    if one_by_one.iter().enumerate().any(overlap) {
        return Some("two alternatives of a repetition take the same letter");
    }
    let repeats_itself = |branch: &Vec<&Expr>| {
        branch.iter().enumerate().any(|(at, item)| {
            let Expr::Repeat { child, lo, hi, .. } = item else { return false };
            // `(x+)+` alone is made `x+` before it runs.
            let alone = branch.len() == 1 && *lo <= 1 && *hi == usize::MAX;
            let letters = letters(child);
            let mut others = branch.iter().enumerate().filter(|(other, _)| *other != at);
            *hi >= 2 && hi > lo && !alone && !letters.is_empty() && others.all(|(_, other)| can_be_of(other, &letters))
        })
    };
    branches.iter().any(repeats_itself).then_some("a repetition holds another one that can take its next turn's text")
}

/// The alternatives of a part, each as a row of parts, without the groups around them.
fn branches(expr: &Expr) -> Vec<Vec<&Expr>> {
    match expr {
        Expr::Group(inner) => branches(inner),
        Expr::Alt(items) => items.iter().flat_map(branches).collect(),
        _ => vec![row(expr)],
    }
}

fn row(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::Group(inner) => row(inner),
        Expr::Concat(items) => items.iter().flat_map(row).collect(),
        Expr::Empty => Vec::new(),
        other => vec![other],
    }
}

/// Letters of ASCII, and one that stands for all others.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Letters([bool; 129]);

impl Letters {
    fn none() -> Self {
        Self([false; 129])
    }

    /// Those for which `takes` holds.
    fn of(takes: impl Fn(&str) -> bool) -> Self {
        let letter = |at: usize| u8::try_from(at).ok().filter(u8::is_ascii).map_or('\u{e9}', char::from);
        Self(std::array::from_fn(|at| takes(letter(at).encode_utf8(&mut [0; 4]))))
    }

    fn is_empty(&self) -> bool {
        !self.0.contains(&true)
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.0.iter().zip(other.0).any(|(one, other)| *one && other)
    }

    fn and(self, other: &Self) -> Self {
        Self(std::array::from_fn(|at| self.0[at] || other.0[at]))
    }
}

/// Every letter that a part can take.
fn letters(expr: &Expr) -> Letters {
    match expr {
        Expr::Literal { val, casei } => Letters::of(|letter| {
            val.chars()
                .any(|one| one.encode_utf8(&mut [0; 4]) == letter || *casei && letter.eq_ignore_ascii_case(one.encode_utf8(&mut [0; 4])))
        }),
        Expr::Any { newline, .. } => Letters::of(|letter| *newline || letter != "\n"),
        Expr::Delegate { inner, casei, .. } => of_class(inner, *casei),
        // What is looked at is not taken.
        Expr::LookAround(..) | Expr::Assertion(_) => Letters::none(),
        _ => expr.children_iter().map(letters).fold(Letters::none(), |all, more| all.and(&more)),
    }
}

fn of_class(class: &str, casei: bool) -> Letters {
    let Ok(regex) = regex::RegexBuilder::new(&format!("^(?:{class})$")).case_insensitive(casei).build() else { return Letters::none() };
    Letters::of(|letter| regex.is_match(letter))
}

/// The letters of a branch that takes exactly one.
fn one_letter(branch: &[&Expr]) -> Option<Letters> {
    match branch {
        [one @ (Expr::Any { .. } | Expr::Delegate { .. })] => Some(letters(one)),
        [one @ Expr::Literal { val, .. }] if val.chars().count() == 1 => Some(letters(one)),
        _ => None,
    }
}

/// Whether a part can match some text of these letters alone, or none at all.
fn can_be_of(expr: &Expr, allowed: &Letters) -> bool {
    match expr {
        Expr::Empty => true,
        Expr::Literal { val, .. } => val.chars().all(|c| letters(&Expr::Literal { val: c.to_string(), casei: false }).overlaps(allowed)),
        Expr::Any { .. } | Expr::Delegate { .. } => letters(expr).overlaps(allowed),
        Expr::Concat(items) => items.iter().all(|item| can_be_of(item, allowed)),
        Expr::Alt(items) => items.iter().any(|item| can_be_of(item, allowed)),
        Expr::Group(inner) => can_be_of(inner, allowed),
        Expr::Repeat { child, lo, .. } => *lo == 0 || can_be_of(child, allowed),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::{Anchor, RegexLimit, RegexTerm, TextTerm, built_in};

    #[test]
    fn repetitions_of_repetitions() {
        for text in [
            r"(\w+\s*)+(?!;)",
            r"(?<=x)(\w+\s*)+;(?=y)",
            r"(?=a)(?:a|a)*b(?!c)",
            r"(?<!x)(?:\w|\d)+(?!y)",
            r"(a+a)*(?!b)",
            r"(?i)(A|a)*(?!b)",
            r"(x(?:y+y?)*)(?!z)\1",
            r"(.*\n?)*(?!b)",
            r"(a{1,3})*(?!b)",
        ] {
            assert!(explodes(text).is_some(), "{text}");
        }
        for text in [
            // Linear, whatever is repeated.
            r"(\w+)+$",
            r"^(?!x)(\w+)+$",
            r"(\w+\s*)+(?=;)",
            r"(\w+)+(?!b)",
            r"(?!(\w+)+$)x",
            // Each turn begins or ends with something that the repetition in it does not take.
            r"(\w+\.)*(save|delete)(?!x)",
            r"(?:[^'\\]|\\.)*(?!x)",
            r"(a+b)*(?!c)",
            r"(?:\s*,\s*\w)*(?!c)",
            // Few turns, one division, or no engine to ask.
            r"(a+){2,3}(?!b)",
            r"(?:ab|cd)*(?!b)",
            r"(?>(\w+)+)(?!b)",
            r"(\w+\b)*(?!b)",
            r"(",
        ] {
            assert_eq!(explodes(text), None, "{text}");
        }
        assert_eq!(explodes(&format!("{}a{}(?!b)", "(".repeat(200), "+)".repeat(200))), None, "too deep to look at");
    }

    /// What is told is so: the engine gives up on a text of forty letters, and on none of the others.
    #[test]
    fn the_engine_agrees() {
        let steps = |regex: &str, text: &str| RegexTerm::new(regex, Anchor::Free, 1).is_match(text).err();
        let letters = "a".repeat(40);
        for text in [r"^(\w+\s*)+;(?!x)", r"(?=a)^(?:a|a)*b(?!c)", r"^(a+a)*;(?!b)", r"^(?:a|\w)+;(?!b)"] {
            assert!(explodes(text).is_some(), "{text}");
            assert_eq!(steps(text, &letters), Some(RegexLimit::Steps), "{text}");
        }
        for text in [r"^(?!x)(\w+)+;$", r"^(\w+\s*)+(?=;)", r"^(\w+)+;(?!b)", r"^(a+b)*;(?!b)", r"^(?>(\w+\s*)+);(?!b)"] {
            assert_eq!(explodes(text), None, "{text}");
            assert_eq!(steps(text, &letters), None, "{text}");
        }
    }

    #[test]
    fn no_rule_of_ours_explodes() {
        for rule in &built_in().rules {
            for term in rule.regexes.iter().map(TextTerm::text) {
                assert_eq!(explodes(term), None, "{}: {term}", rule.id);
            }
        }
    }
}
