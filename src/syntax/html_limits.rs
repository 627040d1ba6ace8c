//! What the parser of HTML is spared: it takes quadratic time for texts that nest very deep, and for comments that never end.

/// Elements that may be open at once. Real pages have a few dozen.
const MAX_OPEN: usize = 2_000;
/// How far the end of a tag is looked for.
const MAX_TAG: usize = 1_024;

/// Elements without a closing tag.
const VOID: [&str; 14] = ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];
/// Elements that the next one of their kind closes.
const REPEATED: [&str; 9] = ["p", "li", "dt", "dd", "option", "tr", "td", "th", "rt"];

/// The part of a text that is read: up to a comment that never ends; none when it nests too deep.
pub(super) fn readable(text: &str) -> Option<&str> {
    let closed = text.rfind("-->").map_or(0, |at| at + "-->".len());
    let text = text[closed..].find("<!--").map_or(text, |at| &text[..closed + at]);
    is_shallow(text).then_some(text)
}

fn is_shallow(text: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find('<').map(|offset| at + offset + 1) {
        at = start;
        let rest = &text[start..];
        let (closing, rest) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
        let length = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b':')).count();
        let name = &rest[..length.min(40)];
        if closing {
            if let Some(found) = open.iter().rposition(|known| known.eq_ignore_ascii_case(name)) {
                open.truncate(found);
            }
            continue;
        }
        let is = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
        let is_again = open.last().is_some_and(|last| last.eq_ignore_ascii_case(name)) && is(&REPEATED);
        if name.is_empty() || is(&VOID) || is_again || closes_itself(rest.as_bytes()) {
            continue;
        }
        if is(&["script", "style"]) {
            at += rest.find("</").unwrap_or(rest.len());
            continue;
        }
        open.push(name);
        if open.len() > MAX_OPEN {
            return false;
        }
    }
    true
}

/// Whether the tag ends in `/>`.
fn closes_itself(tag: &[u8]) -> bool {
    let near = &tag[..tag.len().min(MAX_TAG)];
    near.iter().position(|byte| *byte == b'>').is_some_and(|end| end > 0 && near[end - 1] == b'/')
}

#[cfg(test)]
mod tests {
    use super::readable;

    #[test]
    fn deep_texts_and_endless_comments_are_not_read() {
        assert_eq!(readable("<p><!-- a --><b><!-- c <p>"), Some("<p><!-- a --><b>"));
        assert_eq!(readable(&"<div>".repeat(3_000)), None);
        assert_eq!(readable(&"<i></b>".repeat(3_000)), None);
        for wide in ["<div></div>", "<p>", "<img>", "<x/>", "<script>'<div>'</script>", "<a><b></a>"] {
            let text = wide.repeat(3_000);
            assert_eq!(readable(&text), Some(&*text), "{wide}");
        }
    }
}
