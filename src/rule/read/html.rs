//! Patterns of language `html`, and the options that shape them.

use std::sync::Arc;

use super::super::error::{Code, Diagnostic};
use super::super::yaml::Node;
use super::super::{Formula, HtmlTerm, TextTerm};
use super::formula::FormulaReader;
use super::{Entries, Reader, Value, get};
use crate::html::{Options, Pattern};

impl FormulaReader<'_, '_> {
    /// A pattern of elements and attributes.
    pub(super) fn html_pattern(&mut self, value: &Node, text: &Arc<str>) -> Option<Formula> {
        match Pattern::parse(text, self.html) {
            Ok(pattern) => {
                let line = self.reader.line(value);
                self.regexes.push(TextTerm::Html(HtmlTerm { pattern, text: Arc::clone(text), line }));
                Some(Formula::Regex(self.regexes.len() - 1))
            }
            Err(error) => {
                let span = value.place_in_scalar(&self.reader.source.text, error.range);
                let diagnostic = Diagnostic::error(Code::BadPattern, self.reader.source, span, "this pattern is not HTML");
                self.reader.push(diagnostic.label(error.message));
                None
            }
        }
    }
}

impl Reader<'_> {
    /// The `xml_…` keys of `options:`.
    pub(super) fn html_options(&mut self, entries: Entries<'_>) -> Options {
        let mut options = Options::default();
        let Some(Value::Mapping(inner)) = get(entries, "options").map(|node| &node.value) else { return options };
        if let Some(node) = get(inner, "xml_attrs_implicit_ellipsis") {
            options.more_attributes = self.truth(node, "`xml_attrs_implicit_ellipsis`").unwrap_or(true);
        }
        if let Some(node) = get(inner, "xml_singleton_loose_matching") {
            options.loose_singletons = self.truth(node, "`xml_singleton_loose_matching`").unwrap_or(true);
        }
        options
    }
}
