//! Semgrep's regular expressions are those of PCRE2; ours take almost the same grammar. What PCRE2 writes otherwise, or
//! means otherwise by the same signs, is written anew here.
//!
//! <https://www.pcre.org/current/doc/html/pcre2pattern.html>

use std::borrow::Cow;

/// What our engines cannot do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Foreign {
    /// Where it is written: bytes of the expression.
    pub(super) at: usize,
    /// In words.
    pub(super) reason: &'static str,
}

/// The same expression for our engines; borrowed where nothing differs.
pub(super) fn translated(text: &str, is_spaced: bool) -> Result<Cow<'_, str>, Foreign> {
    if !text.contains(['[', '\\', '{', '(']) {
        return Ok(Cow::Borrowed(text));
    }
    let mut writer = Writer { text, at: 0, copied: 0, out: String::new(), groups: 0, open: Vec::new(), is_spaced };
    writer.outside()?;
    if writer.out.is_empty() {
        return Ok(Cow::Borrowed(text));
    }
    writer.out.push_str(&text[writer.copied..]);
    Ok(if writer.out == text { Cow::Borrowed(text) } else { Cow::Owned(writer.out) })
}

struct Writer<'t> {
    text: &'t str,
    /// The next byte to look at.
    at: usize,
    /// Bytes of the text that are in `out` already.
    copied: usize,
    out: String,
    /// Groups opened so far.
    groups: usize,
    /// Those that are open now: for look-arounds where they begin in `out`.
    open: Vec<Option<usize>>,
    is_spaced: bool,
}

