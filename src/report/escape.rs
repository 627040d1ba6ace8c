//! Text from a scanned project, made harmless for each place it is shown in.
//!
//! Nothing here decides what is shown: every format calls the function of its medium on every piece of foreign text.

use std::borrow::Cow;
use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// One line for a terminal or a log: control characters, escape sequences, bidirectional overrides and invisible characters are
/// shown instead of obeyed, and the runner's `##[command]` is broken.
pub fn terminal(text: &str) -> Cow<'_, str> {
    if text.chars().all(|character| !is_hidden(character)) && !text.contains("##[") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut hashes = 0;
    for character in text.chars() {
        push_visible(&mut out, character, hashes);
        hashes = if character == '#' { hashes + 1 } else { 0 };
    }
    Cow::Owned(out)
}

/// Adds one character in its visible form; `hashes` is how many `#` stand directly before it.
pub(crate) fn push_visible(out: &mut String, character: char, hashes: usize) {
    match character {
        '[' if hashes >= 2 => out.push_str(" ["),
        '\t' => out.push_str("    "),
        '\u{0}'..='\u{1f}' => out.push(char::from_u32(0x2400 + u32::from(character)).expect("the control pictures are characters")),
        '\u{7f}' => out.push('\u{2421}'),
        other if is_hidden(other) => {
            write!(out, "<U+{:04X}>", u32::from(other)).expect("a string takes everything");
        }
        other => out.push(other),
    }
}

/// Characters that a terminal or a browser obeys or hides instead of showing them.
fn is_hidden(character: char) -> bool {
    matches!(character,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// Several lines for a terminal: as [`terminal`], line by line, with line ends kept.
pub fn terminal_lines(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(terminal).collect();
    lines.join("\n")
}

/// Text inside HTML, also inside a quoted attribute.
pub fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for character in terminal(text).chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// Inline text of GitHub's Markdown, also in a table cell: no markup, no HTML, no mention, no reference, no link of its own.
/// Meant to stand after the start of a line.
pub fn markdown(text: &str) -> String {
    let visible = terminal(text);
    let mut out = String::with_capacity(visible.len() + 16);
    for (at, character) in visible.char_indices() {
        let next = visible[at + character.len_utf8()..].chars().next();
        match character {
            '@' if next.is_some_and(char::is_alphanumeric) => out.push_str("@&#8203;"),
            '#' if next.is_some_and(|next| next.is_ascii_digit()) => out.push_str("#&#8203;"),
            _ => push_unlinked(&mut out, &visible, (at, character)),
        }
    }
    out
}

/// Text set in a fixed width in GitHub's Markdown, also in a table cell. Nobody is mentioned in code, but addresses become links.
pub fn markdown_code(text: &str) -> String {
    let visible = terminal(text);
    let mut out = String::from("<code>");
    for place in visible.char_indices() {
        push_unlinked(&mut out, &visible, place);
    }
    out.push_str("</code>");
    out
}

/// One character of `text`; what makes an address a link is written in another way.
fn push_unlinked(out: &mut String, text: &str, (at, character): (usize, char)) {
    match character {
        ':' if text[at..].starts_with("://") => out.push_str("&#58;"),
        '.' if at >= 3 && text.as_bytes()[at - 3..at].eq_ignore_ascii_case(b"www") => out.push_str("&#46;"),
        other => push_markdown(out, other),
    }
}

fn push_markdown(out: &mut String, character: char) {
    match character {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '|' => out.push_str("&#124;"),
        '\\' | '`' | '*' | '_' | '[' | ']' | '~' | '$' | '#' => {
            out.push('\\');
            out.push(character);
        }
        other => out.push(other),
    }
}

/// The message of a workflow command. Line ends are kept, as the runner decodes them; every other control character is shown.
pub fn command_data(text: &str) -> String {
    terminal_lines(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property (`file=`, `title=`) of a workflow command. A path keeps its exact bytes: only what the runner reads is encoded.
pub fn command_property(text: &str) -> String {
    let encoded = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    encoded.replace(':', "%3A").replace(',', "%2C")
}

/// Text for a job's log that must not be read as a workflow command, whatever it says.
pub fn log(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(log_line).collect();
    lines.join("\n")
}

fn log_line(line: &str) -> String {
    let visible = terminal(line);
    let body = visible.trim_start();
    match body.strip_prefix("::") {
        Some(rest) => format!("{}: :{rest}", &visible[..visible.len() - body.len()]),
        None => visible.into_owned(),
    }
}

/// `text` between commands that make the runner deaf. `token` must not be guessable from the scanned text.
pub fn stop_commands(text: &str, token: &str) -> String {
    format!("::stop-commands::{token}\n{}\n::{token}::\n", log(text))
}

/// Everything but the unreserved characters of RFC 3986 and the slash between segments.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// A relative path as a relative URI reference.
pub fn uri(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_never_obeys() {
        assert_eq!(terminal("plain ünï 💣"), "plain ünï 💣");
        assert_eq!(terminal("a\u{1b}[31mb\r\nc\u{7f}"), "a␛[31mb␍␊c␡");
        assert_eq!(terminal("is_\u{202e}nimda\u{2066}\u{200b}"), "is_<U+202E>nimda<U+2066><U+200B>");
        assert_eq!(terminal("\u{9b}31m \u{feff}"), "<U+009B>31m <U+FEFF>");
        assert_eq!(terminal("##[add-mask]x ###[y #[z"), "## [add-mask]x ### [y #[z");
        assert_eq!(terminal_lines("a\u{7}\nb"), "a␇\nb");
    }

    #[test]
    fn markdown_shows_what_was_written() {
        assert_eq!(markdown("a|b `c` <img src=x> *d* __e__"), "a&#124;b \\`c\\` &lt;img src=x&gt; \\*d\\* \\_\\_e\\_\\_");
        assert_eq!(markdown("@octocat #12 https://x.y www.z"), "@&#8203;octocat #&#8203;12 https&#58;//x.y www&#46;z");
        assert_eq!(markdown("[a](javascript:x)\n# b"), "\\[a\\](javascript:x)␊\\# b");
        assert_eq!(markdown_code("`x` | </code> \\"), "<code>\\`x\\` &#124; &lt;/code&gt; \\\\</code>");
        assert_eq!(markdown_code("get('https://x.y') WWW.z @a"), "<code>get('https&#58;//x.y') WWW&#46;z @a</code>");
    }

    #[test]
    fn html_stays_text() {
        assert_eq!(html("<a href=\"x\" b='y'>&\u{202e}"), "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;&lt;U+202E&gt;");
    }

    #[test]
    fn workflow_commands_cannot_be_injected() {
        assert_eq!(command_data("50%\r\n::error::x\u{1b}"), "50%25%0A::error::x␛");
        assert_eq!(command_property("a:b,c%\n::error"), "a%3Ab%2Cc%25%0A%3A%3Aerror");
        assert_eq!(log("fine\n  ::error::x\n##[error]y"), "fine\n  : :error::x\n## [error]y");
        assert_eq!(stop_commands("::x::\n::t::", "t"), "::stop-commands::t\n: :x::\n: :t::\n::t::\n");
    }

    #[test]
    fn uris_are_relative_and_encoded() {
        assert_eq!(uri("shop/ä b:c#?%.py"), "shop/%C3%A4%20b%3Ac%23%3F%25.py");
        assert_eq!(uri("shop/a-b_c~1.py"), "shop/a-b_c~1.py");
    }
}
