//! Patterns that are a piece of a statement: some match nothing, some are refused, a lone decorator is completed.

use std::sync::LazyLock;

use regex::Regex;

use crate::pattern::PatternError;

/// What was added around a pattern so that it is a module.
#[derive(Debug)]
pub(super) struct Completed {
    pub(super) text: String,
    pub(super) form: Form,
    /// Bytes cut from the start.
    cut: usize,
}

/// How the module has to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As it stands.
    Whole,
    /// Only the decorators of its def.
    Decorators,
}

impl Completed {
    /// The offset in the pattern of a byte of the completed text.
    pub(super) fn original(&self, offset: usize) -> usize {
        offset + self.cut
    }
}

/// Cuts what is around the pattern, and gives a lone decorator a def.
pub(super) fn complete(text: &str) -> Completed {
    let first_line_only = !text.trim().contains('\n');
    let trimmed = if first_line_only { text.trim_start() } else { text.trim_start_matches(['\n', '\r']) };
    let cut = text.len() - trimmed.len();
    let lines = || trimmed.lines().filter(|line| !line.trim().is_empty());
    if lines().all(|line| line.starts_with('@')) {
        let text = format!("{}\ndef f(): pass\n", trimmed.trim_end());
        return Completed { text, form: Form::Decorators, cut };
    }
    Completed { text: trimmed.to_owned(), form: Form::Whole, cut }
}

macro_rules! pattern {
    ($regex:literal) => {
        LazyLock::new(|| Regex::new($regex).expect("a literal regular expression compiles"))
    };
}

static ELSE: LazyLock<Regex> = pattern!(r"^\s*else\s*:");
static FINALLY: LazyLock<Regex> = pattern!(r"^\s*finally\s*:");
static HEADER: LazyLock<Regex> = pattern!(r"^\s*(if|elif)\b[^\n]*:\s*$");
static PAIR: LazyLock<Regex> = pattern!(r#"^\s*("[^"\n]*"|'[^'\n]*')\s*:\s*[^\n]+$"#);
static ELLIPSIS_DECORATOR: LazyLock<Regex> = pattern!(r"(?m)^\s*@\s*\.\.\.\s*$");
static DEFINITION: LazyLock<Regex> = pattern!(r"^\s*(?:@[^\n]*\n\s*)*(?:async\s+)?(def|class)\b[^\n]*?(:?)\s*$");
static EXCEPT: LazyLock<Regex> = pattern!(r"^\s*except\b");
static TRY: LazyLock<Regex> = pattern!(r"^\s*try\s*:");
static HANDLER: LazyLock<Regex> = pattern!(r"(?m)^\s*(except\b|finally\s*:)");

/// Why `text` can match nothing although the language accepts it.
pub(super) fn never_matches(text: &str) -> Option<&'static str> {
    // How a pattern begins decides nearly always, without an expression.
    match text.trim_start().as_bytes().first() {
        Some(b'e') if ELSE.is_match(text) => Some("an `else:` alone is no statement; write the whole `if`"),
        Some(b'f') if FINALLY.is_match(text) => Some("a `finally:` alone is no statement; write the whole `try`"),
        Some(b'i' | b'e') if HEADER.is_match(text) => Some("an `if` without a body is no statement; add `...` below it"),
        Some(b'"' | b'\'') if PAIR.is_match(text) => Some("a pair alone is no expression; write {..., \"key\": $V, ...}"),
        _ if text.contains('@') && ELLIPSIS_DECORATOR.is_match(text) => {
            Some("`@...` stands for no decorator; leave it out: more decorators are always free")
        }
        _ => None,
    }
}

/// Says better than the parser what is wrong with a piece of a statement, which does not parse.
pub(super) fn refuse(text: &str) -> Result<(), PatternError> {
    let range = || {
        let start = text.len() - text.trim_start().len();
        start..text.trim_end().len()
    };
    if let Some(found) = DEFINITION.captures(text) {
        let what = if &found[1] == "def" { "function" } else { "class" };
        let header = text.trim().trim_end_matches(':');
        let message = format!("this {what} has no body");
        let help = format!("add one: {}: ...", header.lines().last().unwrap_or_default().trim());
        return Err(PatternError { message, range: range(), help: Some(help) });
    }
    if EXCEPT.is_match(text) {
        let help = Some("write the whole statement: try: ... except $E: ...".to_owned());
        return Err(PatternError { message: "an `except` alone is no statement".to_owned(), range: range(), help });
    }
    if TRY.is_match(text) && !HANDLER.is_match(text) {
        let help = Some("add `except $E: ...` or `finally: ...`".to_owned());
        return Err(PatternError { message: "a `try` alone is no statement".to_owned(), range: range(), help });
    }
    Ok(())
}

/// What to write instead of a pattern that does not parse.
pub(super) fn help(text: &str) -> &'static str {
    if text.contains("lambda ...") || text.contains("lambda...") {
        return "parameters of a lambda cannot be `...`: write lambda $X: ...";
    }
    if text.contains("def ...") || text.contains("class ...") {
        return "a name cannot be `...`: write a metavariable such as $NAME";
    }
    "a pattern is a whole expression or statement"
}