impl<'t> Writer<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// Goes on to byte `end`, with `with` for what lies between.
    fn replace(&mut self, end: usize, with: &str) {
        self.out.push_str(&self.text[self.copied..self.at]);
        self.out.push_str(with);
        (self.at, self.copied) = (end, end);
    }

    fn skip(&mut self) {
        self.at += self.rest().chars().next().map_or(1, char::len_utf8);
    }

    fn outside(&mut self) -> Result<(), Foreign> {
        while let Some(&byte) = self.text.as_bytes().get(self.at) {
            match byte {
                b'\\' => self.escape()?,
                b'[' => self.class(),
                b'(' => self.group()?,
                b')' => self.close(),
                // A lower bound may not be left out: it is no repetition.
                b'{' if self.rest().starts_with("{,") => self.replace(self.at + 1, r"\{"),
                b'#' if self.is_spaced => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
                _ => self.skip(),
            }
        }
        Ok(())
    }

    fn group(&mut self) -> Result<(), Foreign> {
        let rest = self.rest();
        let at = self.at;
        let foreign = |reason| Err(Foreign { at, reason });
        if rest.starts_with("(?#") {
            self.at += rest.find(')').unwrap_or(rest.len());
            return Ok(());
        }
        let looks = ["(?=", "(?!", "(?<=", "(?<!"].iter().any(|start| rest.starts_with(start));
        if looks {
            self.replace(self.at, "");
        }
        self.open.push(looks.then_some(self.out.len()));
        let Some(kind) = rest.strip_prefix("(?") else {
            self.groups += usize::from(!rest.starts_with("(*"));
            self.at += 1;
            return Ok(());
        };
        let mut after = kind.chars();
        match (after.next(), after.next()) {
            (Some('R' | '&' | '+' | '0'..='9'), _) | (Some('P'), Some('>')) => {
                return foreign("recursion into a group is not supported");
            }
            (Some('-'), Some(digit)) if digit.is_ascii_digit() => return foreign("recursion into a group is not supported"),
            (Some('|'), _) => return foreign("`(?|` for groups that share a number is not supported"),
            (Some('P'), Some('<')) | (Some('\''), _) => self.groups += 1,
            (Some('<'), Some(next)) if next != '=' && next != '!' => self.groups += 1,
            _ => {}
        }
        self.at += 2;
        Ok(())
    }

    /// A look-around that is repeated looks once, or may be left out.
    fn close(&mut self) {
        self.at += 1;
        let Some(Some(start)) = self.open.pop() else { return };
        let (length, may_be_absent) = quantifier(self.rest());
        if length == 0 {
            return;
        }
        let end = self.at + length;
        self.replace(end, "");
        if may_be_absent {
            self.out.insert_str(start, "(?:");
            self.out.push_str("|)");
        }
    }

    fn escape(&mut self) -> Result<(), Foreign> {
        let rest = self.rest();
        let after = self.at + 2;
        match rest.as_bytes().get(1) {
            Some(b'Q') => {
                let literal = &rest[2..];
                let end = literal.find(r"\E").unwrap_or(literal.len());
                let next = (after + end + 2).min(self.text.len());
                self.replace(next, &fancy_regex::escape(&literal[..end]));
            }
            Some(b'E') => self.replace(after, ""),
            Some(b'g') => self.reference()?,
            Some(b'h') => self.replace(after, r"[ \t]"),
            Some(b'H') => self.replace(after, r"[^ \t]"),
            Some(b'v') => self.replace(after, r"[\n\x0b\f\r]"),
            Some(b'V') => self.replace(after, r"[^\n\x0b\f\r]"),
            // There they are the signs themselves, here they are boundaries of words.
            Some(sign @ (b'<' | b'>')) => self.replace(after, if *sign == b'<' { "<" } else { ">" }),
            Some(b'X') => return Err(Foreign { at: self.at, reason: r"`\X` is not supported" }),
            Some(b'c' | b'o') => self.character(),
            _ => {
                self.at += 1;
                self.skip();
            }
        }
        Ok(())
    }

    /// `\cA` and `\o{101}`.
    fn character(&mut self) {
        let rest = &self.rest()[1..];
        let octal = rest.strip_prefix("o{").and_then(|digits| digits.split_once('}'));
        if let Some((digits, _)) = octal
            && let Ok(code) = u32::from_str_radix(digits, 8)
        {
            return self.replace(self.at + digits.len() + 4, &format!(r"\x{{{code:x}}}"));
        }
        if let [b'c', letter, ..] = rest.as_bytes()
            && letter.is_ascii_graphic()
        {
            return self.replace(self.at + 3, &format!(r"\x{:02x}", letter.to_ascii_uppercase() ^ 0x40));
        }
        self.at += 1;
        self.skip();
    }

    /// `\g1`, `\g{1}`, `\g{-1}`, `\g{name}`: what a group matched.
    fn reference(&mut self) -> Result<(), Foreign> {
        let rest = &self.rest()[2..];
        if rest.starts_with(['<', '\'']) {
            return Err(Foreign { at: self.at, reason: "recursion into a group is not supported" });
        }
        let (name, length) = if let Some((name, _)) = rest.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
            (name, name.len() + 2)
        } else {
            let signs = rest.len() - rest.trim_start_matches(['-', '+']).len();
            let digits = rest[signs..].bytes().take_while(u8::is_ascii_digit).count();
            (&rest[..signs + digits], signs + digits)
        };
        let number = match (name.strip_prefix('-'), name.parse::<usize>()) {
            (Some(back), _) => back.parse::<usize>().ok().and_then(|back| (self.groups + 1).checked_sub(back)),
            (None, Ok(number)) => Some(number),
            (None, Err(_)) => None,
        };
        let with = match number {
            Some(number) => format!(r"(?:\{number})"),
            None => format!(r"\k<{name}>"),
        };
        self.replace(self.at + 2 + length, &with);
        Ok(())
    }

    /// `[…]`: a bracket in it is itself, and there are no operations on sets.
    fn class(&mut self) {
        self.at += 1;
        self.at += usize::from(self.rest().starts_with('^'));
        self.at += usize::from(self.rest().starts_with(']'));
        while let Some(&byte) = self.text.as_bytes().get(self.at) {
            let rest = self.rest();
            match byte {
                b']' => {
                    self.at += 1;
                    return;
                }
                b'[' if is_posix(rest) => self.at += rest.find(":]").map_or(1, |end| end + 2),
                b'[' => self.replace(self.at + 1, r"\["),
                b'&' if rest.starts_with("&&") => self.replace(self.at + 2, r"\&\&"),
                b'-' if rest.starts_with("--") => self.replace(self.at + 2, r"-\-"),
                b'~' if rest.starts_with("~~") => self.replace(self.at + 2, r"\~\~"),
                b'\\' if rest.starts_with(r"\h") => self.replace(self.at + 2, r" \t"),
                b'\\' if rest.starts_with(r"\v") => self.replace(self.at + 2, r"\n\x0b\f\r"),
                b'\\' if rest.starts_with(r"\c") || rest.starts_with(r"\o") => self.character(),
                b'\\' => {
                    self.at += 1;
                    self.skip();
                }
                _ => self.skip(),
            }
        }
    }
}

