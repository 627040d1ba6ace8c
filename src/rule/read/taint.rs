//! `mode: taint`: sources, sinks, sanitizers, propagators.

use std::sync::Arc;

use super::super::Formula;
use super::super::error::{Code, nearest};
use super::super::taint::{
    LabelExpr, SOURCE_LABEL, SinkNeed, SourceEffect, TaintOptions, TaintPropagator, TaintSanitizer, TaintSink, TaintSource, TaintSpec,
};
use super::super::yaml::{Node, Value};
use super::formula::{Bound, FormulaReader};
use super::labels;
use super::{Entries, Reader, entry, get, keys};

/// What one rule's lists say.
#[derive(Default)]
struct Lists<'n> {
    spec: TaintSpec,
    formulas: Vec<Formula>,
    /// By position of the formula.
    nodes: Vec<&'n Node>,
    whole: bool,
}

/// The formulas of all entries as alternatives, and what each of them is for; none when something in them is wrong.
pub(super) fn read(reader: &mut FormulaReader<'_, '_>, entries: Entries<'_>, place: &Node) -> Option<(Formula, TaintSpec)> {
    let mut lists = Lists { whole: true, ..Lists::default() };
    for key in ["pattern-sources", "pattern-sinks"] {
        if get(entries, key).is_none() {
            lists.whole = false;
            let help = if key == "pattern-sinks" { "where data must not arrive" } else { "where data comes from" };
            let help = keys::misspelt(entries, key).unwrap_or_else(|| format!("it lists {help}: `- pattern: …`"));
            reader.reader.error(Code::MissingKey, place, format!("a rule of `mode: taint` needs the key `{key}`")).help = Some(help);
        }
    }
    for (key, _) in entries {
        let Some(name) = key.scalar().map(|key| &*key.text).filter(|name| keys::MATCHERS.contains(name)) else { continue };
        lists.whole = false;
        let error = reader.reader.error(Code::Matcher, key, format!("a rule of `mode: taint` has no `{name}` of its own"));
        error.help = Some(format!("put it into an entry of `pattern-sources` or `pattern-sinks`: `- {name}: …`"));
    }
    each(reader, entries, "pattern-sources", &mut lists, source);
    each(reader, entries, "pattern-sinks", &mut lists, sink);
    each(reader, entries, "pattern-sanitizers", &mut lists, sanitizer);
    each(reader, entries, "pattern-propagators", &mut lists, propagator);
    if lists.whole {
        reader.suspect_taint((&lists.spec, &lists.formulas), &lists.nodes);
    }
    lists.whole.then_some((Formula::Either(lists.formulas), lists.spec))
}

/// `options:` that begin with `taint_`.
pub(super) fn options(reader: &mut Reader<'_>, entries: Entries<'_>) -> TaintOptions {
    let mut options = TaintOptions::default();
    let Some(Node { value: Value::Mapping(given), .. }) = get(entries, "options") else { return options };
    for (key, value) in given {
        let Some(name) = key.scalar().map(|key| Arc::clone(&key.text)) else { continue };
        let slot = match &*name {
            "taint_assume_safe_functions" => &mut options.assume_safe_functions,
            "taint_assume_safe_indexes" => &mut options.assume_safe_indexes,
            "taint_assume_safe_booleans" => &mut options.assume_safe_booleans,
            "taint_assume_safe_numbers" => &mut options.assume_safe_numbers,
            "taint_assume_safe_comparisons" => &mut options.assume_safe_comparisons,
            "taint_only_propagate_through_assignments" => &mut options.only_propagate_through_assignments,
            "taint_unify_mvars" => &mut options.unify_mvars,
            // What Semgrep's free engine does not use either.
            other if keys::UNUSED_TAINT_OPTIONS.contains(&other) => continue,
            other if other.starts_with("taint_") => {
                let help = nearest(other, keys::TAINT_OPTIONS);
                reader.strict_error(Code::UnknownKey, key, format!("there is no option `{other}`")).help = help;
                continue;
            }
            _ => continue,
        };
        if let Some(truth) = reader.truth(value, &format!("`{name}`")) {
            *slot = truth;
        }
    }
    options
}

