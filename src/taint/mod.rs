//! Taint inside one function: which values that come from a source reach a sink, and on which way.
//!
//! Sources, sinks, sanitizers and propagators arrive as places with captures; how they were found, and rules, are left to `engine`
//! and `rule`. The meaning follows Semgrep's free engine, as the probes in `tests/conformance/taint.json` record it.

mod assign;
mod calls;
mod expressions;
mod globals;
mod guards;
mod hooks;
mod labels;
mod loops;
mod lost;
mod machine;
mod names;
mod order;
mod places;
mod pure;
mod state;
mod statements;
mod units;
mod value;

use crate::pattern::{Captures, Code};

pub use labels::{Label, Requires};
pub use lost::{Lost, lost};
pub use places::Extent;

/// What taints: every expression that lies in the place.
#[derive(Debug, Clone)]
pub struct Source<'a> {
    /// Where.
    pub place: Extent,
    /// What is bound there.
    pub captures: &'a Captures,
    /// The label of the taint.
    pub label: Label,
    /// What the value must carry before.
    pub requires: Requires,
    /// Which expressions of the place.
    pub reach: Reach,
    /// Whether a variable at the place stays tainted.
    pub side_effect: SideEffect,
    /// Whether everything is tainted that runs afterwards.
    pub control: bool,
}

/// Where taint must not arrive.
#[derive(Debug, Clone)]
pub struct Sink<'a> {
    /// Where.
    pub place: Extent,
    /// What is bound there.
    pub captures: &'a Captures,
    /// Its number in the rule: of two places of one number that lie in each other the outer one is told.
    pub group: usize,
    /// What must arrive.
    pub requires: SinkRequires,
    /// Whether only the value of the whole place counts, or that of each expression in it.
    pub reach: Reach,
    /// Whether taint of the arguments of a call counts, whatever its result.
    pub by_arguments: bool,
}

/// What must arrive at a sink.
#[derive(Debug, Clone)]
pub enum SinkRequires {
    /// In its value.
    Value(Requires),
    /// In each of these places of it.
    Places(Vec<(Extent, Requires)>),
}

/// What cleans: every expression that lies in the place.
#[derive(Debug, Clone)]
pub struct Sanitizer {
    /// Where.
    pub place: Extent,
    /// Which expressions of the place.
    pub reach: Reach,
    /// Whether a variable at the place stays clean.
    pub side_effect: bool,
}

/// What carries taint from one place to another.
#[derive(Debug, Clone)]
pub struct Propagator {
    /// Whose taint.
    pub from: Extent,
    /// What becomes tainted.
    pub to: Extent,
    /// What the taint must be.
    pub requires: Requires,
    /// The label that takes the place of others.
    pub label: Option<Label>,
    /// Which labels it replaces; none for all.
    pub replaced: Option<Vec<Label>>,
    /// Whether a variable at `to` stays tainted.
    pub side_effect: bool,
}

/// Which expressions a place speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The one that is exactly there.
    Whole,
    /// All that lie in it.
    Within,
}

/// Whether a source taints a variable from there on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SideEffect {
    /// The value only.
    None,
    /// The value and the variable.
    Also,
    /// The variable only.
    Only,
}

/// What does not carry taint.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent switches of the rule language, each named there")]
pub struct Options {
    /// Calls, of their arguments and their receiver.
    pub safe_functions: bool,
    /// Subscripts, of the index.
    pub safe_indexes: bool,
    /// Truth values.
    pub safe_booleans: bool,
    /// Numbers.
    pub safe_numbers: bool,
    /// Comparisons.
    pub safe_comparisons: bool,
    /// Everything but assignments.
    pub only_assignments: bool,
    /// Source and sink must agree on the metavariables that both bind.
    pub unify: bool,
    /// More than Semgrep's engine does: methods that change their object, slices, comprehensions; tests and casts clean.
    pub strict: bool,
}

/// Which assignments do not replace what a variable had, for the question where taint was lost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Kept {
    /// All replace it.
    #[default]
    Nothing,
    /// That to the target at this place.
    At(Extent),
    /// None replaces it.
    Everything,
}

/// One analysis of one file.
#[derive(Debug, Clone, Default)]
pub struct Spec<'a> {
    /// Where taint begins.
    pub sources: Vec<Source<'a>>,
    /// Where it must not arrive.
    pub sinks: Vec<Sink<'a>>,
    /// Where it ends.
    pub sanitizers: Vec<Sanitizer>,
    /// How it spreads by the rule's word.
    pub propagators: Vec<Propagator>,
    /// How it spreads by itself.
    pub options: Options,
    /// What assignments leave.
    pub kept: Kept,
}

/// Taint that arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// Which sink, by number in the [`Spec`].
    pub sink: usize,
    /// Which sources: one, or with labels all that took part.
    pub sources: Vec<usize>,
    /// The source, the variables it went through, the sink.
    pub steps: Vec<Extent>,
}

/// All that arrived in one file.
#[derive(Debug, Default)]
pub struct Outcome {
    /// By sink, then by source.
    pub flows: Vec<Flow>,
    /// Targets of assignments that made something clean which was tainted, the first ones.
    pub overwritten: Vec<Extent>,
    /// Whether the budget of steps ran out: flows may be missing.
    pub exhausted: bool,
}

/// Follows taint through every function, class body and the top level of a file.
pub fn analyse(code: Code<'_>, spec: &Spec<'_>) -> Outcome {
    if spec.sources.is_empty() || spec.sinks.is_empty() {
        return Outcome::default();
    }
    code.parsed.with_room(|| machine::run(code, spec))
}
