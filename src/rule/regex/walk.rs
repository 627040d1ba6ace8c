//! Short texts, such as the names and arguments that conditions ask about, without compiling: a walk over the expression itself.
//!
//! Compiling costs as much as some hundred such walks, and most expressions are asked a few times in a scan. Whether there is a
//! match does not depend on which one is preferred, so the walk tries in any order. It gives up after a number of steps, and where
//! the expression says something that it does not know; then the compiled form is asked.

use fancy_regex::{Assertion, Expr, LookAround};
use regex_syntax::hir::{Class, HirKind};

/// Longer texts are left to the compiled form, in bytes: the walk recurses over the text.
const MAX_TEXT: usize = 400;
/// After so many steps compiling costs less.
const MAX_STEPS: u32 = 4_000;
/// More calls within each other would take too much stack.
const MAX_CALLS: u32 = 600;
/// Deeper expressions are compiled.
const MAX_DEPTH: u32 = 40;
/// Shorter texts are everywhere, in bytes.
const MIN_NEEDED: usize = 4;
/// Larger ones too, in parts.
const MAX_PARTS: usize = 4_000;

/// An expression to walk over, for texts of ASCII.
#[derive(Debug)]
pub(super) struct Walkable(Part);

#[derive(Debug)]
enum Part {
    Empty,
    /// One byte of these.
    Byte(Bytes),
    /// These bytes.
    Text(Vec<u8>),
    /// These letters, in any case.
    Folded(Vec<u8>),
    /// Each, and how what is left behind it begins.
    All(Vec<(Part, Begins)>),
    /// How each begins, and it.
    Either(Vec<(Begins, Part)>),
    Repeat {
        part: Box<Part>,
        least: usize,
        most: usize,
    },
    /// Whether it follows here.
    Ahead(Box<Part>),
    /// Whether it does not.
    NotAhead(Box<Part>),
    Place(Place),
}

#[derive(Debug, Clone, Copy)]
enum Place {
    TextStart,
    TextEnd,
    LineStart,
    LineEnd,
    WordEdge,
    NoWordEdge,
}

/// How something can begin.
#[derive(Debug, Clone, Copy)]
struct Begins {
    bytes: Bytes,
    /// It may match without a byte, so that anything may follow.
    empty: bool,
}

impl Begins {
    const ANYHOW: Self = Self { bytes: Bytes(u128::MAX), empty: true };

    fn with(bytes: Bytes) -> Self {
        Self { bytes, empty: false }
    }

    /// This, and `then` where it may be nothing.
    fn or_then(self, then: Self) -> Self {
        if self.empty { Self { bytes: Bytes(self.bytes.0 | then.bytes.0), empty: then.empty } } else { self }
    }

    fn of(part: &Part) -> Self {
        match part {
            Part::Byte(bytes) => Self::with(*bytes),
            Part::Text(text) => text.first().map_or(Self::ANYHOW, |first| Self::with(Bytes::of([*first]))),
            Part::Folded(text) => {
                text.first().map_or(Self::ANYHOW, |first| Self::with(Bytes::of([first.to_ascii_lowercase(), first.to_ascii_uppercase()])))
            }
            Part::All(parts) => parts.first().map_or(Self::ANYHOW, |(first, then)| Self::of(first).or_then(*then)),
            Part::Either(parts) => {
                let bytes = parts.iter().fold(0, |bytes, (begins, _)| bytes | begins.bytes.0);
                Self { bytes: Bytes(bytes), empty: parts.iter().any(|(begins, _)| begins.empty) }
            }
            Part::Repeat { part, least, .. } => {
                let begins = Self::of(part);
                Self { empty: begins.empty || *least == 0, ..begins }
            }
            Part::Empty | Part::Ahead(_) | Part::NotAhead(_) | Part::Place(_) => Self { bytes: Bytes(0), empty: true },
        }
    }

    /// Whether it can begin with what is left of a text.
    fn can(self, rest: &[u8]) -> bool {
        self.empty || rest.first().is_some_and(|byte| self.bytes.has(*byte))
    }
}

/// A set of bytes of ASCII.
#[derive(Debug, Clone, Copy, Default)]
struct Bytes(u128);

impl Bytes {
    fn of(range: impl IntoIterator<Item = u8>) -> Self {
        Self(range.into_iter().filter(u8::is_ascii).fold(0, |set, byte| set | 1 << byte))
    }

    fn has(self, byte: u8) -> bool {
        byte.is_ascii() && self.0 >> byte & 1 == 1
    }
}

