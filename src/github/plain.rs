//! Words from elsewhere (an API's answer, an event's payload) made fit for one line of a message.
//!
//! Escaping for a particular format is left to `report::escape`; this only bounds and flattens.

/// `text` on one line, without HTML tags, control characters and characters that change the direction of reading,
/// cut after `most` characters.
pub(super) fn one_line(text: &str, most: usize) -> String {
    let mut line = String::new();
    let mut gap = false;
    let mut count = 0;
    for character in without_tags(text).chars() {
        if character.is_whitespace() || character.is_control() {
            gap = !line.is_empty();
            continue;
        }
        if is_invisible(character) {
            continue;
        }
        if count + usize::from(gap) >= most {
            line.push('…');
            break;
        }
        if std::mem::take(&mut gap) {
            line.push(' ');
            count += 1;
        }
        line.push(character);
        count += 1;
    }
    line
}

/// A gateway answers with a page; only its words help. Elements whose content is not text go with their content.
fn without_tags(text: &str) -> String {
    let looks_like_page = text.trim_start().starts_with('<');
    if !looks_like_page {
        return text.to_owned();
    }
    let mut words = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        words.push_str(&rest[..open]);
        words.push(' ');
        let tag = &rest[open..];
        let end = ["<style", "<script", "<head"].into_iter().find(|name| starts_with_ignoring_case(tag, name)).map(closing);
        let after = match end {
            Some(closing) => find_ignoring_case(tag, closing).map(|at| &tag[at + closing.len()..]),
            None => Some(&tag[1..]),
        };
        rest = after.and_then(|after| after.split_once('>')).map_or("", |(_, rest)| rest);
    }
    words.push_str(rest);
    words
}

fn closing(opening: &str) -> &'static str {
    match opening {
        "<style" => "</style",
        "<script" => "</script",
        _ => "</head",
    }
}

fn starts_with_ignoring_case(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

fn find_ignoring_case(text: &str, word: &str) -> Option<usize> {
    text.as_bytes().windows(word.len()).position(|window| window.eq_ignore_ascii_case(word.as_bytes()))
}

fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn a_gateways_page_becomes_its_words() {
        let page = "<html>\r\n<head><title>502 Bad Gateway</title><style>a{b}</style></head>\r\n<body><center><h1>502 Bad Gateway</h1></center>\r\n<hr>nginx</body></html>";
        assert_eq!(one_line(page, 200), "502 Bad Gateway nginx");
    }

    #[test]
    fn lines_controls_and_direction_marks_go() {
        assert_eq!(one_line("a\n::error::b\u{1b}[31m \u{202e}c", 200), "a ::error::b [31m c");
        assert_eq!(one_line("1 < 2 and 3 > 2", 200), "1 < 2 and 3 > 2");
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(one_line("äöü äöü", 4), "äöü…");
        assert_eq!(one_line("<unclosed", 10), "");
    }
}
