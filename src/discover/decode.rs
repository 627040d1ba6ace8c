//! From bytes to text: UTF-8, or what a Python file's coding line declares (PEP 263).

use encoding_rs::Encoding;

use crate::files::Language;
use crate::notification::NotificationKind;

/// A text, or why there is none; with a problem *and* a text, the text is partly guessed.
pub(super) struct Decoded {
    pub(super) text: Option<String>,
    pub(super) problem: Option<Problem>,
}

/// What is wrong with the bytes.
pub(super) struct Problem {
    pub(super) kind: NotificationKind,
    pub(super) message: String,
}

/// How far into a file a NUL byte makes it binary, as git decides it.
const BINARY_WINDOW: usize = 8000;

/// Decodes `bytes`.
pub(super) fn decode(bytes: &[u8], language: Language) -> Decoded {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return guessed_utf16(bytes);
    }
    if bytes[..bytes.len().min(BINARY_WINDOW)].contains(&0) {
        let message = "The file holds NUL bytes, so it is not text; it was not analysed.".into();
        return Decoded { text: None, problem: Some(Problem { kind: NotificationKind::Binary, message }) };
    }
    match (language == Language::Python).then(|| coding(bytes)).flatten() {
        None => utf8(bytes, "it declares no other encoding"),
        Some(label) => declared(bytes, &label),
    }
}

fn declared(bytes: &[u8], label: &str) -> Decoded {
    let name = label.to_ascii_lowercase().replace('_', "-");
    if name == "utf-8" || name == "utf8" || name.starts_with("utf-8-") {
        return utf8(bytes, &format!("it declares `{label}`"));
    }
    if ["latin-1", "iso-8859-1", "iso-latin-1", "latin1", "l1", "iso8859-1"].contains(&name.as_str()) {
        // Python's Latin-1 maps each byte to the code point of its number; the web's does not.
        return Decoded { text: Some(bytes.iter().map(|byte| char::from(*byte)).collect()), problem: None };
    }
    let Some(encoding) = Encoding::for_label(name.as_bytes()).or_else(|| Encoding::for_label(name.replace('-', "").as_bytes())) else {
        let message = format!("The coding line names `{label}`, which is no known encoding; the file was read as UTF-8 as far as it goes.");
        let text = String::from_utf8_lossy(bytes).into_owned();
        return Decoded { text: Some(text), problem: Some(Problem { kind: NotificationKind::Encoding, message }) };
    };
    let (text, malformed) = encoding.decode_without_bom_handling(bytes);
    let problem = malformed.then(|| {
        let message = format!("The coding line names `{label}`, but some bytes are not of it; they were replaced and the rest analysed.");
        Problem { kind: NotificationKind::Encoding, message }
    });
    Decoded { text: Some(text.into_owned()), problem }
}

fn utf8(bytes: &[u8], because: &str) -> Decoded {
    match std::str::from_utf8(bytes) {
        Ok(text) => Decoded { text: Some(text.to_owned()), problem: None },
        Err(error) => {
            let line = bytes[..error.valid_up_to()].split(|byte| *byte == b'\n').count();
            let message = format!(
                "Line {line} is not valid UTF-8, and {because}; the bytes were replaced and the rest analysed. Save the file as UTF-8, or declare its encoding in the first line."
            );
            let text = String::from_utf8_lossy(bytes).into_owned();
            Decoded { text: Some(text), problem: Some(Problem { kind: NotificationKind::Encoding, message }) }
        }
    }
}

fn guessed_utf16(bytes: &[u8]) -> Decoded {
    let encoding = if bytes.starts_with(&[0xff, 0xfe]) { encoding_rs::UTF_16LE } else { encoding_rs::UTF_16BE };
    let (text, _) = encoding.decode_with_bom_removal(bytes);
    let message = "The file is UTF-16, which neither Python nor Django reads; it was analysed as such. Save it as UTF-8.".into();
    Decoded { text: Some(text.into_owned()), problem: Some(Problem { kind: NotificationKind::Encoding, message }) }
}

/// The encoding that the first or second line declares: `^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)`, the second line
/// only when the first is blank or a comment.
fn coding(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut lines = bytes[..bytes.len().min(1000)].split(|byte| matches!(byte, b'\n' | b'\r')).take(2);
    let first = String::from_utf8_lossy(lines.next()?).into_owned();
    if let Some(label) = coding_of_line(&first) {
        return Some(label);
    }
    let stripped = first.trim_matches([' ', '\t', '\u{c}']);
    if !(stripped.is_empty() || stripped.starts_with('#')) {
        return None;
    }
    coding_of_line(&String::from_utf8_lossy(lines.next()?))
}

fn coding_of_line(line: &str) -> Option<String> {
    let comment = line.trim_start_matches([' ', '\t', '\u{c}']).strip_prefix('#')?;
    let mut rest = comment;
    while let Some(at) = rest.find("coding") {
        rest = &rest[at + "coding".len()..];
        if let Some(value) = rest.strip_prefix([':', '=']) {
            let value = value.trim_start_matches([' ', '\t']);
            let end = value.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c))).unwrap_or(value.len());
            if end > 0 {
                return Some(value[..end].to_owned());
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        let decoded = decode(bytes, Language::Python);
        let problem = decoded.problem.map(|problem| format!(" [{:?}]", problem.kind)).unwrap_or_default();
        format!("{}{problem}", decoded.text.unwrap_or_else(|| "-".into()))
    }

    #[test]
    fn encodings_as_python_reads_them() {
        assert_eq!(text("x = 'é'".as_bytes()), "x = 'é'");
        assert_eq!(text(b"# -*- coding: latin-1 -*-\nx = '\xe9\x80'"), "# -*- coding: latin-1 -*-\nx = 'é\u{80}'");
        assert_eq!(
            text(b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\n'\x80'"),
            "#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\n'€'"
        );
        assert_eq!(text(b"# encoding: koi8_r\n'\xc1'"), "# encoding: koi8_r\n'а'");
        assert_eq!(text(b"import os\n# coding: latin-1\n'\xe9'"), "import os\n# coding: latin-1\n'\u{fffd}' [Encoding]");
        assert_eq!(text(b"# coding: no-such\nx"), "# coding: no-such\nx [Encoding]");
        assert_eq!(text(b"x = \xff"), "x = \u{fffd} [Encoding]");
        assert_eq!(text(b"x\0y"), "- [Binary]");
        assert_eq!(text(b"\xff\xfex\0"), "x [Encoding]");
        assert_eq!(text(b""), "");
    }
}