impl Walkable {
    /// None if the expression is no such.
    pub(super) fn of(regex: &str) -> Option<Self> {
        let tree = Expr::parse_tree(regex).ok()?;
        let mut parts = MAX_PARTS;
        part(&tree.expr, MAX_DEPTH, &mut parts).map(Self)
    }

    /// How many groups an expression has that this reads, and nothing of which can fail to compile; none for others.
    pub(super) fn groups(regex: &str) -> Option<usize> {
        let tree = Expr::parse_tree(regex).ok()?;
        part(&tree.expr, MAX_DEPTH, &mut MAX_PARTS.clone())?;
        Some(groups(&tree.expr))
    }

    /// Whether it matches from the start of a text of ASCII; none if that takes too long to find out.
    pub(super) fn starts(&self, text: &str) -> Option<bool> {
        if text.len() > MAX_TEXT {
            return None;
        }
        Walk { text: text.as_bytes(), steps: MAX_STEPS, calls: MAX_CALLS }.part(&self.0, 0, &mut |_, _| Some(true))
    }
}

/// The longest text without which an expression matches nowhere.
pub(super) fn needed(regex: &str) -> Option<String> {
    let mut best = String::new();
    let mut run = String::new();
    longest(&Expr::parse_tree(regex).ok()?.expr, MAX_DEPTH, (&mut run, &mut best));
    let longest = if run.len() > best.len() { run } else { best };
    (longest.len() >= MIN_NEEDED).then_some(longest)
}

/// Goes on with the text that ends here, `run`, and keeps the longest so far.
fn longest(expr: &Expr, depth: u32, (run, best): (&mut String, &mut String)) {
    match expr {
        Expr::Literal { val, casei: false } => run.push_str(val),
        Expr::Concat(all) if depth > 0 => all.iter().for_each(|one| longest(one, depth - 1, (run, best))),
        Expr::Group(inner) if depth > 0 => longest(inner, depth - 1, (run, best)),
        Expr::Empty => {}
        _ => {
            if run.len() > best.len() {
                best.clone_from(run);
            }
            run.clear();
        }
    }
}

fn part(expr: &Expr, depth: u32, parts: &mut usize) -> Option<Part> {
    let depth = depth.checked_sub(1)?;
    *parts = parts.checked_sub(1)?;
    let mut inner = |expr: &Expr| part(expr, depth, parts);
    Some(match expr {
        Expr::Empty => Part::Empty,
        Expr::Any { newline, crlf: false } => Part::Byte(Bytes::of((0..128).filter(|byte| *newline || *byte != b'\n'))),
        Expr::Literal { val, casei } if val.is_ascii() => {
            let folds = *casei && val.bytes().any(|byte| byte.is_ascii_alphabetic());
            if folds { Part::Folded(val.clone().into_bytes()) } else { Part::Text(val.clone().into_bytes()) }
        }
        Expr::Delegate { inner, casei } => Part::Byte(class(inner, *casei)?),
        Expr::Concat(all) => in_order(all.iter().map(inner).collect::<Option<_>>()?),
        Expr::Alt(all) => Part::Either(all.iter().map(|one| inner(one).map(|part| (Begins::of(&part), part))).collect::<Option<_>>()?),
        Expr::Group(group) => inner(group)?,
        Expr::Repeat { child, lo, hi, .. } => Part::Repeat { part: Box::new(inner(child)?), least: *lo, most: *hi },
        Expr::LookAround(look, LookAround::LookAhead) => Part::Ahead(Box::new(inner(look)?)),
        Expr::LookAround(look, LookAround::LookAheadNeg) => Part::NotAhead(Box::new(inner(look)?)),
        Expr::Assertion(Assertion::StartText) => Part::Place(Place::TextStart),
        Expr::Assertion(Assertion::EndText) => Part::Place(Place::TextEnd),
        Expr::Assertion(Assertion::StartLine { crlf: false }) => Part::Place(Place::LineStart),
        Expr::Assertion(Assertion::EndLine { crlf: false }) => Part::Place(Place::LineEnd),
        Expr::Assertion(Assertion::WordBoundary) => Part::Place(Place::WordEdge),
        Expr::Assertion(Assertion::NotWordBoundary) => Part::Place(Place::NoWordEdge),
        _ => return None,
    })
}

fn groups(expr: &Expr) -> usize {
    let own = usize::from(matches!(expr, Expr::Group(_)));
    own + expr.children_iter().map(groups).sum::<usize>()
}

