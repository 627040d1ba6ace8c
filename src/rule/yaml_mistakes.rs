//! What the YAML parser complains of, in words of people who write rules: where the mistake is, what it is, what to do.

use std::ops::Range;

/// A mistake in YAML.
pub(super) struct Mistake {
    /// Bytes of the file's text.
    pub(super) place: Range<usize>,
    pub(super) label: String,
    pub(super) help: String,
}

const TEXTS: &str =
    "texts that hold `: `, ` #`, or begin with `{`, `[`, `*`, `&`, `!`, `%`, `@` or a quote belong in quotes, or in a block after `|`";
const COLUMNS: &str = "the keys of a rule stand in one column, and so do the `-` of a list, farther right than what they belong to";

/// `info` is what the parser said about byte `at`.
pub(super) fn explained(info: &str, text: &str, at: usize) -> Mistake {
    let mistake = |place: Range<usize>, label: &str, help: &str| Mistake { place, label: label.to_owned(), help: help.to_owned() };
    let here = at..at + text[at..].chars().next().map_or(0, char::len_utf8);
    if let Some(nul) = memchr::memchr(0, text.as_bytes()) {
        return mistake(nul..nul + 1, "a NUL character stands here, which no YAML file holds", "is this a text file? Delete the character");
    }
    if let Some(tab) = indenting_tab(text, at).filter(|_| info.contains("tab") || info.contains("indent") || info.contains("block")) {
        return mistake(tab..tab + 1, "a tab stands in front of this line", "YAML is indented with blanks, never with tabs");
    }
    if info.contains("unknown anchor") {
        let star = if text[at..].starts_with('*') { at } else { text[..at].rfind('*').filter(|star| at - star == 1).unwrap_or(at) };
        let behind = text[star..].trim_start_matches('*');
        let name = &behind[..behind.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '-').unwrap_or(behind.len())];
        let place = star..text.len() - behind.len() + name.len();
        let name: String = name.chars().take(80).collect();
        let help = format!("write `&{name}` in front of what `*{name}` repeats; a text that begins with `*` belongs in quotes");
        return mistake(place, "nothing above is named so", &help);
    }
    if info.contains("escape") {
        let help = "in double quotes a backslash begins an escape: double it, use single quotes, or write a block after `|`";
        return mistake(here, "YAML knows no such escape in this text", help);
    }
    if info.contains("quoted scalar") {
        return mistake(here, "the quote that begins here is not closed", "close it on the same line, or write a block after `|`");
    }
    if info.contains("did not find expected") && (info.contains("indicator") || info.contains("key")) {
        return mistake(here, "this line does not stand in the column of what it continues", COLUMNS);
    }
    if info.contains("mapping values are not allowed") {
        let help = "either the line is indented too far, or this is a text that belongs in quotes or in a block after `|`";
        return mistake(here, "this `:` makes a key of what stands before it, and no key may stand here", help);
    }
    if info.contains("simple key") {
        return mistake(here, info, "a key is followed by `:` and a blank, on one line");
    }
    mistake(here, info, TEXTS)
}

/// The first tab that indents a line, at or just after byte `at`.
fn indenting_tab(text: &str, at: usize) -> Option<usize> {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let mut begin = start;
    for line in text[start..].split_inclusive('\n').take(3) {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        if let Some(tab) = line[..indent].find('\t') {
            return Some(begin + tab);
        }
        begin += line.len();
    }
    None
}
