//! Regular expressions that may take very long: a group that repeats what repeats in it, with something behind it that can fail.
//!
//! The line lies where Semgrep draws it, as some 7,000 probes say: a backslash is a character like any other, a group counts as
//! repeated from four times on, and what cannot be read is no regular expression.

/// Repetitions from which on a group is dangerous.
const MANY: u32 = 4;

/// Whether the expression may take exponential time. One pass over the text, without recursion.
pub(super) fn is_slow(regex: &str) -> bool {
    let mut reader = Reader { rest: regex.as_bytes(), open: vec![Level::default()], last: None };
    reader.read().is_some_and(|whole| whole.is_slow)
}

/// What is known of a part.
#[expect(clippy::struct_excessive_bools, reason = "four facts, each by itself")]
#[derive(Debug, Clone, Copy, Default)]
struct Part {
    /// It has something to match.
    has_content: bool,
    /// Something repeats in it.
    repeats: bool,
    /// A repetition of what repeats stands at its end: it is slow when anything follows.
    is_slow_before_more: bool,
    /// It is slow by itself.
    is_slow: bool,
}

impl Part {
    fn then(self, next: Self) -> Self {
        Self {
            has_content: self.has_content || next.has_content,
            repeats: self.repeats || next.repeats,
            is_slow_before_more: next.is_slow_before_more || (self.is_slow_before_more && !next.has_content),
            is_slow: self.is_slow || next.is_slow || (self.is_slow_before_more && next.has_content),
        }
    }

    fn or(self, other: Self) -> Self {
        Self {
            has_content: self.has_content || other.has_content,
            repeats: self.repeats || other.repeats,
            is_slow_before_more: self.is_slow_before_more || other.is_slow_before_more,
            is_slow: self.is_slow || other.is_slow,
        }
    }
}

/// A group that is being read, or the whole.
#[derive(Debug, Default)]
struct Level {
    /// The alternatives before this one.
    before: Part,
    /// This alternative, up to the last item.
    sequence: Part,
    kind: Kind,
}

/// What the beginning of a group makes of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Kind {
    /// What it holds.
    #[default]
    Plain,
    /// More than it holds, such as `(?P<name>…)`.
    Opaque,
    /// Switches, `(?i)`, which nothing repeats.
    Flags,
}

/// The last item of a sequence, which a quantifier may still change.
#[derive(Debug, Clone, Copy)]
struct Item {
    part: Part,
    kind: ItemKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ItemKind {
    Character,
    Group,
    /// Nothing may be repeated here: switches, or what is repeated already.
    Fixed,
}

#[derive(Debug, Clone, Copy)]
struct Quantifier {
    least: u32,
    most: u32,
    is_possessive: bool,
}

struct Reader<'a> {
    rest: &'a [u8],
    open: Vec<Level>,
    last: Option<Item>,
}

impl Reader<'_> {
    /// The whole expression; none when it cannot be read.
    fn read(&mut self) -> Option<Part> {
        while let Some(byte) = self.rest.first().copied() {
            if let Some(quantifier) = self.quantifier() {
                self.repeat(quantifier)?;
                continue;
            }
            self.rest = &self.rest[1..];
            match byte {
                b'(' => self.group(),
                b')' => self.close()?,
                b'|' => self.alternative(),
                b'[' => self.class(),
                _ => self.item(Part { has_content: true, ..Part::default() }, ItemKind::Character),
            }
        }
        self.alternative();
        let whole = self.open.pop()?;
        self.open.is_empty().then_some(whole.before)
    }

    fn level(&mut self) -> &mut Level {
        self.open.last_mut().expect("the whole is never closed")
    }

    /// The last item is complete.
    fn settle(&mut self) {
        if let Some(item) = self.last.take() {
            let level = self.level();
            level.sequence = level.sequence.then(item.part);
        }
    }

    fn item(&mut self, part: Part, kind: ItemKind) {
        self.settle();
        self.last = Some(Item { part, kind });
    }

    fn alternative(&mut self) {
        self.settle();
        let level = self.level();
        level.before = level.before.or(std::mem::take(&mut level.sequence));
    }

    fn group(&mut self) {
        self.settle();
        let mut kind = Kind::Plain;
        if let Some(inner) = self.rest.strip_prefix(b"?") {
            let (length, found) = prefix(inner);
            self.rest = &inner[length..];
            kind = found;
        }
        self.open.push(Level { kind, ..Level::default() });
    }

    fn close(&mut self) -> Option<()> {
        self.alternative();
        if self.open.len() < 2 {
            return None;
        }
        let level = self.open.pop()?;
        let mut part = level.before;
        part.has_content |= level.kind == Kind::Opaque;
        self.item(part, if level.kind == Kind::Flags { ItemKind::Fixed } else { ItemKind::Group });
        Some(())
    }

    /// A class ends at the first `]` that ends no `[:name:]`, or with the text.
    fn class(&mut self) {
        if self.rest.first() == Some(&b'^') {
            self.rest = &self.rest[1..];
        }
        while let Some((byte, rest)) = self.rest.split_first() {
            self.rest = match byte {
                b'[' => &rest[posix_name(rest)..],
                _ => rest,
            };
            if *byte == b']' {
                break;
            }
        }
        self.item(Part { has_content: true, ..Part::default() }, ItemKind::Character);
    }

    fn repeat(&mut self, quantifier: Quantifier) -> Option<()> {
        let item = self.last.as_mut().filter(|item| item.kind != ItemKind::Fixed)?;
        let Quantifier { least, most, is_possessive } = quantifier;
        if item.kind == ItemKind::Group && !is_possessive && most >= MANY.max(least) && item.part.repeats {
            item.part.is_slow_before_more = true;
        }
        item.part.repeats |= !is_possessive && most > least && most > 1;
        item.kind = ItemKind::Fixed;
        Some(())
    }

    /// The quantifier that begins here, with what makes it lazy or possessive.
    fn quantifier(&mut self) -> Option<Quantifier> {
        let (mut length, least, most) = match self.rest.first()? {
            b'*' => (1, 0, u32::MAX),
            b'+' => (1, 1, u32::MAX),
            b'?' => (1, 0, 1),
            b'{' => counts(self.rest)?,
            _ => return None,
        };
        let is_possessive = self.rest.get(length) == Some(&b'+');
        length += usize::from(is_possessive || self.rest.get(length) == Some(&b'?'));
        self.rest = &self.rest[length..];
        Some(Quantifier { least, most, is_possessive })
    }
}