fn in_order(parts: Vec<Part>) -> Part {
    let mut then = Begins::ANYHOW;
    let mut all = Vec::new();
    for part in parts.into_iter().rev() {
        let begins = Begins::of(&part).or_then(then);
        all.push((part, then));
        then = begins;
    }
    all.reverse();
    Part::All(all)
}

/// The bytes of a class as it is written.
fn class(text: &str, any_case: bool) -> Option<Bytes> {
    match text {
        r"\w" => return Some(Bytes::of((0..128).filter(|byte| is_word(*byte)))),
        r"\d" => return Some(Bytes::of(b'0'..=b'9')),
        r"\s" => return Some(Bytes::of(*b"\t\n\x0b\x0c\r ")),
        _ => {}
    }
    let mut parser = regex_syntax::ParserBuilder::new().unicode(false).utf8(false).case_insensitive(any_case).build();
    let bytes = match parser.parse(text).ok()?.into_kind() {
        HirKind::Class(Class::Bytes(class)) => class.iter().flat_map(|range| range.start()..=range.end()).collect(),
        HirKind::Literal(literal) if literal.0.len() == 1 => literal.0.to_vec(),
        _ => return None,
    };
    Some(Bytes::of(bytes))
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// One text being asked about.
struct Walk<'t> {
    text: &'t [u8],
    steps: u32,
    /// How many more calls may be within each other.
    calls: u32,
}

/// What follows; none if it was given up.
type Next<'n, 't> = &'n mut dyn FnMut(&mut Walk<'t>, usize) -> Option<bool>;

impl<'t> Walk<'t> {
    /// Whether `part` matches at byte `at` and `next` behind it.
    fn part(&mut self, part: &Part, at: usize, next: Next<'_, 't>) -> Option<bool> {
        self.steps = self.steps.checked_sub(1)?;
        self.calls = self.calls.checked_sub(1)?;
        let matches = self.known(part, at, next);
        self.calls += 1;
        matches
    }

    fn known(&mut self, part: &Part, at: usize, next: Next<'_, 't>) -> Option<bool> {
        let rest = &self.text[at..];
        match part {
            Part::Empty => next(self, at),
            Part::Byte(bytes) => after(rest.first().is_some_and(|byte| bytes.has(*byte)), || next(self, at + 1)),
            Part::Text(text) => after(rest.starts_with(text), || next(self, at + text.len())),
            Part::Folded(text) => {
                let same = rest.get(..text.len()).is_some_and(|found| found.eq_ignore_ascii_case(text));
                after(same, || next(self, at + text.len()))
            }
            Part::All(parts) => self.all(parts, at, next),
            Part::Either(parts) => {
                for (_, one) in parts.iter().filter(|(begins, _)| begins.can(rest)) {
                    if self.part(one, at, next)? {
                        return Some(true);
                    }
                }
                Some(false)
            }
            Part::Repeat { part, least, most } => match **part {
                Part::Byte(bytes) => self.row((bytes, Begins::ANYHOW), (*least, *most), at, next),
                _ => self.repeat(part, (*least, *most), at, next),
            },
            Part::Ahead(look) => after(self.part(look, at, &mut |_, _| Some(true))?, || next(self, at)),
            Part::NotAhead(look) => after(!self.part(look, at, &mut |_, _| Some(true))?, || next(self, at)),
            Part::Place(place) => after(self.is(*place, at), || next(self, at)),
        }
    }

    fn all(&mut self, parts: &[(Part, Begins)], at: usize, next: Next<'_, 't>) -> Option<bool> {
        match parts {
            [] => next(self, at),
            [(only, _)] => self.part(only, at, next),
            [(first, then), rest @ ..] => {
                let mut behind = |walk: &mut Self, at: usize| {
                    if then.can(&walk.text[at..]) { walk.all(rest, at, next) } else { Some(false) }
                };
                match first {
                    Part::Repeat { part, least, most } if let Part::Byte(bytes) = **part => {
                        self.row((bytes, *then), (*least, *most), at, &mut behind)
                    }
                    _ => self.part(first, at, &mut behind),
                }
            }
        }
    }

    /// A row of bytes needs no recursion. Only its ends behind which the rest can begin are worth a try.
    fn row(&mut self, (bytes, then): (Bytes, Begins), (least, most): (usize, usize), at: usize, next: Next<'_, 't>) -> Option<bool> {
        let longest = self.text[at..].iter().take(most).take_while(|byte| bytes.has(**byte)).count();
        for length in (least..=longest).rev() {
            if !then.can(&self.text[at + length..]) {
                continue;
            }
            self.steps = self.steps.checked_sub(1)?;
            if next(self, at + length)? {
                return Some(true);
            }
        }
        Some(false)
    }

