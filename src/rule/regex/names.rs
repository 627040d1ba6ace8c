//! Expressions that ask for a few names, as most conditions of rules do: told without an automaton, and looked up by others.

use std::collections::BTreeSet;
use std::iter::Peekable;
use std::str::Chars;

use regex_syntax::hir::{Hir, HirKind, Look};

/// More texts are as good as any.
const MAX_TEXTS: usize = 64;
/// Longer expressions are left to the parser, in bytes.
const MAX_SPELLED: usize = 1_000;
/// Stands for the end of the text while texts are put together.
const END: char = '\0';

/// The names, dotted or not, that an expression lets through, behind a chain of others where it says so.
#[derive(Debug)]
pub struct Names {
    /// What the text is, or what it ends with.
    pub texts: BTreeSet<String>,
    chain: Chain,
}

/// What may stand before a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Chain {
    Nothing,
    /// One name and its dot, or nothing.
    One,
    /// Any number of them.
    Many,
}

/// How expressions begin that ask for the last name of a chain.
const CHAINS: [(&str, Chain); 4] =
    [(r"^(\w+\.)*", Chain::Many), (r"^([\w]+\.)*", Chain::Many), (r"^(?:\w+\.)*", Chain::Many), (r"^(\w+\.)?", Chain::One)];

impl Names {
    /// The names that a regular expression lets through from the start of a text, if they are few.
    pub(super) fn of(regex: &str) -> Option<Self> {
        let chain = CHAINS.iter().find_map(|(text, chain)| Some((*chain, regex.strip_prefix(text)?)));
        let (chain, regex) = chain.unwrap_or((Chain::Nothing, regex.strip_prefix('^').unwrap_or(regex)));
        // Most expressions let through more, which shows without parsing them.
        if !regex.contains('$') || ["\\w", "\\s", "\\b", "(?", ".*", "[", "^"].iter().any(|sign| regex.contains(sign)) {
            return None;
        }
        // `^` and the chain would belong to the first of several alternatives only.
        if has_alternatives(regex) {
            return None;
        }
        let mut texts = BTreeSet::new();
        for text in spelled(regex).or_else(|| parsed(regex))? {
            let dotted =
                !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.') && !text.ends_with('.');
            texts.insert(dotted.then_some(text)?);
        }
        Some(Self { texts, chain })
    }

    /// Whether the expression matches from the start of `text`; none if only an automaton can tell.
    pub(super) fn is_match(&self, text: &str) -> Option<bool> {
        // `$` holds at the end of every line.
        if !text.is_ascii() || text.contains('\n') {
            return None;
        }
        Some(self.texts.iter().any(|name| text.strip_suffix(name.as_str()).is_some_and(|before| self.chain.is(before))))
    }
}

impl Chain {
    /// Whether `text` is one.
    fn is(self, text: &str) -> bool {
        let Some(names) = text.strip_suffix('.') else { return text.is_empty() };
        let is_name = |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        match self {
            Self::Nothing => false,
            Self::One => is_name(names),
            Self::Many => names.split('.').all(is_name),
        }
    }
}

/// Whether there is a `|` outside of all groups.
fn has_alternatives(regex: &str) -> bool {
    let mut depth = 0_usize;
    for byte in regex.bytes() {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            b'|' if depth == 0 => return true,
            _ => {}
        }
    }
    false
}

/// The texts that a few names, groups of alternatives and `?` before a last `$` let through; none for anything else.
fn spelled(regex: &str) -> Option<Vec<String>> {
    // Groups are read by recursion.
    let regex = regex.strip_suffix('$').filter(|regex| regex.len() <= MAX_SPELLED)?;
    let mut rest = regex.chars().peekable();
    let texts = sequence(&mut rest)?;
    rest.next().is_none().then_some(texts)
}

/// Up to a `|` or `)` that belongs to what is around.
fn sequence(rest: &mut Peekable<Chars<'_>>) -> Option<Vec<String>> {
    let mut texts = vec![String::new()];
    while let Some(c) = rest.next_if(|c| !matches!(c, '|' | ')')) {
        let part = match c {
            '(' => group(rest)?,
            '\\' => vec![rest.next_if_eq(&'.')?.to_string()],
            c if c.is_ascii_alphanumeric() || c == '_' => vec![c.to_string()],
            _ => return None,
        };
        if rest.peek().is_some_and(|c| "?*+{".contains(*c)) {
            return None;
        }
        texts = product(&texts, &part)?;
    }
    Some(texts)
}

/// Alternatives up to their `)`, and a `?` behind it.
fn group(rest: &mut Peekable<Chars<'_>>) -> Option<Vec<String>> {
    let mut texts = sequence(rest)?;
    while rest.next_if_eq(&'|').is_some() {
        texts.extend(sequence(rest)?);
    }
    rest.next_if_eq(&')')?;
    texts.extend(rest.next_if_eq(&'?').map(|_| String::new()));
    Some(texts)
}

