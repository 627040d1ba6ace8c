//! Rules of `mode: taint`: their formulas become places, and what `taint` says of them becomes regions.

use std::sync::Arc;

use super::evaluate::Evaluator;
use super::region::{Region, RegionKind};
use crate::files::{FileId, SourceFile, Span};
use crate::finding::{Label as Step, Location};
use crate::pattern::{Captures, Code};
use crate::rule::{Edition, Formula, LabelExpr, SOURCE_LABEL, SinkNeed, SourceEffect, TaintSpec};
use crate::taint::{
    self, Extent, Flow, Label, Options, Propagator, Reach, Requires, Sanitizer, SideEffect, Sink, SinkRequires, Source, Spec,
};

/// What a rule found, each with the way that led there.
#[derive(Debug, Default)]
pub(super) struct Arrived {
    pub(super) regions: Vec<Region>,
    /// By position of the region.
    pub(super) ways: Vec<Vec<Extent>>,
}

/// Follows taint from the rule's sources to its sinks.
pub(super) fn arrived<'a>(evaluator: &mut Evaluator<'a, '_>, rule: &'a TaintSpec, code: Code<'_>) -> Arrived {
    let Some(places) = Places::of(evaluator, rule) else { return Arrived::default() };
    let spec = places.spec(rule);
    let outcome = taint::analyse(code, &spec);
    if outcome.exhausted {
        evaluator.work.cut = Some("following taint needs too many steps");
    }
    found(&spec, outcome.flows)
}

/// Where the entries of a rule match, each list by entry.
pub(super) struct Places<'a> {
    sources: Vec<Vec<Region>>,
    sinks: Vec<Vec<Region>>,
    sanitizers: Vec<Vec<Region>>,
    propagators: Vec<Vec<Region>>,
    /// By entry of the sinks: whether a metavariable is in focus.
    focused: Vec<bool>,
    /// Whether the rule asks for the strict edition.
    strict: bool,
    labels: Labels<'a>,
}

impl<'a> Places<'a> {
    /// None where no source or no sink matches.
    pub(super) fn of(evaluator: &mut Evaluator<'a, '_>, rule: &'a TaintSpec) -> Option<Self> {
        let formulas = Formulas::of(&evaluator.rule.formula);
        let mut labels = Labels(vec![SOURCE_LABEL]);
        for source in &rule.sources {
            labels.number(&source.label);
        }
        for label in rule.propagators.iter().filter_map(|propagator| propagator.label.as_deref()) {
            labels.number(label);
        }
        let sinks: Vec<Vec<Region>> =
            rule.sinks.iter().map(|sink| if sink.at_exit { Vec::new() } else { formulas.regions(evaluator, sink.formula) }).collect();
        if sinks.iter().all(Vec::is_empty) {
            return None;
        }
        let sources: Vec<Vec<Region>> = rule.sources.iter().map(|source| formulas.regions(evaluator, source.formula)).collect();
        if sources.iter().all(Vec::is_empty) {
            return None;
        }
        let taken: Vec<Extent> = sources.iter().chain(&sinks).flatten().map(extent).collect();
        let mut sanitizers = Vec::new();
        for sanitizer in &rule.sanitizers {
            let mut regions = formulas.regions(evaluator, sanitizer.formula);
            regions.retain(|region| !(sanitizer.not_conflicting && taken.contains(&extent(region))));
            sanitizers.push(regions);
        }
        let propagators = rule.propagators.iter().map(|propagator| formulas.regions(evaluator, propagator.formula)).collect();
        let focused = rule.sinks.iter().map(|sink| formulas.is_focused(sink.formula)).collect();
        let strict = evaluator.rule.edition != Edition::Compatible;
        Some(Self { sources, sinks, sanitizers, propagators, focused, strict, labels })
    }

    /// The same as `taint` takes it.
    pub(super) fn spec(&self, rule: &TaintSpec) -> Spec<'_> {
        let labels = &self.labels;
        let mut spec = Spec { options: Options { strict: self.strict, ..options(rule) }, ..Spec::default() };
        spec.sources = rule.sources.iter().zip(&self.sources).flat_map(|(source, regions)| labels.sources(source, regions)).collect();
        let sinks = rule.sinks.iter().zip(&self.sinks).enumerate();
        spec.sinks = sinks.flat_map(|(at, (sink, regions))| labels.sinks((at, !self.focused[at]), sink, regions)).collect();
        for (sanitizer, regions) in rule.sanitizers.iter().zip(&self.sanitizers) {
            spec.sanitizers.extend(regions.iter().map(|region| Sanitizer {
                place: extent(region),
                reach: reach(sanitizer.exact),
                side_effect: sanitizer.side_effect,
            }));
        }
        for (propagator, regions) in rule.propagators.iter().zip(&self.propagators) {
            spec.propagators.extend(regions.iter().filter_map(|region| labels.propagator(propagator, region)));
        }
        spec
    }
}

/// The formulas of all entries.
struct Formulas<'a>(&'a [Formula]);

impl<'a> Formulas<'a> {
    fn of(formula: &'a Formula) -> Self {
        match formula {
            Formula::Either(all) => Self(all),
            _ => Self(&[]),
        }
    }

    fn is_focused(&self, at: usize) -> bool {
        self.0.get(at).is_some_and(focused)
    }

    fn regions(&self, evaluator: &mut Evaluator<'a, '_>, at: usize) -> Vec<Region> {
        self.0.get(at).map(|formula| evaluator.formula(formula)).unwrap_or_default()
    }
}

