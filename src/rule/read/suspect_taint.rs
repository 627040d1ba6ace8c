//! Taint rules that are well-formed and do less than they say: sources that are the sinks, labels that nothing has, sanitizers
//! that match every source or sink.

use std::collections::BTreeSet;

use super::super::Formula;
use super::super::error::{Code, Diagnostic};
use super::super::taint::{LabelExpr, SOURCE_LABEL, SinkNeed, TaintSpec};
use super::super::yaml::{Node, Value};
use super::formula::FormulaReader;
use super::get;

impl FormulaReader<'_, '_> {
    /// Looks at the entries of a rule; `nodes` are theirs, by position of the formula.
    pub(super) fn suspect_taint(&mut self, (spec, formulas): (&TaintSpec, &[Formula]), nodes: &[&Node]) {
        if !self.reader.is_careful() || formulas.len() != nodes.len() {
            return;
        }
        self.suspect_ends((spec, formulas), nodes);
        self.suspect_labels(spec, nodes);
        self.suspect_sanitizers((spec, formulas), nodes);
    }

    /// Sinks that are exactly what a source is.
    fn suspect_ends(&mut self, (spec, formulas): (&TaintSpec, &[Formula]), nodes: &[&Node]) {
        for sink in spec.sinks.iter().filter(|sink| matches!(&sink.requires, SinkNeed::Value(LabelExpr::Label(_)))) {
            let same = |at: &usize| self.picture(&formulas[*at]) == self.picture(&formulas[sink.formula]);
            let Some(source) = spec.sources.iter().map(|source| source.formula).find(same) else { continue };
            let line = self.reader.line(nodes[source]);
            let label = format!("the source in line {line} is the same");
            let help = "a flow needs two ends: say what must not get the value, not where it begins";
            self.idle_entry(nodes[sink.formula], "this sink is a source: each place of it is reported by itself", (&label, help));
        }
    }

    /// Labels that are asked for and that neither a source nor a propagator gives.
    fn suspect_labels(&mut self, spec: &TaintSpec, nodes: &[&Node]) {
        let mut given: BTreeSet<&str> = spec.sources.iter().map(|source| &*source.label).collect();
        given.extend(spec.propagators.iter().filter_map(|propagator| propagator.label.as_deref()));
        let mut asked: Vec<(usize, Vec<&str>)> = Vec::new();
        asked.extend(spec.sources.iter().map(|source| (source.formula, labels(&source.requires))));
        asked.extend(spec.propagators.iter().map(|propagator| (propagator.formula, labels(&propagator.requires))));
        asked.extend(spec.sinks.iter().map(|sink| match &sink.requires {
            SinkNeed::Value(expr) => (sink.formula, labels(expr)),
            SinkNeed::Metavariables(needs) => (sink.formula, needs.iter().flat_map(|(_, expr)| labels(expr)).collect()),
        }));
        for (at, names) in asked {
            let Some(missing) = names.iter().find(|name| !given.contains(**name)) else { continue };
            let known = given.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let Value::Mapping(entries) = &nodes[at].value else { continue };
            let (message, node) = match get(entries, "requires") {
                Some(node) => (format!("no source and no propagator gives the label `{missing}`"), node),
                None if *missing == SOURCE_LABEL => ("every source has a label, and this sink asks for one without".to_owned(), nodes[at]),
                None => continue,
            };
            let help = format!("the labels of this rule are {known}");
            self.idle_entry(node, &message, ("nothing ever has it", &help));
        }
    }

    /// Sanitizers that clean whatever is a source or a sink.
    fn suspect_sanitizers(&mut self, (spec, formulas): (&TaintSpec, &[Formula]), nodes: &[&Node]) {
        for sanitizer in spec.sanitizers.iter().filter(|one| !one.exact && !one.not_conflicting && !one.side_effect) {
            let cleans = |at: usize| self.takes_all(main(&formulas[at]), &formulas[sanitizer.formula]);
            let what = if spec.sinks.iter().all(|sink| cleans(sink.formula)) {
                "every sink"
            } else if spec.sources.iter().all(|source| cleans(source.formula)) {
                "every source"
            } else {
                continue;
            };
            let message = format!("this sanitizer matches {what}, so this rule never finds anything");
            let help = "`not_conflicting: true` leaves out matches that are exactly a source or a sink";
            self.idle_entry(nodes[sanitizer.formula], &message, ("what lies in a sanitizer is clean", help));
        }
    }

    fn idle_entry(&mut self, node: &Node, message: &str, (label, help): (&str, &str)) {
        let diagnostic = Diagnostic::warning(Code::IdleEntry, self.reader.source, node.span.clone(), message);
        self.reader.push(diagnostic.label(label).help(help));
    }
}

/// The part of a formula whose places it finds, or that its places lie in.
fn main(formula: &Formula) -> &Formula {
    match formula {
        Formula::All(all) => all.positives.iter().find(|one| !matches!(one, Formula::Inside(_))).map_or(formula, main),
        other => other,
    }
}

/// The labels that must be there, or may have to be; what is only forbidden is not among them.
fn labels(expr: &LabelExpr) -> Vec<&str> {
    match expr {
        LabelExpr::Label(label) => vec![label],
        LabelExpr::And(parts) => parts.iter().flat_map(labels).collect(),
        // Of alternatives one is enough.
        LabelExpr::Or(_) | LabelExpr::Not(_) | LabelExpr::True | LabelExpr::False => Vec::new(),
    }
}
