//! Where taint was lost on its way to a sink: what would have to be otherwise for it to arrive.

use super::{Extent, Flow, Kept, Options, Requires, Sanitizer, SinkRequires, Spec, analyse};
use crate::pattern::Code;

/// So many sanitizers or assignments are tried one by one.
const MAX_TRIED: usize = 60;

/// Why nothing arrives at a sink.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// It comes from this source and is cleaned here.
    Sanitized {
        /// Where it begins.
        source: Extent,
        /// The sanitizer.
        by: Extent,
    },
    /// It comes from this source, and a test or a cast on the way makes it harmless in the strict edition.
    Harmless {
        /// Where it begins.
        source: Extent,
    },
    /// It comes from this source into a variable that is given another value here.
    Overwritten {
        /// Where it begins.
        source: Extent,
        /// The target of the assignment.
        at: Extent,
    },
    /// It arrives from this source with other labels than the sink asks for.
    Labels {
        /// Where it begins.
        source: Extent,
    },
    /// No source is on the way.
    Nothing,
}

/// Why no taint arrives at the sink with number `sink`.
pub fn lost(code: Code<'_>, spec: &Spec<'_>, sink: usize) -> Lost {
    let Some(sink) = spec.sinks.get(sink) else { return Lost::Nothing };
    let spec = Spec { sinks: vec![sink.clone()], ..spec.clone() };
    let outcome = analyse(code, &spec);
    let without = Spec { sanitizers: Vec::new(), ..spec.clone() };
    if let Some(source) = first_source(code, &without) {
        let by = spec.sanitizers.iter().map(|sanitizer| sanitizer.place).filter(|by| *by != source);
        let by: Vec<Extent> = by.take(MAX_TRIED).collect();
        let alone = by.iter().rev().find(|by| first_source(code, &without_one(&spec, **by)).is_some());
        let nearest = || by.iter().rev().find(|by| by.start < sink.place.end);
        if let Some(by) = alone.or_else(nearest) {
            return Lost::Sanitized { source, by: *by };
        }
    }
    let lenient = Spec { options: Options { strict: false, ..spec.options }, ..spec.clone() };
    if let Some(source) = first_source(code, &lenient) {
        return Lost::Harmless { source };
    }
    let kept = |kept| Spec { kept, ..spec.clone() };
    if let Some(source) = first_source(code, &kept(Kept::Everything)) {
        let tried = || outcome.overwritten.iter().rev().take(MAX_TRIED);
        let alone = tried().find(|at| first_source(code, &kept(Kept::At(**at))).is_some());
        if let Some(at) = alone.or_else(|| tried().find(|at| at.start < sink.place.start)) {
            return Lost::Overwritten { source, at: *at };
        }
    }
    match first_source(code, &whatever_label(&spec)) {
        Some(source) => Lost::Labels { source },
        None => Lost::Nothing,
    }
}

/// The source of the first flow that `spec` has.
fn first_source(code: Code<'_>, spec: &Spec<'_>) -> Option<Extent> {
    let flows: Vec<Flow> = analyse(code, spec).flows;
    flows.first().and_then(|flow| flow.sources.first()).map(|source| spec.sources[*source].place)
}

fn without_one<'a>(spec: &Spec<'a>, by: Extent) -> Spec<'a> {
    let sanitizers: Vec<Sanitizer> = spec.sanitizers.iter().filter(|sanitizer| sanitizer.place != by).cloned().collect();
    Spec { sanitizers, ..spec.clone() }
}

/// The same with nothing asked about labels.
fn whatever_label<'a>(spec: &Spec<'a>) -> Spec<'a> {
    let mut spec = spec.clone();
    spec.sources.iter_mut().for_each(|source| source.requires = Requires::Nothing);
    spec.sinks.iter_mut().for_each(|sink| sink.requires = SinkRequires::Value(Requires::Nothing));
    spec.propagators.iter_mut().for_each(|propagator| propagator.requires = Requires::Nothing);
    spec
}
