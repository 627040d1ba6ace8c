//! Regular expressions of rules, compiled when a text first asks for them.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use fancy_regex::{BytesMode, Regex, RegexBuilder};

/// How many steps back a regular expression may take before its match is given up.
const BACKTRACK_LIMIT: usize = 200_000;
/// Bytes of memory that a part of it without look-around may take when compiled.
const SIZE_LIMIT: usize = 4 << 20;

/// A regular expression of a rule, compiled when it is first asked: most rules never meet a file that needs it.
///
/// Classes and cases of all of Unicode make compiling some ten times dearer than matching, and most texts are ASCII, where
/// they change nothing. So it is compiled for such texts first, and for all others only when one comes.
#[derive(Debug)]
pub struct RegexTerm {
    text: Arc<str>,
    anchor: Anchor,
    line: u32,
    for_ascii: OnceLock<Option<Regex>>,
    for_any: OnceLock<Option<Regex>>,
}

/// Where a regular expression may begin to match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Anywhere.
    Free,
    /// At the start of the text.
    Start,
}

impl RegexTerm {
    /// Not compiled yet.
    pub fn new(text: &str, anchor: Anchor, line: u32) -> Self {
        Self { text: text.into(), anchor, line, for_ascii: OnceLock::new(), for_any: OnceLock::new() }
    }

    /// Line in the rule file.
    pub fn line(&self) -> u32 {
        self.line
    }

    /// The metavariables that its groups bind: `$1` and so on, and `$NAME` for groups named in capitals.
    pub fn groups(&self) -> Vec<String> {
        let Some(regex) = self.for_text("") else { return Vec::new() };
        let numbered = (1..regex.captures_len()).map(|at| format!("${at}"));
        let named = regex.capture_names().flatten().filter(|name| is_metavariable(name)).map(|name| format!("${name}"));
        numbered.chain(named).collect()
    }

    /// As written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The compiled expression, good for `text` and no other; none if it does not compile, which is reported when the rule is
    /// checked, or is too large with all of Unicode.
    pub fn for_text(&self, text: &str) -> Option<&Regex> {
        if text.is_ascii() && self.is_plain() {
            return self.for_ascii.get_or_init(|| self.compile(BytesMode::Ascii).ok()).as_ref();
        }
        self.for_any.get_or_init(|| self.compile(BytesMode::Unicode).ok()).as_ref()
    }

    /// Compiles it: the reason and, when known, the bytes of the text that are wrong.
    pub fn check(&self) -> Result<(), (String, Option<Range<usize>>)> {
        let (mode, cell) = if self.is_plain() { (BytesMode::Ascii, &self.for_ascii) } else { (BytesMode::Unicode, &self.for_any) };
        match self.compile(mode) {
            Ok(regex) => {
                let _ = cell.set(Some(regex));
                Ok(())
            }
            Err(error) => Err(explain(self, &error)),
        }
    }

    fn compile(&self, mode: BytesMode) -> Result<Regex, Box<fancy_regex::Error>> {
        let text = match self.anchor {
            Anchor::Free => self.text.to_string(),
            // In free-spacing mode the last line may be a comment, which would swallow the parenthesis.
            Anchor::Start if spaced(&self.text) => format!("\\A(?:{}\n)", self.text),
            Anchor::Start => format!(r"\A(?:{})", self.text),
        };
        let mut builder = RegexBuilder::new(&text);
        builder.multi_line(true).backtrack_limit(BACKTRACK_LIMIT).delegate_size_limit(SIZE_LIMIT).bytes_mode(mode);
        builder.build().map_err(Box::new)
    }

    /// Whether it says nothing of letters outside of ASCII: then classes of bytes mean the same for a text of ASCII.
    fn is_plain(&self) -> bool {
        let mut bytes = self.text.bytes();
        while let Some(byte) = bytes.next() {
            // By number or by property letters of all scripts can be meant.
            if !byte.is_ascii() || (byte == b'\\' && bytes.next().is_none_or(|escaped| b"xuUpPNX".contains(&escaped))) {
                return false;
            }
        }
        // Flags may switch Unicode on and off.
        !self.text.match_indices("(?").any(|(at, _)| flags(&self.text[at + 2..]).contains('u'))
    }
}

/// The letters after a `(?`.
fn flags(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphabetic() && c != '-').unwrap_or(text.len());
    &text[..end]
}

/// Whether the expression turns free-spacing mode on, `(?x)`.
fn spaced(text: &str) -> bool {
    text.match_indices("(?").any(|(at, _)| flags(&text[at + 2..]).split('-').next().is_some_and(|on| on.contains('x')))
}

/// Whether a group's name, behind a `$`, is a metavariable.
pub(crate) fn is_metavariable(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|first| first.is_ascii_uppercase() || first == '_')
        && chars.all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

/// The reason in one line, and the place in the expression's text.
fn explain(term: &RegexTerm, error: &fancy_regex::Error) -> (String, Option<Range<usize>>) {
    let before = match term.anchor {
        Anchor::Free => 0,
        Anchor::Start => r"\A(?:".len(),
    };
    match error {
        fancy_regex::Error::ParseError(at, kind) => {
            let at = at.saturating_sub(before).min(term.text.len());
            (kind.to_string(), Some(at..at))
        }
        fancy_regex::Error::CompileError(kind) => {
            let reason = kind.to_string();
            let last = reason.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("it does not compile");
            (last.trim().trim_start_matches("error: ").to_owned(), None)
        }
        other => (other.to_string(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::{built_in, cases_of};

    fn term(text: &str) -> RegexTerm {
        RegexTerm::new(text, Anchor::Free, 1)
    }

    #[test]
    fn what_speaks_of_all_letters_is_compiled_for_them() {
        for text in [r"(?i)^get_\w+$", r"a\\x", r"[^'x]*\s", r"(?P<U>x)"] {
            assert!(term(text).is_plain(), "{text}");
        }
        for text in ["é", r"\x{212a}", r"[\p{L}]", r"(?-u:a)", r"(?iu)a", "a\\"] {
            assert!(!term(text).is_plain(), "{text}");
        }
    }

    #[test]
    fn texts_of_other_letters_are_seen_whole() {
        let word = term(r"^\w+$");
        assert!(word.for_text("caf\u{e9}").expect("it compiles").is_match("caf\u{e9}").expect("it ends"));
        assert!(word.for_text("cafe").expect("it compiles").is_match("cafe").expect("it ends"));
    }

    /// Compiled for ASCII or for all of Unicode, the built-in rules' expressions say the same about every line of their cases.
    #[test]
    fn both_forms_agree_on_ascii() {
        let mut asked = 0;
        for rule in &built_in().rules {
            let cases = cases_of(rule);
            for term in rule.regexes.iter().filter(|term| term.is_plain()) {
                let any = term.compile(BytesMode::Unicode).expect("it compiles");
                for line in cases.iter().flat_map(|case| case.text.lines()).filter(|line| line.is_ascii()) {
                    let ascii = term.for_text(line).expect("it compiles");
                    let range = |regex: &Regex| regex.find(line).expect("it ends").map(|found| found.range());
                    assert_eq!(range(&any), range(ascii), "{} in {line}", term.text());
                    asked += 1;
                }
            }
        }
        assert!(asked > 10_000, "{asked}");
    }
}
