//! Patterns of language `generic`, and the options that shape them.

use std::sync::Arc;

use super::super::error::{Code, Diagnostic};
use super::super::yaml::{Node, Scalar};
use super::super::{Formula, GenericTerm, TextTerm};
use super::formula::FormulaReader;
use super::{Entries, Reader, get};
use crate::generic::{CommentStyle, Options, Pattern};

const COMMENT_STYLES: [(&str, CommentStyle); 3] = [("c", CommentStyle::C), ("cpp", CommentStyle::Cpp), ("shell", CommentStyle::Shell)];

impl FormulaReader<'_, '_> {
    /// A pattern of words and signs.
    pub(super) fn generic_pattern(&mut self, value: &Node, text: &Arc<str>) -> Option<Formula> {
        match Pattern::parse(text, self.generic) {
            Ok(pattern) if pattern.is_empty() => {
                self.reader.error(Code::BadPattern, value, "this pattern says nothing").help =
                    Some("write the words and signs to look for, as in `password = $X`".to_owned());
                None
            }
            Ok(pattern) => {
                let line = self.reader.line(value);
                self.regexes.push(TextTerm::Generic(GenericTerm { pattern, text: Arc::clone(text), line }));
                Some(Formula::Regex(self.regexes.len() - 1))
            }
            Err(error) => {
                let span = value.place_in_scalar(&self.reader.source.text, error.range);
                let diagnostic = Diagnostic::error(Code::BadPattern, self.reader.source, span, "this pattern cannot be read");
                self.reader.push(diagnostic.label(error.message));
                None
            }
        }
    }
}

impl Reader<'_> {
    /// The `generic_…` keys of `options:`; the second value names one that asks for something that we do not do.
    pub(super) fn generic_options(&mut self, entries: Entries<'_>) -> (Options, Option<String>) {
        let mut options = Options::default();
        let Some(super::Value::Mapping(inner)) = get(entries, "options").map(|node| &node.value) else { return (options, None) };
        if let Some(node) = get(inner, "generic_ellipsis_max_span") {
            match node.scalar().and_then(Scalar::integer).and_then(|span| u32::try_from(span).ok()) {
                Some(span) => options.ellipsis_span = span,
                None => self.wrong(node, "`generic_ellipsis_max_span`", "a number of lines"),
            }
        }
        if let Some(node) = get(inner, "generic_comment_style") {
            options.comments = self.word(node, "`generic_comment_style`", &COMMENT_STYLES).unwrap_or_default();
        }
        let engine = get(inner, "generic_engine").and_then(|node| node.scalar()).filter(|engine| &*engine.text != "spacegrep");
        (options, engine.map(|engine| format!("`options: {{generic_engine: {}}}`", engine.text)))
    }
}
