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

/// What a message says after its first sentence, on one line.
pub(super) fn further_sentences(message: &str) -> String {
    let line = message.split_whitespace().collect::<Vec<_>>().join(" ");
    line[sentence_end(&line)..].trim().to_owned()
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

#[cfg(test)]
mod tests {
    use super::{first_sentence, further_sentences, interpolate, metavariables};

    #[test]
    fn a_title_is_the_first_sentence() {
        let titles = [
            "Use `a.b`. Not `c`.",
            "Django 5.2 is fine, e.g. here",
            "Really? Yes.",
            "One\n  line.",
            "`x. Y` stays whole. `z`",
            "Trailing dots...",
        ];
        insta::assert_snapshot!(titles.map(|title| format!("{} | {}", first_sentence(title), further_sentences(title))).join("\n"), @r#"
            Use `a.b` | Not `c`.
            Django 5.2 is fine, e.g. here | 
            Really? | Yes.
            One line | 
            `x. Y` stays whole | `z`
            Trailing dots... |
            "#);
    }

    #[test]
    fn metavariables_are_found_and_replaced() {
        let text = "$X, $...ARGS, $1, $12a, $x, $, $_, $X_1.$Y$Z and US$5";
        let found: Vec<String> = metavariables(text).into_iter().map(|(name, _)| name).collect();
        insta::assert_snapshot!(found.join(" "), @"$X $...ARGS $1 $12 $_ $X_1 $Y $Z $5");
        insta::assert_snapshot!(interpolate(text, |name| (name == "$X" || name == "$Y").then(|| "é$X".into())), @"é$X, $...ARGS, $1, $12a, $x, $, $_, $X_1.é$X$Z and US$5");
    }
}