    fn repeat(&mut self, part: &Part, (least, most): (usize, usize), at: usize, next: Next<'_, 't>) -> Option<bool> {
        let more = (least.saturating_sub(1), if most == usize::MAX { most } else { most.saturating_sub(1) });
        // What matches nothing helps to reach the least number, and nothing else.
        let again = |walk: &mut Self, to: usize, next: Next<'_, 't>| {
            if to == at && least == 0 { Some(false) } else { walk.repeat(part, more, to, next) }
        };
        if most > 0 && self.part(part, at, &mut |walk, to| again(walk, to, next))? {
            return Some(true);
        }
        if least == 0 { next(self, at) } else { Some(false) }
    }

    fn is(&self, place: Place, at: usize) -> bool {
        let word = |at: Option<usize>| at.and_then(|at| self.text.get(at)).is_some_and(|byte| is_word(*byte));
        let before = at.checked_sub(1);
        match place {
            Place::TextStart => at == 0,
            Place::TextEnd => at == self.text.len(),
            Place::LineStart => before.is_none_or(|before| self.text[before] == b'\n'),
            Place::LineEnd => self.text.get(at).is_none_or(|byte| *byte == b'\n'),
            Place::WordEdge => word(before) != word(Some(at)),
            Place::NoWordEdge => word(before) == word(Some(at)),
        }
    }
}

fn after(holds: bool, next: impl FnOnce() -> Option<bool>) -> Option<bool> {
    if holds { next() } else { Some(false) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starts(regex: &str, text: &str) -> Option<bool> {
        Walkable::of(regex).and_then(|walkable| walkable.starts(text))
    }

    #[test]
    fn it_tells_what_the_compiled_form_tells() {
        let regexes = [
            r"(a|ab)(c|bcd)$",
            r"(?i)x[a-c]+Z\b",
            r"(?!.*(no|never)).*yes",
            r"(?=.*\d)\w+$",
            r"(a*)*b",
            r"(a|b|ab){2,3}$",
            r"^$|\s+^b",
            r"(?s)a.b|c.d",
            r"(?x) a # first
               b",
            r"[^\W_]+_?\B",
            r"(|a)+b",
            r"(a?){3}$",
            r"\Aab\z",
            r"(?i:A)b",
            "a.?",
        ];
        let texts =
            ["", "a", "b", "ab", "abc", "abcd", "aab", "AB", "xabz", "XcZ y", "no yes", "so yes", "a1_", "\n\nb", "a\nb", "aaab", "aaa"];
        for regex in regexes {
            let compiled = fancy_regex::RegexBuilder::new(&format!("\\A(?:{regex}\n)")).build();
            let spaced = regex.contains("(?x)");
            let text = if spaced { format!("\\A(?:{regex}\n)") } else { format!("\\A(?:{regex})") };
            let compiled = if spaced { compiled } else { fancy_regex::RegexBuilder::new(&text).build() };
            let compiled = compiled.expect("it compiles");
            for text in texts {
                assert_eq!(starts(regex, text), Some(compiled.is_match(text).expect("it ends")), "{regex} at {text:?}");
            }
        }
    }

    #[test]
    fn what_must_be_there() {
        assert_eq!(needed(r"^[ \t]*@(?P<D>a|b)(_classes)\([^()]*\)\n(?:@x\n)*?@api_view\b").as_deref(), Some("_classes("));
        assert_eq!(needed("ab(cd)ef|x"), None);
        assert_eq!(needed("ab(cd)ef"), Some("abcdef".to_owned()));
        assert_eq!(needed("(?i)abcdef"), None);
        assert_eq!(needed("(abcdef)?"), None);
        assert_eq!(needed("(?!abcdef)x(?=ghijk)"), None);
    }

    #[test]
    fn what_takes_long_or_is_not_known_is_left_to_the_compiled_form() {
        assert_eq!(starts(r"(a|a)*b", &"a".repeat(40)), None);
        assert_eq!(starts(r"(a|b)*$", &"a".repeat(390)), None);
        assert_eq!(starts("a*", &"a".repeat(1_000)), None);
        assert_eq!(starts(r"(a)\1", "aa"), None);
        assert_eq!(starts(r"(?<=a)b", "ab"), None);
        assert_eq!(starts(r"(?>a|ab)c", "abc"), None);
        assert_eq!(starts(&"(a|b".repeat(50), "a"), None);
        assert_eq!(starts(&format!("{}a{}", "(?:x|".repeat(50), ")".repeat(50)), "a"), None);
    }
}
