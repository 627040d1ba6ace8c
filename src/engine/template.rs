//! Which text of a template a rule reads: comments and `verbatim` are blanked, every byte keeps its place.

use std::borrow::Cow;

/// Block tags whose content Django does not render as template code, and the tag that ends them.
const INERT: [(&str, &str); 2] = [("comment", "endcomment"), ("verbatim", "endverbatim")];

/// `text` with spaces over `{# … #}` and over the contents of `{% comment %}` and `{% verbatim %}`; line ends stay.
pub(super) fn blank(text: &str) -> Cow<'_, str> {
    let says = |word: &str| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    if !says("{#") && !INERT.iter().any(|(name, _)| says(name)) {
        return Cow::Borrowed(text);
    }
    let mut ranges = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find('{').map(|offset| at + offset) {
        at = open + 1;
        if text[open..].starts_with("{#") {
            // Django's comments end on their line; without an end they are text.
            let line = text[open..].find('\n').map_or(text.len(), |offset| open + offset);
            if let Some(end) = text[open..line].find("#}").map(|offset| open + offset + 2) {
                ranges.push(open..end);
                at = end;
            }
        } else if may_be_inert(&text[open..])
            && let Some(tag) = Tag::at(text, open)
            && let Some((_, ending)) = INERT.iter().find(|(name, _)| *name == tag.name)
        {
            let end = closing(text, tag.end, ending, tag.rest);
            ranges.push(tag.end..end);
            at = end;
        }
    }
    if ranges.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for range in ranges {
        out.push_str(&text[done..range.start]);
        for c in text[range.clone()].chars() {
            match c {
                '\n' | '\r' => out.push(c),
                _ => out.extend(std::iter::repeat_n(' ', c.len_utf8())),
            }
        }
        done = range.end;
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

/// Whether a tag begins here whose name is one of [`INERT`], perhaps with more letters.
fn may_be_inert(text: &str) -> bool {
    let name = text.strip_prefix("{%").map(|inner| inner.trim_start_matches(['-', '+', ' ', '\t', '\r']));
    name.is_some_and(|name| INERT.iter().any(|(inert, _)| name.starts_with(inert)))
}

/// A block tag: `{% name rest %}`.
struct Tag<'a> {
    name: &'a str,
    rest: &'a str,
    end: usize,
}

impl<'a> Tag<'a> {
    fn at(text: &'a str, open: usize) -> Option<Self> {
        let inner = text[open..].strip_prefix("{%")?;
        let line = inner.find('\n').unwrap_or(inner.len());
        let close = inner[..line].find("%}")?;
        let content = inner[..close].trim_matches(['-', '+', ' ', '\t', '\r']);
        let (name, rest) = content.split_once([' ', '\t']).unwrap_or((content, ""));
        Some(Self { name, rest: rest.trim(), end: open + 2 + close + 2 })
    }
}

/// Where the tag begins that ends an inert block; the end of the text when none does. `{% verbatim x %}` ends with the same `x`.
fn closing(text: &str, from: usize, ending: &str, label: &str) -> usize {
    let mut at = from;
    while let Some(open) = text[at..].find("{%").map(|offset| at + offset) {
        if let Some(tag) = Tag::at(text, open)
            && tag.name == ending
            && (ending != "endverbatim" || tag.rest == label)
        {
            return open;
        }
        at = open + 2;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::blank;

    #[test]
    fn comments_and_verbatim_become_spaces_of_equal_length() {
        let text = "a{# é|safe #}b\n{% comment \"why\" %}{{ x|safe }}\n{% endcomment %}{% verbatim v %}{# {% endverbatim %}{% endverbatim v %}{{ y }}";
        let blanked = blank(text);
        assert_eq!(blanked.len(), text.len());
        insta::assert_snapshot!(blanked.replace(' ', "·"), @r#"
            a·············b
            {%·comment·"why"·%}············
            {%·endcomment·%}{%·verbatim·v·%}····················{%·endverbatim·v·%}{{·y·}}
            "#);
    }

    #[test]
    fn what_never_ends_is_blank_to_the_end_and_an_open_comment_is_text() {
        insta::assert_snapshot!(blank("{# open\n{{ x|safe }}{% comment %}{{ y").replace(' ', "·"), @r"
        {#·open
        {{·x|safe·}}{%·comment·%}····
        ");
    }
}
