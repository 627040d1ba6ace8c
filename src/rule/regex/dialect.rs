//! What PCRE, in which rules are written, reads otherwise than the engines here: a `[` in a class is a letter, `&&` in one is no
//! operator, and a look-around may be repeated.

use std::borrow::Cow;

/// The same expression in the words of the engines here.
pub fn translated(text: &str) -> Cow<'_, str> {
    let classes = text.contains('[') && ["[[", "&&", "--", "~~"].iter().any(|odd| text.contains(odd)) || has_bracket_in_class(text);
    let repeated = ["){", ")*", ")+", ")?"].iter().any(|end| text.contains(end)) && text.contains("(?");
    // Comments and quoted parts have a grammar of their own.
    if !(classes || repeated) || text.contains("\\Q") || text.contains("(?#") || text.contains("(?x") {
        return Cow::Borrowed(text);
    }
    let changed = Translation::default().of(text);
    if changed == text { Cow::Borrowed(text) } else { Cow::Owned(changed) }
}

/// Whether two `[` stand in the text without a `]` between them.
fn has_bracket_in_class(text: &str) -> bool {
    text.split(']').any(|part| part.matches('[').count() > 1)
}

#[derive(Debug, Default)]
struct Translation {
    out: String,
    /// Where each open group begins in `out`, and whether it is a look-around.
    groups: Vec<(usize, bool)>,
}

impl Translation {
    fn of(mut self, text: &str) -> String {
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            match c {
                '\\' => {
                    self.out.push(c);
                    self.out.extend(chars.next().map(|(_, escaped)| escaped));
                }
                '[' => {
                    let length = self.class(&text[at..]);
                    while chars.peek().is_some_and(|(next, _)| *next < at + length) {
                        chars.next();
                    }
                }
                '(' => {
                    let is_look_around = ["(?=", "(?!", "(?<=", "(?<!"].iter().any(|start| text[at..].starts_with(start));
                    self.groups.push((self.out.len(), is_look_around));
                    self.out.push(c);
                }
                ')' => {
                    self.out.push(c);
                    let (length, may_be_absent) = quantifier(&text[at + 1..]);
                    if let Some((start, true)) = self.groups.pop()
                        && length > 0
                    {
                        while chars.peek().is_some_and(|(next, _)| *next <= at + length) {
                            chars.next();
                        }
                        if may_be_absent {
                            self.out.insert_str(start, "(?:");
                            self.out.push_str("|)");
                        }
                    }
                }
                _ => self.out.push(c),
            }
        }
        self.out
    }

    /// A class at the start of `text`; gives its length in bytes.
    fn class(&mut self, text: &str) -> usize {
        let body = if text.starts_with("[^") { 2 } else { 1 };
        self.out.push_str(&text[..body]);
        let mut chars = text[body..].char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let rest = &text[body + at..];
            match c {
                '\\' => {
                    self.out.push(c);
                    self.out.extend(chars.next().map(|(_, escaped)| escaped));
                }
                ']' if at > 0 => {
                    self.out.push(c);
                    return body + at + 1;
                }
                '[' if rest.starts_with("[:") => {
                    let end = rest.find(":]").map_or(1, |end| end + 2);
                    self.out.push_str(&rest[..end]);
                    while chars.peek().is_some_and(|(next, _)| *next < at + end) {
                        chars.next();
                    }
                }
                ']' | '[' => self.out.extend(['\\', c]),
                '&' | '~' if rest[1..].starts_with(c) => self.out.extend(['\\', c]),
                '-' if rest[1..].starts_with('-') => self.out.extend(['\\', c]),
                _ => self.out.push(c),
            }
        }
        text.len()
    }
}

/// Bytes of the quantifier at the start of `text`, and whether it lets what is before it be absent.
fn quantifier(text: &str) -> (usize, bool) {
    let length = match text.bytes().next() {
        Some(b'*' | b'+' | b'?') => 1,
        Some(b'{') if text[1..].starts_with(|c: char| c.is_ascii_digit()) => text.find('}').map_or(0, |end| end + 1),
        _ => 0,
    };
    let suffix = usize::from(length > 0 && text[length..].starts_with(['?', '+']));
    (length + suffix, text.starts_with(['*', '?']) || text.starts_with("{0"))
}

#[cfg(test)]
mod tests {
    use super::translated;

    #[test]
    fn what_pcre_reads_otherwise_is_put_in_other_words() {
        let texts = [
            "[a[]b",
            r"[^[\]&&x]",
            "[[:alpha:]_]",
            "[]a]",
            r"(?=a){6,32}.b",
            r"(?<!x)*y",
            r"((?!a)b)+[x]",
            r"\[a\](b)?",
            "[!-/:-@[-`{-~]",
            "a[b",
        ];
        insta::assert_snapshot!(texts.map(|text| format!("{text}  {}", translated(text))).join("\n"), @r"
        [a[]b  [a\[]b
        [^[\]&&x]  [^\[\]\&&x]
        [[:alpha:]_]  [[:alpha:]_]
        []a]  []a]
        (?=a){6,32}.b  (?=a).b
        (?<!x)*y  (?:(?<!x)|)y
        ((?!a)b)+[x]  ((?!a)b)+[x]
        \[a\](b)?  \[a\](b)?
        [!-/:-@[-`{-~]  [!-/:-@\[-`{-~]
        a[b  a[b
        ");
    }
}
