//! Conditions on what is bound: `metavariable-comparison`, `metavariable-type`, `metavariable-analysis`.

use std::ops::Range;
use std::sync::Arc;

use super::super::comparison::{Arithmetic, Comparison, Strip};
use super::super::error::{Code, Diagnostic};
use super::super::yaml::Node;
use super::super::{Analyzer, Condition, TypeTerm};
use super::formula::{Bound, FormulaReader};
use super::{get, keys};
use crate::pattern::{Pattern, PatternSet};

impl FormulaReader<'_, '_> {
    pub(super) fn metavariable_comparison(&mut self, value: &Node, bound: &[Bound]) -> Option<Condition> {
        let what = "`metavariable-comparison`";
        let entries = self.reader.mapping(value, what)?;
        self.reader.known(entries, what, &["metavariable", "comparison", "strip", "base"], Code::UnknownKey);
        let strip = match get(entries, "strip") {
            Some(node) if self.reader.truth(node, "`strip`")? => Strip::Yes,
            Some(_) | None => Strip::No,
        };
        // It restricts nothing by itself: what counts is what the comparison names.
        match get(entries, "metavariable") {
            Some(node) => drop(self.reader.text(node, "`metavariable`")?),
            None if strip == Strip::Yes => {
                let message = format!("{what} with `strip: true` needs the key `metavariable`");
                self.reader.error(Code::MissingKey, value, message).help =
                    Some("it names the one whose text is read as a number".to_owned());
                return None;
            }
            None => {}
        }
        let Some(node) = get(entries, "comparison") else {
            self.reader.error(Code::MissingKey, value, format!("{what} needs the key `comparison`")).help =
                Some("for example `comparison: $X > 10`".to_owned());
            return None;
        };
        let comparison = self.comparison(node, strip)?;
        for name in comparison.metavariables() {
            self.compared(&comparison, &name, node, bound)?;
        }
        Some(Condition::Comparison(Box::new(comparison)))
    }

    fn comparison(&mut self, node: &Node, strip: Strip) -> Option<Comparison> {
        if node.kind() != "a text" {
            self.reader.wrong(node, "`comparison`", "a text");
            return None;
        }
        let text = self.reader.text(node, "`comparison`")?;
        let line = self.reader.line(node);
        let place = |range: Range<usize>, source: &str| node.place_in_scalar(source, range);
        let comparison = match Comparison::parse(&text, strip, line) {
            Ok(comparison) => comparison,
            Err(error) => {
                let span = place(error.range, &self.reader.source.text);
                let diagnostic = Diagnostic::error(Code::BadComparison, self.reader.source, span, "this comparison cannot be read");
                self.reader.push(diagnostic.label(error.message).maybe_help(error.help));
                return None;
            }
        };
        let strict = self.reader.is_strict();
        let comparison = comparison.reckoned(if strict { Arithmetic::Python } else { Arithmetic::Semgrep });
        if self.reader.is_thorough()
            && let Some((reason, range)) = comparison.doubt()
        {
            let span = place(range, &self.reader.source.text);
            let error = self.reader.strict_error(Code::BadComparison, node, "this comparison never holds");
            error.span = span;
            error.label = reason;
        }
        Some(comparison)
    }

    /// A metavariable of a comparison, which should be bound.
    fn compared(&mut self, comparison: &Comparison, name: &str, node: &Node, bound: &[Bound]) -> Option<Arc<str>> {
        let before = self.reader.diagnostics.len();
        let found = self.bound(&name.into(), node, bound, "so this comparison never holds");
        if let (Some(told), Some(range)) = (self.reader.diagnostics.get_mut(before), comparison.place_of(name)) {
            told.span = node.place_in_scalar(&self.reader.source.text, range);
        }
        found
    }

    pub(super) fn metavariable_type(&mut self, value: &Node, bound: &[Bound]) -> Option<Condition> {
        let what = "`metavariable-type`";
        let entries = self.reader.mapping(value, what)?;
        self.reader.known(entries, what, &["metavariable", "type", "types", "language"], Code::UnknownKey);
        let metavariable = self.metavariable(value, what, bound);
        let one = match get(entries, "type") {
            Some(node) => vec![(self.reader.text(node, "`type`")?, node)],
            None => Vec::new(),
        };
        let more = get(entries, "types").map_or_else(Vec::new, |node| self.reader.texts(node, "`types`"));
        if one.is_empty() && more.is_empty() {
            self.reader.error(Code::MissingKey, value, format!("{what} needs the key `type` or `types`")).help =
                Some("for example `type: django.http.HttpRequest`".to_owned());
            return None;
        }
        let types = one.into_iter().chain(more).map(|(text, node)| self.type_name(&text, node)).collect::<Option<Vec<_>>>();
        Some(Condition::Type { metavariable: metavariable?, types: types? })
    }

    fn type_name(&mut self, text: &str, node: &Node) -> Option<TypeTerm> {
        match Pattern::of_type(text, self.options) {
            Ok((typed, name)) => Some(TypeTerm { typed: PatternSet::new(vec![typed]), name: PatternSet::new(vec![name]) }),
            Err(error) => {
                let span = node.place_in_scalar(&self.reader.source.text, error.range);
                let diagnostic = Diagnostic::error(Code::BadPattern, self.reader.source, span, "this is no type");
                self.reader.push(diagnostic.label(error.message).maybe_help(error.help));
                None
            }
        }
    }

    /// `metavariable-analysis`: who is asked, and about what.
    pub(super) fn metavariable_analysis(&mut self, value: &Node, bound: &[Bound]) -> Option<Condition> {
        let what = "`metavariable-analysis`";
        let entries = self.reader.mapping(value, what)?;
        self.reader.known(entries, what, &keys::METAVARIABLE_ANALYSIS, Code::UnknownOperator);
        let metavariable = self.metavariable(value, what, bound);
        let Some(node) = get(entries, "analyzer") else {
            self.reader.error(Code::MissingKey, value, format!("{what} needs the key `analyzer`")).help =
                Some("`analyzer: entropy` or `analyzer: redos`".to_owned());
            return None;
        };
        if node.scalar().is_some_and(|analyzer| &*analyzer.text == "entropy_v2") {
            self.later.get_or_insert_with(|| "`analyzer: entropy_v2`, which finds nothing in Semgrep's free engine".to_owned());
            // The rule is right, and this condition is never asked.
            return Some(Condition::Analysis { metavariable: metavariable?, analyzer: Analyzer::Entropy });
        }
        let analyzer = self.reader.word(node, "`analyzer`", &Analyzer::ALL)?;
        Some(Condition::Analysis { metavariable: metavariable?, analyzer })
    }
}