/// Reads one entry.
type ReadEntry = fn(&mut FormulaReader<'_, '_>, &Entry<'_>, &mut TaintSpec);

/// One entry of a list.
struct Entry<'n> {
    node: &'n Node,
    keys: Entries<'n>,
    /// Position of its formula.
    formula: usize,
    /// What its formula binds.
    bound: Vec<Bound>,
}

/// Reads every entry of one list.
fn each<'n>(reader: &mut FormulaReader<'_, '_>, entries: Entries<'n>, list: &str, lists: &mut Lists<'n>, read: ReadEntry) {
    let Some((key, value)) = entry(entries, list) else { return };
    let what = format!("`{list}`");
    let Some(items) = reader.reader.sequence(value, &what) else {
        lists.whole = false;
        return;
    };
    let needed = matches!(list, "pattern-sources" | "pattern-sinks");
    if items.is_empty() && needed {
        lists.whole = false;
        reader.reader.error(Code::Matcher, key, format!("an empty {what} finds nothing"));
    }
    let mut known = keys::MATCHERS.to_vec();
    known.extend(keys::TAINT_LISTS.iter().filter(|(name, _)| *name == list).flat_map(|(_, keys)| *keys));
    for item in items {
        let what = format!("an entry of {what}");
        let Some(inner) = reader.reader.mapping(item, &what) else {
            lists.whole = false;
            continue;
        };
        unknown_keys(reader.reader, inner, &what, &known);
        let formula = reader.matcher(inner, &what, item);
        let mut bound = Vec::new();
        match &formula {
            Some(formula) => reader.bindings(formula, &mut bound),
            None => lists.whole = false,
        }
        // What is wrong in it is told, which keeps the rule from running.
        read(reader, &Entry { node: item, keys: inner, formula: lists.formulas.len(), bound }, &mut lists.spec);
        if let Some(formula) = formula {
            lists.formulas.push(formula);
            lists.nodes.push(item);
        }
    }
}

/// Semgrep ignores what it does not know here, so rules without `edition:` run all the same.
fn unknown_keys(reader: &mut Reader<'_>, entries: Entries<'_>, what: &str, known: &[&str]) {
    for (key, _) in entries {
        let name = key.scalar().map(|key| Arc::clone(&key.text)).unwrap_or_default();
        if !known.contains(&&*name) {
            let help = nearest(&name, known.iter().copied());
            reader.strict_error(Code::UnknownOperator, key, format!("{what} has no key `{name}`")).help = help;
        }
    }
}

fn source(reader: &mut FormulaReader<'_, '_>, entry: &Entry<'_>, spec: &mut TaintSpec) {
    let (entries, formula) = (entry.keys, entry.formula);
    let label = label(reader, entries).unwrap_or_else(|| SOURCE_LABEL.into());
    let requires = requires(reader, entries).unwrap_or(LabelExpr::True);
    let exact = truth(reader, entries, "exact", false);
    let control = truth(reader, entries, "control", false);
    let side_effect = match get(entries, "by-side-effect") {
        Some(node) if node.scalar().is_some_and(|scalar| &*scalar.text == "only") => SourceEffect::Variable,
        Some(_) if truth(reader, entries, "by-side-effect", false) => SourceEffect::Both,
        Some(_) | None => SourceEffect::Value,
    };
    spec.sources.push(TaintSource { formula, label, requires, exact, side_effect, control });
}

