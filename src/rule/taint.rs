//! What a rule of `mode: taint` looks for, as data. `engine` finds the places, `taint` follows the values.

use std::sync::Arc;

use super::Formula;

/// The label of sources that name none.
pub const SOURCE_LABEL: &str = "__SOURCE__";

/// Sources, sinks, sanitizers and propagators. Each names its formula by position in the rule's formula, which lists them all as
/// alternatives.
#[derive(Debug, Default)]
pub struct TaintSpec {
    /// `pattern-sources`.
    pub sources: Vec<TaintSource>,
    /// `pattern-sinks`.
    pub sinks: Vec<TaintSink>,
    /// `pattern-sanitizers`.
    pub sanitizers: Vec<TaintSanitizer>,
    /// `pattern-propagators`.
    pub propagators: Vec<TaintPropagator>,
    /// `options:` that begin with `taint_`.
    pub options: TaintOptions,
}

/// An entry of `pattern-sources`.
#[derive(Debug)]
pub struct TaintSource {
    /// Its formula, by position.
    pub formula: usize,
    /// The label of what it taints.
    pub label: Arc<str>,
    /// What must taint the place already.
    pub requires: LabelExpr,
    /// Only the place itself, nothing in it.
    pub exact: bool,
    /// Whether a variable at the place stays tainted.
    pub side_effect: SourceEffect,
    /// Whether everything is tainted that runs afterwards.
    pub control: bool,
}

/// `by-side-effect` of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceEffect {
    /// The value is tainted.
    Value,
    /// The value, and the variable that it is.
    Both,
    /// The variable that it is, from there on.
    Variable,
}

/// An entry of `pattern-sinks`.
#[derive(Debug)]
pub struct TaintSink {
    /// Its formula, by position.
    pub formula: usize,
    /// What must arrive.
    pub requires: SinkNeed,
    /// Only the value of the whole place, not of anything in it.
    pub exact: bool,
    /// Speaks of the end of functions, which Semgrep's free engine never reports.
    pub at_exit: bool,
}

/// `requires` of a sink.
#[derive(Debug)]
pub enum SinkNeed {
    /// Of its value.
    Value(LabelExpr),
    /// Of what these metavariables are bound to.
    Metavariables(Vec<(Arc<str>, LabelExpr)>),
}

/// An entry of `pattern-sanitizers`.
#[derive(Debug)]
pub struct TaintSanitizer {
    /// Its formula, by position.
    pub formula: usize,
    /// Only the place itself, nothing in it.
    pub exact: bool,
    /// Whether a variable at the place stays clean.
    pub side_effect: bool,
    /// Places that are exactly a source or a sink do not count.
    pub not_conflicting: bool,
}

/// An entry of `pattern-propagators`.
#[derive(Debug)]
pub struct TaintPropagator {
    /// Its formula, by position.
    pub formula: usize,
    /// The metavariable whose taint it carries.
    pub from: Arc<str>,
    /// The metavariable that becomes tainted.
    pub to: Arc<str>,
    /// What the taint must be.
    pub requires: LabelExpr,
    /// The label that takes the place of others.
    pub label: Option<Arc<str>>,
    /// Which labels it replaces; none for all.
    pub replaced: Option<Vec<Arc<str>>>,
    /// Whether a variable at `to` stays tainted.
    pub side_effect: bool,
}

/// A boolean expression over labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LabelExpr {
    /// `True`.
    True,
    /// `False`.
    False,
    /// The label is there.
    Label(Arc<str>),
    /// It does not hold.
    Not(Box<LabelExpr>),
    /// All hold.
    And(Vec<LabelExpr>),
    /// One holds.
    Or(Vec<LabelExpr>),
}

/// `options:` that begin with `taint_`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent switches of the rule language, each named there")]
pub struct TaintOptions {
    /// `taint_assume_safe_functions`.
    pub assume_safe_functions: bool,
    /// `taint_assume_safe_indexes`.
    pub assume_safe_indexes: bool,
    /// `taint_assume_safe_booleans`.
    pub assume_safe_booleans: bool,
    /// `taint_assume_safe_numbers`.
    pub assume_safe_numbers: bool,
    /// `taint_assume_safe_comparisons`.
    pub assume_safe_comparisons: bool,
    /// `taint_only_propagate_through_assignments`.
    pub only_propagate_through_assignments: bool,
    /// `taint_unify_mvars`.
    pub unify_mvars: bool,
}

impl TaintSpec {
    /// The formulas of the sources and of the sinks, among the alternatives of the rule's formula. Without one of each the rule
    /// finds nothing.
    pub fn needed<'a>(&self, formula: &'a Formula) -> [Vec<&'a Formula>; 2] {
        let Formula::Either(all) = formula else { return [Vec::new(), Vec::new()] };
        let at = |at: usize| all.get(at);
        let sources = self.sources.iter().filter_map(|source| at(source.formula)).collect();
        [sources, self.sinks.iter().filter_map(|sink| at(sink.formula)).collect()]
    }
}