/// Whether what a formula finds is what metavariables are bound to.
fn focused(formula: &Formula) -> bool {
    match formula {
        Formula::All(all) => !all.focus.is_empty(),
        Formula::Either(alternatives) => alternatives.iter().all(focused),
        _ => false,
    }
}

/// Regions with the bindings of source and sink; where both bind a name, that of the source counts.
pub(super) fn found(spec: &Spec<'_>, flows: Vec<Flow>) -> Arrived {
    let mut arrived = Arrived::default();
    for flow in flows {
        let sink = &spec.sinks[flow.sink];
        let mut captures = Captures::default();
        let sources = flow.sources.iter().map(|source| spec.sources[*source].captures);
        for (name, capture) in sources.chain([sink.captures]).flat_map(Captures::iter) {
            if captures.get(name).is_none() {
                captures.insert(name, capture.clone());
            }
        }
        arrived.regions.push(Region { start: sink.place.start, end: sink.place.end, kind: RegionKind::Match, captures });
        arrived.ways.push(flow.steps);
    }
    arrived
}

/// The way as a person reads it: nothing when source and sink are one place.
pub(super) fn steps(way: &[Extent], id: FileId, file: &SourceFile) -> Vec<Step> {
    let last = way.len().saturating_sub(1);
    let step = |(at, place): (usize, &Extent)| {
        let text = match at {
            0 => "comes from here",
            at if at == last => "arrives here",
            _ => "passes through here",
        };
        let (start, end) = (file.position(place.start), file.position(place.end));
        let location = Location { path: file.shared_path(), span: Span::new(id, place.start, place.end), start, end };
        Step { location, text: text.to_owned() }
    };
    match way {
        [] | [_] => Vec::new(),
        [one, other] if one == other => Vec::new(),
        way => way.iter().enumerate().map(step).collect(),
    }
}

fn extent(region: &Region) -> Extent {
    Extent { start: region.start, end: region.end }
}

fn reach(exact: bool) -> Reach {
    if exact { Reach::Whole } else { Reach::Within }
}

fn options(rule: &TaintSpec) -> Options {
    let options = rule.options;
    Options {
        safe_functions: options.assume_safe_functions,
        safe_indexes: options.assume_safe_indexes,
        safe_booleans: options.assume_safe_booleans,
        safe_numbers: options.assume_safe_numbers,
        safe_comparisons: options.assume_safe_comparisons,
        only_assignments: options.only_propagate_through_assignments,
        unify: options.unify_mvars,
        strict: false,
    }
}

/// Labels by number; the first is that of sources that name none.
struct Labels<'a>(Vec<&'a str>);

impl<'a> Labels<'a> {
    fn find(&self, label: &str) -> Option<Label> {
        self.0.iter().position(|known| *known == label).and_then(|at| Label::try_from(at).ok())
    }

    fn number(&mut self, label: &'a str) {
        if self.find(label).is_none() {
            self.0.push(label);
        }
    }

    fn requires(&self, expr: &LabelExpr) -> Requires {
        match expr {
            LabelExpr::True => Requires::Nothing,
            LabelExpr::False => Requires::Never,
            LabelExpr::Label(label) => self.find(label).map_or(Requires::Never, Requires::Label),
            LabelExpr::Not(inner) => Requires::Not(Box::new(self.requires(inner))),
            LabelExpr::And(parts) => Requires::All(parts.iter().map(|part| self.requires(part)).collect()),
            LabelExpr::Or(parts) => Requires::Any(parts.iter().map(|part| self.requires(part)).collect()),
        }
    }

    fn sources<'r>(&self, source: &crate::rule::TaintSource, regions: &'r [Region]) -> Vec<Source<'r>> {
        let one = |region: &'r Region| Source {
            place: extent(region),
            captures: &region.captures,
            label: self.find(&source.label).unwrap_or_default(),
            requires: self.requires(&source.requires),
            reach: reach(source.exact),
            side_effect: match source.side_effect {
                SourceEffect::Value => SideEffect::None,
                SourceEffect::Both => SideEffect::Also,
                SourceEffect::Variable => SideEffect::Only,
            },
            control: source.control,
        };
        regions.iter().map(one).collect()
    }

    fn sinks<'r>(&self, (group, by_arguments): (usize, bool), sink: &crate::rule::TaintSink, regions: &'r [Region]) -> Vec<Sink<'r>> {
        let places = |needs: &[(Arc<str>, LabelExpr)], region: &Region| {
            let place = |(name, need): &(Arc<str>, LabelExpr)| {
                let capture = region.captures.get(name)?;
                Some((Extent { start: capture.start, end: capture.end }, self.requires(need)))
            };
            needs.iter().filter_map(place).collect()
        };
        let one = |region: &'r Region| Sink {
            place: extent(region),
            captures: &region.captures,
            group,
            requires: match &sink.requires {
                SinkNeed::Value(need) => SinkRequires::Value(self.requires(need)),
                SinkNeed::Metavariables(needs) => SinkRequires::Places(places(needs, region)),
            },
            reach: reach(sink.exact),
            by_arguments,
        };
        regions.iter().map(one).collect()
    }

    fn propagator(&self, propagator: &crate::rule::TaintPropagator, region: &Region) -> Option<Propagator> {
        let bound = |name: &str| region.captures.get(name).map(|capture| Extent { start: capture.start, end: capture.end });
        Some(Propagator {
            from: bound(&propagator.from)?,
            to: bound(&propagator.to)?,
            requires: self.requires(&propagator.requires),
            label: propagator.label.as_ref().and_then(|label| self.find(label)),
            replaced: propagator.replaced.as_ref().map(|labels| labels.iter().filter_map(|label| self.find(label)).collect()),
            side_effect: propagator.side_effect,
        })
    }
}