fn sink(reader: &mut FormulaReader<'_, '_>, entry: &Entry<'_>, spec: &mut TaintSpec) {
    let (entries, formula) = (entry.keys, entry.formula);
    let exact = truth(reader, entries, "exact", true);
    let at_exit = truth(reader, entries, "at-exit", false);
    let requires = match get(entries, "requires") {
        Some(Node { value: Value::Sequence(items), .. }) => SinkNeed::Metavariables(needs(reader, entry, items)),
        _ => SinkNeed::Value(requires(reader, entries).unwrap_or_else(|| LabelExpr::Label(SOURCE_LABEL.into()))),
    };
    spec.sinks.push(TaintSink { formula, requires, exact, at_exit });
}

/// `requires: [{$X: A}, {$Y: B}]`.
fn needs(reader: &mut FormulaReader<'_, '_>, entry: &Entry<'_>, items: &[Node]) -> Vec<(Arc<str>, LabelExpr)> {
    let mut needs = Vec::new();
    for item in items {
        for (key, value) in reader.reader.mapping(item, "an entry of `requires`").unwrap_or_default() {
            let name = reader.reader.text(key, "a metavariable of `requires`");
            let name = name.and_then(|name| reader.bound(&name, key, &entry.bound, "so nothing arrives there"));
            needs.extend(name.zip(labels::read(reader.reader, value)));
        }
    }
    needs
}

fn sanitizer(reader: &mut FormulaReader<'_, '_>, entry: &Entry<'_>, spec: &mut TaintSpec) {
    let (entries, formula) = (entry.keys, entry.formula);
    let exact = truth(reader, entries, "exact", false);
    let side_effect = truth(reader, entries, "by-side-effect", false);
    let not_conflicting = truth(reader, entries, "not_conflicting", false);
    spec.sanitizers.push(TaintSanitizer { formula, exact, side_effect, not_conflicting });
}

fn propagator(reader: &mut FormulaReader<'_, '_>, entry: &Entry<'_>, spec: &mut TaintSpec) {
    let (entries, formula) = (entry.keys, entry.formula);
    let from = end(reader, entry, "from");
    let to = end(reader, entry, "to");
    let requires = requires(reader, entries).unwrap_or(LabelExpr::True);
    let label = label(reader, entries);
    let replaced = get(entries, "replace-labels").map(|node| {
        let labels = reader.reader.texts(node, "`replace-labels`");
        labels.into_iter().map(|(label, _)| label).collect()
    });
    let side_effect = truth(reader, entries, "by-side-effect", true);
    if let (Some(from), Some(to)) = (from, to) {
        spec.propagators.push(TaintPropagator { formula, from, to, requires, label, replaced, side_effect });
    }
}

/// `from` or `to` of a propagator.
fn end(reader: &mut FormulaReader<'_, '_>, entry: &Entry<'_>, key: &str) -> Option<Arc<str>> {
    let name = reader.reader.required(entry.keys, entry.node, "an entry of `pattern-propagators`", key)?;
    reader.bound(&name, get(entry.keys, key)?, &entry.bound, "so nothing is carried on")
}

/// The key `label`, if it is there.
fn label(reader: &mut FormulaReader<'_, '_>, entries: Entries<'_>) -> Option<Arc<str>> {
    get(entries, "label").and_then(|node| labels::name(reader.reader, node))
}

fn requires(reader: &mut FormulaReader<'_, '_>, entries: Entries<'_>) -> Option<LabelExpr> {
    get(entries, "requires").and_then(|node| labels::read(reader.reader, node))
}

fn truth(reader: &mut FormulaReader<'_, '_>, entries: Entries<'_>, key: &str, otherwise: bool) -> bool {
    get(entries, key).and_then(|node| reader.reader.truth(node, &format!("`{key}`"))).unwrap_or(otherwise)
}

/// The metavariables that sources and sinks bind, for the message.
pub(super) fn bindings(reader: &FormulaReader<'_, '_>, formula: &Formula, spec: &TaintSpec, bound: &mut Vec<Bound>) {
    for formula in spec.needed(formula).into_iter().flatten() {
        reader.bindings(formula, bound);
    }
}
