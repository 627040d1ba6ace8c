//! Texts of rules: their first sentence, and the metavariables in them.

use std::borrow::Cow;
use std::ops::Range;

/// The first sentence of a message, on one line, without its full stop: the title of a finding.
pub fn first_sentence(message: &str) -> String {
    let line = message.split_whitespace().collect::<Vec<_>>().join(" ");
    let end = sentence_end(&line);
    let first = line[..end].trim_end();
    if first.ends_with("..") { first.to_owned() } else { first.trim_end_matches('.').to_owned() }
}

/// A full stop, question or exclamation mark before a space and a capital, outside backquotes.
fn sentence_end(line: &str) -> usize {
    let mut code = false;
    for (at, c) in line.char_indices() {
        match c {
            '`' => code = !code,
            '.' | '!' | '?' if !code => {
                let mut rest = line[at + c.len_utf8()..].chars();
                let next = (rest.next(), rest.next());
                if matches!(next, (Some(' '), Some(first)) if first.is_uppercase() || first == '`' || first == '"' || first == '$') {
                    return at + c.len_utf8();
                }
            }
            _ => {}
        }
    }
    line.len()
}

/// The metavariables in a text, with their `$`, and where they stand.
pub fn metavariables(text: &str) -> Vec<(String, Range<usize>)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(dollar) = text[at..].find('$').map(|offset| at + offset) {
        let start = if text[dollar + 1..].starts_with("...") { dollar + 4 } else { dollar + 1 };
        let digits = bytes.get(start).is_some_and(u8::is_ascii_digit);
        let name =
            |byte: &u8| if digits { byte.is_ascii_digit() } else { byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_' };
        let length = bytes[start..].iter().take_while(|byte| name(byte)).count();
        let end = start + length;
        if length > 0 {
            found.push((text[dollar..end].to_owned(), dollar..end));
        }
        at = end.max(dollar + 1);
    }
    found
}

/// The text with each metavariable replaced by what `value` gives for it; those without a value stay as written.
pub fn interpolate<'a>(text: &str, value: impl Fn(&str) -> Option<Cow<'a, str>>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (name, range) in metavariables(text) {
        if let Some(value) = value(&name) {
            out.push_str(&text[done..range.start]);
            out.push_str(&value);
            done = range.end;
        }
    }
    out.push_str(&text[done..]);
    out
}