/// Each of `texts` with each of `tails` behind it.
fn product(texts: &[String], tails: &[String]) -> Option<Vec<String>> {
    let few = texts.len() * tails.len() <= MAX_TEXTS;
    few.then(|| texts.iter().flat_map(|text| tails.iter().map(move |tail| format!("{text}{tail}"))).collect())
}

/// The same for any expression.
fn parsed(regex: &str) -> Option<Vec<String>> {
    let hir = regex_syntax::ParserBuilder::new().multi_line(true).build().parse(regex).ok()?;
    enumerate(&hir)?.into_iter().map(|text| text.strip_suffix(END).map(str::to_owned)).collect()
}

fn enumerate(hir: &Hir) -> Option<Vec<String>> {
    let texts = match hir.kind() {
        HirKind::Empty | HirKind::Look(Look::Start | Look::StartLF) => vec![String::new()],
        HirKind::Look(Look::End | Look::EndLF) => vec![END.to_string()],
        HirKind::Literal(literal) => vec![std::str::from_utf8(&literal.0).ok()?.to_owned()],
        HirKind::Capture(capture) => enumerate(&capture.sub)?,
        HirKind::Repetition(repetition) if repetition.min == 0 && repetition.max == Some(1) => {
            let mut texts = enumerate(&repetition.sub)?;
            texts.push(String::new());
            texts
        }
        HirKind::Concat(parts) => {
            let mut texts = vec![String::new()];
            for part in parts {
                texts = product(&texts, &enumerate(part)?)?;
            }
            texts
        }
        HirKind::Alternation(alternatives) => {
            let all = alternatives.iter().map(enumerate).collect::<Option<Vec<_>>>()?;
            all.into_iter().flatten().collect()
        }
        HirKind::Class(class) => {
            let literals = class.literal();
            vec![String::from_utf8(literals?).ok()?]
        }
        HirKind::Repetition(_) | HirKind::Look(_) => return None,
    };
    (texts.len() <= MAX_TEXTS).then_some(texts)
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn few_names_are_known_and_anything_else_is_not() {
        let names =
            |regex: &str| Names::of(regex).map_or_else(|| "any".to_owned(), |names| names.texts.into_iter().collect::<Vec<_>>().join(" "));
        assert_eq!(names("(execute|executemany)$"), "execute executemany");
        assert_eq!(names("^get(_or_404)?$"), "get get_or_404");
        assert_eq!(names(r"json\.loads$"), "json.loads");
        assert_eq!(names("raw"), "any");
        assert_eq!(names(r"^(\w+\.)*(raw|extra)$"), "extra raw");
        assert_eq!(names(r"(\w+\.)+raw$"), "any");
        assert_eq!(names("(?i)raw$"), "any");
        assert_eq!(names("(a|b$)"), "any");
        assert_eq!(names("^a|b$"), "any");
        assert_eq!(names("a^b$"), "any");
        assert_eq!(names(r"^(\w+\.)*ab$|ac$"), "any");
        assert_eq!(names("(?!x)raw$"), "any");
    }

    #[test]
    fn what_is_spelled_out_is_what_the_parser_reads() {
        for regex in [
            "(a|b.c)$",
            r"x(y|z)?_(1|\.2)$",
            "(a|(b|c)d)?e$",
            "()$",
            "(a|)$",
            "$",
            r"a\$",
            "(a$",
            "a)$",
            "a?$",
            "(a)??$",
            "a+b$",
            "a{2}$",
            "(a|b)(c|d)$",
        ] {
            let sorted = |texts: Option<Vec<String>>| texts.map(|texts| texts.into_iter().collect::<std::collections::BTreeSet<_>>());
            let spelled = sorted(super::spelled(regex));
            // The parser makes a class of letters, of which nothing is known then.
            let parsed = sorted(super::parsed(regex));
            assert!(spelled.is_none() || parsed.is_none() || spelled == parsed, "{regex}");
        }
        assert!(super::spelled(r"(execute|execute(many)?)\.x$").is_some_and(|texts| texts.len() == 3));
    }

    #[test]
    fn chains_are_told_as_the_expression_tells_them() {
        let is = |regex: &str, text: &str| Names::of(regex).expect("few names").is_match(text);
        for (regex, good, bad) in [
            (r"^(\w+\.)*(raw|extra)$", ["raw", "a.b.extra"], ["xraw", "a..raw"]),
            (r"^(\w+\.)?raw$", ["raw", "a.raw"], ["a.b.raw", ".raw"]),
            ("get(_or_404)?$", ["get", "get_or_404"], ["a.get", "get_"]),
        ] {
            assert_eq!((is(regex, good[0]), is(regex, good[1])), (Some(true), Some(true)), "{regex}");
            assert_eq!((is(regex, bad[0]), is(regex, bad[1])), (Some(false), Some(false)), "{regex}");
        }
        assert_eq!(is("raw$", "raw\nmore"), None, "the end of a line counts");
    }
}