/// `{3}`, `{3,}`, `{,3}` or `{1,3}`: its length and its bounds.
fn counts(text: &[u8]) -> Option<(usize, u32, u32)> {
    let digits = |from: usize| text[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let number = |from: usize, length: usize| {
        text[from..from + length].iter().fold(0_u32, |sum, digit| sum.saturating_mul(10).saturating_add(u32::from(digit - b'0')))
    };
    let first = digits(1);
    let least = number(1, first);
    let mut at = 1 + first;
    let mut most = least;
    if text.get(at) == Some(&b',') {
        let second = digits(at + 1);
        if first + second == 0 {
            return None;
        }
        most = if second == 0 { u32::MAX } else { number(at + 1, second) };
        at += 1 + second;
    } else if first == 0 {
        return None;
    }
    (text.get(at) == Some(&b'}')).then_some((at + 1, least, most))
}

/// Length and kind of what follows `(?`.
fn prefix(text: &[u8]) -> (usize, Kind) {
    let flags = text.iter().take_while(|byte| b"imsxa".contains(byte)).count();
    match (text.get(flags), text) {
        (Some(b')'), _) if flags > 0 => return (flags, Kind::Flags),
        (Some(b':'), _) => return (flags + 1, Kind::Plain),
        (_, [b'<', b'=' | b'!', ..]) => return (2, Kind::Plain),
        (_, [b'=' | b'!' | b'>' | b'|' | b'#', ..]) => return (1, Kind::Plain),
        _ => {}
    }
    if let Some(name) = text.strip_prefix(b"<") {
        let length = name.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
        let is_name = length > 0 && name.get(length) == Some(&b'>');
        return (if is_name { length + 2 } else { 1 }, Kind::Plain);
    }
    (flags.max(1).min(text.len()), Kind::Opaque)
}

/// The length of `:name:]` at the beginning of `text`; none is 0.
fn posix_name(text: &[u8]) -> usize {
    let Some(name) = text.strip_prefix(b":") else { return 0 };
    let length = name.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    if name[length..].starts_with(b":]") { length + 3 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::is_slow;

    #[test]
    fn what_repeats_what_repeats_before_something() {
        for regex in [r"(a+)+$", r"(?:[^,]*,)*x", r"^(([a-z])+.)+[A-Z]([a-z])+$", r"(a{1,3}){4}b", r"((a+)+)$", r"(c|(a|b+)*)$", r"(\+)+b"]
        {
            assert!(is_slow(regex), "{regex}");
        }
        for regex in [r"(a+)+", r"(a|aa)+$", r"(a+){3}$", r"(a++)+$", r"(a+)++$", r"[(a+)+$]", r"(\(a+)+$", r"(a?)+$", "(a+)+$)", "*a", ""]
        {
            assert!(!is_slow(regex), "{regex}");
        }
    }

    #[test]
    fn hostile_texts_take_one_pass() {
        for piece in ["(", "(a+", ")", "[", "[[:", "(?", "{1,", "|(", "a{99999999999}", "(a+)+", "(?<", "(?i"] {
            let _ = is_slow(&piece.repeat(200_000));
        }
    }
}