/// Bytes of the quantifier at the start of `text`, and whether it lets what is before it be absent.
fn quantifier(text: &str) -> (usize, bool) {
    let length = match text.as_bytes() {
        [b'*' | b'+' | b'?', ..] => 1,
        [b'{', digit, ..] if digit.is_ascii_digit() => text.find('}').map_or(0, |end| end + 1),
        _ => 0,
    };
    let suffix = usize::from(length > 0 && text[length..].starts_with(['?', '+']));
    (length + suffix, text.starts_with(['*', '?']) || text.starts_with("{0"))
}

/// `[:alpha:]`.
fn is_posix(text: &str) -> bool {
    let name = text.strip_prefix("[:").and_then(|inner| inner.split_once(":]"));
    name.is_some_and(|(name, _)| name.trim_start_matches('^').bytes().all(|byte| byte.is_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> String {
        translated(text, false).map_or_else(|foreign| format!("{}: {}", foreign.at, foreign.reason), Cow::into_owned)
    }

    #[test]
    fn what_both_write_alike_is_left_alone() {
        for text in
            [r"foo\d+", "[^]a-z]+", r"(?P<n>a)(?<m>b)(?:c)\1\k<n>", "[[:alpha:]_]{2,3}", r"\(\[\{", "(?i)a|b", "(?!a)b(?=c)", "é[é]\\é"]
        {
            assert!(matches!(translated(text, false), Ok(Cow::Borrowed(_))), "{text} became {}", of(text));
        }
    }

    #[test]
    fn what_only_one_knows_is_written_anew() {
        let cases = [
            (r"(a)\g{1}2", r"(a)(?:\1)2"),
            (r"(a)(b)\g{-1}", r"(a)(b)(?:\2)"),
            (r"(?<n>a)\g{n}", r"(?<n>a)\k<n>"),
            (r"(a)\g1", r"(a)(?:\1)"),
            (r"\Qa.b\E+\Qc", r"a\.b+c"),
            (r"x\h+y\V", r"x[ \t]+y[^\n\x0b\f\r]"),
            (r"\<a\>", "<a>"),
            ("a{,3}", r"a\{,3}"),
            ("[a[b]", r"[a\[b]"),
            ("[a-c&&b~~-]", r"[a-c\&\&b\~\~-]"),
            ("[+--]", r"[+-\-]"),
            (r"[\h]", r"[ \t]"),
            (r"\cA\o{101}", r"\x01\x{41}"),
            (r"(?=a){6,32}.b", "(?=a).b"),
            (r"a(?<!x)*y", "a(?:(?<!x)|)y"),
            (r"((?!a)b)+[x[](?!c)", r"((?!a)b)+[x\[](?!c)"),
        ];
        for (text, expected) in cases {
            assert_eq!(of(text), expected, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_done_is_named() {
        assert_eq!(of(r"\((?:a|(?R))*\)"), "7: recursion into a group is not supported");
        assert_eq!(of("(?|a|b)"), "0: `(?|` for groups that share a number is not supported");
        assert_eq!(of(r"a\X"), r"1: `\X` is not supported");
    }

    #[test]
    fn comments_of_free_spacing_are_no_code() {
        assert!(matches!(translated("(?x) a # [ {,\n b", true), Ok(Cow::Borrowed(_))));
        assert_eq!(of("(?#[)[[]"), r"(?#[)[\[]");
    }

    /// Whatever a pack writes: no panic, and the end is reached.
    #[test]
    fn any_text_is_taken() {
        let signs = ["\\", "[", "]", "(", "?", "{", ",", "Q", "g", "é", "-", "&", "c", "o", "1", "}", ":"];
        let mut seed = 7_u64;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..8 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.push_str(signs[usize::try_from(seed >> 33).expect("31 bits") % signs.len()]);
            }
            drop(translated(&text, false));
        }
    }
}
