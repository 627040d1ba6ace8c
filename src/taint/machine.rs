//! One analysis of one file: what it reads, what it has found, how much it may do.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::globals::Globals;
use super::names::Names;
use super::places::{Extent, Places};
use super::state::{Flow, State};
use super::units::{Unit, UnitKind};
use super::value::{Cell, Taints, Token};
use super::{Outcome, Reach, SinkRequires, Spec};
use crate::pattern::Code;

/// Expressions looked at for one rule in one file.
const MAX_STEPS: u32 = 3_000_000;
/// Expressions looked at in one function.
const MAX_STEPS_OF_UNIT: u32 = 300_000;
/// More targets that become clean are not remembered.
const MAX_OVERWRITTEN: usize = 100;
/// Steps of a way that are told.
const MAX_TRACE: usize = 24;

/// The spec, indexed by place.
pub(super) struct Indexed<'s> {
    pub(super) spec: &'s Spec<'s>,
    pub(super) sources: Places,
    pub(super) sanitizers: Places,
    /// Sinks whose place is exactly that of an expression.
    pub(super) exact: FxHashMap<Extent, Vec<usize>>,
    /// Sinks of whose place the outermost expressions count.
    pub(super) loose: Places,
    /// Sinks of whose place all expressions count.
    pub(super) inexact: Places,
    pub(super) from: FxHashMap<Extent, Vec<usize>>,
    pub(super) to: FxHashMap<Extent, Vec<usize>>,
    /// Places whose taint sinks ask for one by one.
    asked: FxHashSet<Extent>,
    /// All sinks, to see which functions have one.
    pub(super) sinks: Places,
}

/// Where flow goes besides straight on.
#[derive(Debug, Default)]
pub(super) struct Exits<'a> {
    /// What reaches each handler or `finally` around, innermost last.
    pub(super) catches: Vec<Flow<'a>>,
    pub(super) loops: Vec<Loop<'a>>,
}

/// What leaves the body of a loop.
#[derive(Debug, Default)]
pub(super) struct Loop<'a> {
    pub(super) breaks: Flow<'a>,
    pub(super) continues: Flow<'a>,
}

/// What is looked at, and how far the analysis has come.
#[expect(clippy::struct_excessive_bools, reason = "independent facts about what is looked at")]
pub(super) struct Machine<'s, 'a> {
    pub(super) index: &'s Indexed<'s>,
    pub(super) code: Code<'a>,
    pub(super) names: &'s Names<'a>,
    pub(super) globals: &'s Globals<'a>,
    pub(super) unit: Place,
    /// The expression that holds the one that is looked at.
    pub(super) holder: Option<Extent>,
    /// The assignment in an expression that is a statement: nobody reads its value.
    pub(super) statement: Option<Extent>,
    /// Values of what has run already, and is read next.
    pub(super) ready: FxHashMap<Extent, Cell<'a>>,
    /// Whether what runs in the expression that is looked at has run.
    pub(super) prepared: bool,
    /// What runs now, to be read later.
    pub(super) late: Option<Extent>,
    /// The object of which something is read: only what is known of itself arrives at sinks.
    pub(super) base: Option<Extent>,
    /// Whether the assignment has an annotation, with which nothing is looked up.
    pub(super) annotated: bool,
    /// The list, tuple or mapping whose elements are looked at.
    pub(super) display: Option<Extent>,
    /// The call whose result an assignment takes: it is over when the assignment is.
    pub(super) assigned: Option<Extent>,
    pub(super) exits: Exits<'a>,
    /// By number of the propagator.
    pub(super) pending: FxHashMap<usize, Taints>,
    pub(super) seen: FxHashMap<Extent, Taints>,
    known: FxHashMap<&'a str, Taints>,
    /// First bytes of lambdas that some flow reached.
    pub(super) ran: FxHashSet<u32>,
    /// Whether a lambda is looked at that no flow reaches: sinks around it, which nothing looks at, count for it.
    pub(super) alone: bool,
    steps: u32,
    total: u32,
    trace: Vec<(Option<u32>, Extent)>,
    found: BTreeMap<(usize, Vec<usize>), Vec<Extent>>,
    overwritten: Vec<Extent>,
    exhausted: bool,
}

/// What kind of unit is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Module,
    Function,
    Class,
    /// The value of a global name, seen from a function.
    Global,
}

pub(super) fn run(code: Code<'_>, spec: &Spec<'_>) -> Outcome {
    let module = code.parsed.module();
    let globals = Globals::of(module);
    let asked = asked_places(spec).flat_map(|place| unwrapped(code.text, place)).collect();
    let names = Names::of(module, &globals, &asked);
    let index = Indexed::new(spec, &names, code.text);
    let mut machine = Machine {
        index: &index,
        code,
        names: &names,
        globals: &globals,
        unit: Place::Module,
        holder: None,
        statement: None,
        annotated: false,
        ready: FxHashMap::default(),
        prepared: false,
        late: None,
        base: None,
        display: None,
        assigned: None,
        exits: Exits::default(),
        pending: FxHashMap::default(),
        seen: FxHashMap::default(),
        known: FxHashMap::default(),
        ran: FxHashSet::default(),
        alone: false,
        steps: 0,
        total: 0,
        trace: Vec::new(),
        found: BTreeMap::new(),
        overwritten: Vec::new(),
        exhausted: false,
    };
    let reaching = globals.values().any(|value| index.sources.touches(Extent::of(value)));
    for unit in names.units.iter().filter(|unit| index.concerns(unit, reaching)) {
        machine.run(unit);
    }
    machine.finish()
}

impl<'s> Indexed<'s> {
    fn new(spec: &'s Spec<'s>, names: &Names<'_>, text: &str) -> Self {
        let mut groups = BTreeMap::<usize, Vec<(Extent, usize)>>::new();
        for sink in &spec.sinks {
            groups.entry(sink.group).or_default().push((sink.place, 0));
        }
        let groups: BTreeMap<usize, Places> = groups.into_iter().map(|(group, places)| (group, Places::new(places))).collect();
        // Of calls that are sinks the outer one counts.
        let hidden = |sink: &super::Sink<'_>| {
            let inner = sink.by_arguments && names.calls.contains(&node_at(names, text, sink.place));
            inner && groups[&sink.group].around(sink.place).any(|(place, _)| place != sink.place)
        };
        let mut exact = FxHashMap::<Extent, Vec<usize>>::default();
        let (mut loose, mut inexact) = (Vec::new(), Vec::new());
        for (at, sink) in spec.sinks.iter().enumerate() {
            let node = unwrapped(text, sink.place).find(|place| names.nodes.contains(place));
            match sink.reach {
                Reach::Within => inexact.push((sink.place, at)),
                Reach::Whole if hidden(sink) => {}
                Reach::Whole if is_bare_base(text, sink.place) => {}
                Reach::Whole => match node {
                    Some(node) => exact.entry(node).or_default().push(at),
                    None => loose.push((sink.place, at)),
                },
            }
        }
        let (mut from, mut to) = (FxHashMap::<Extent, Vec<usize>>::default(), FxHashMap::<Extent, Vec<usize>>::default());
        for (at, propagator) in spec.propagators.iter().enumerate() {
            from.entry(node_at(names, text, propagator.from)).or_default().push(at);
            to.entry(node_at(names, text, propagator.to)).or_default().push(at);
        }
        let places = spec.sinks.iter().filter_map(|sink| match &sink.requires {
            SinkRequires::Places(places) => Some(places.iter().map(|(place, _)| *place)),
            SinkRequires::Value(_) => None,
        });
        Self {
            spec,
            sources: Places::new(spec.sources.iter().enumerate().map(|(at, source)| (node_at(names, text, source.place), at))),
            sanitizers: Places::new(spec.sanitizers.iter().enumerate().map(|(at, one)| (node_at(names, text, one.place), at))),
            exact,
            loose: Places::new(loose),
            inexact: Places::new(inexact),
            from,
            to,
            asked: places.flatten().collect(),
            sinks: Places::new(spec.sinks.iter().enumerate().map(|(at, sink)| (sink.place, at))),
        }
    }

    /// Whether a unit has a sink, and something that may reach it.
    fn concerns(&self, unit: &Unit<'_>, globals: bool) -> bool {
        let functions = matches!(unit.kind, UnitKind::Function(_) | UnitKind::Lambda(_));
        // Global names bring taint from elsewhere.
        self.sinks.touches(unit.place) && (self.sources.touches(unit.place) || functions && globals)
    }
}

impl<'a> Machine<'_, 'a> {
    fn run(&mut self, unit: &Unit<'a>) {
        self.total += self.steps;
        self.steps = 0;
        self.pending.clear();
        self.seen.clear();
        self.exits = Exits::default();
        let mut state = State::default();
        self.unit = match unit.kind {
            UnitKind::Module(_) => Place::Module,
            UnitKind::Class(_) => Place::Class,
            UnitKind::Function(def) => {
                self.unit = Place::Function;
                self.parameters(&def.parameters, &mut state);
                Place::Function
            }
            UnitKind::Lambda(_) => Place::Function,
        };
        if let UnitKind::Lambda(lambda) = unit.kind
            && !self.ran.contains(&unit.place.start)
        {
            self.alone = true;
            self.lambda(lambda, &mut state);
            self.alone = false;
        }
        let mut flow = Some(state);
        self.block(unit.body(), &mut flow);
    }

    /// Counts one expression; false when there were too many.
    pub(super) fn step(&mut self) -> bool {
        self.steps += 1;
        let going = self.steps <= MAX_STEPS_OF_UNIT && self.total + self.steps <= MAX_STEPS;
        self.exhausted |= !going;
        going
    }

    /// A target that became clean.
    pub(super) fn note_overwritten(&mut self, place: Extent) {
        if self.overwritten.len() < MAX_OVERWRITTEN && !self.overwritten.contains(&place) {
            self.overwritten.push(place);
        }
    }

    /// A loop did not settle.
    pub(super) fn give_up(&mut self) {
        self.exhausted = true;
    }

    /// Taint that begins at source `at`.
    pub(super) fn begin(&mut self, at: usize) -> Token {
        let source = &self.index.spec.sources[at];
        let trace = self.trace_step(None, source.place);
        Token { source: u32::try_from(at).expect("fewer places than bytes"), label: source.label, trace }
    }

    fn trace_step(&mut self, before: Option<u32>, place: Extent) -> u32 {
        self.trace.push((before, place));
        u32::try_from(self.trace.len() - 1).expect("steps are bounded")
    }

    /// The same taint, one step further.
    pub(super) fn further(&mut self, value: &mut Cell<'a>, place: Extent) {
        value.map(&mut |mut token| {
            if self.trace[token.trace as usize].1 != place {
                token.trace = self.trace_step(Some(token.trace), place);
            }
            token
        });
    }

    /// Records that `taints` arrived at sink `at`.
    pub(super) fn arrived(&mut self, at: usize, tokens: &[Token]) {
        let Some(first) = tokens.first().filter(|_| self.unit != Place::Global) else { return };
        let sources: BTreeSet<usize> = tokens.iter().map(|token| token.source as usize).collect();
        let key = (at, sources.into_iter().collect::<Vec<_>>());
        if !self.found.contains_key(&key) {
            let mut steps = self.way(*first);
            steps.push(self.index.spec.sinks[at].place);
            self.found.insert(key, steps);
        }
    }

    fn way(&self, token: Token) -> Vec<Extent> {
        let mut steps = Vec::new();
        let mut at = Some(token.trace);
        while let Some((before, place)) = at.and_then(|at| self.trace.get(at as usize)) {
            steps.push(*place);
            at = *before;
        }
        steps.reverse();
        // The first place is the source; of many others the last ones lead to the sink.
        if steps.len() > MAX_TRACE {
            steps.drain(1..=steps.len() - MAX_TRACE);
        }
        steps
    }

    /// The taint of a global name that a function uses at byte `offset`.
    pub(super) fn global(&mut self, name: &'a str, offset: u32) -> Taints {
        let Some(value) = self.globals.value(name, offset) else { return Taints::default() };
        if let Some(known) = self.known.get(name) {
            return known.clone();
        }
        self.known.insert(name, Taints::default());
        let unit = std::mem::replace(&mut self.unit, Place::Global);
        let holder = self.holder.take();
        let exits = std::mem::take(&mut self.exits);
        let taints = self.expr(value, &mut State::default()).all();
        (self.unit, self.holder, self.exits) = (unit, holder, exits);
        self.known.insert(name, taints.clone());
        taints
    }

    /// Remembers the taint of a place that a sink asks for.
    pub(super) fn note(&mut self, place: Extent, value: &Cell<'a>) {
        if self.index.asked.contains(&place) {
            self.seen.insert(place, value.all());
        }
    }

    fn finish(self) -> Outcome {
        let flows = self.found.into_iter().map(|((sink, sources), steps)| super::Flow { sink, sources, steps }).collect();
        Outcome { flows: outermost(self.index.spec, flows), overwritten: self.overwritten, exhausted: self.exhausted }
    }
}

/// The places of which one has to know which expression they are.
fn asked_places<'s>(spec: &'s Spec<'_>) -> impl Iterator<Item = Extent> + 's {
    let sinks = spec.sinks.iter().map(|sink| sink.place);
    let sources = spec.sources.iter().map(|source| source.place);
    let sanitizers = spec.sanitizers.iter().map(|sanitizer| sanitizer.place);
    let propagators = spec.propagators.iter().flat_map(|propagator| [propagator.from, propagator.to]);
    sinks.chain(sources).chain(sanitizers).chain(propagators)
}

/// The expression in parentheses that a place may be.
fn node_at(names: &Names<'_>, text: &str, place: Extent) -> Extent {
    unwrapped(text, place).find(|place| names.nodes.contains(place)).unwrap_or(place)
}

/// Whether a place is a name in parentheses of which something is read: `(x).f` holds `x`, and no `(x)`.
fn is_bare_base(text: &str, place: Extent) -> bool {
    let inside = text.get(place.start as usize..place.end as usize).unwrap_or_default();
    let read = text.get(place.end as usize..).is_some_and(|rest| rest.starts_with(['.', '[']));
    let name = |text: &str| text.chars().all(|c| c.is_alphanumeric() || c == '_');
    read && inside.starts_with('(') && name(inside.trim_matches(['(', ')', ' ', '\n']))
}

/// A place, and what lies in the parentheses around it.
fn unwrapped(text: &str, place: Extent) -> impl Iterator<Item = Extent> + '_ {
    std::iter::successors(Some(place), |place| {
        let inside = text.get(place.start as usize..place.end as usize)?.strip_prefix('(')?.strip_suffix(')')?;
        let before = inside.len() - inside.trim_start().len();
        let after = inside.len() - inside.trim_end().len();
        let offset = |bytes: usize| u32::try_from(bytes).expect("discovery bounds the size of a file");
        let (start, end) = (place.start + 1 + offset(before), (place.end - 1).saturating_sub(offset(after)));
        (start < end).then_some(Extent { start, end })
    })
}

/// Of places of one group that lie in each other, and that the same sources reach, the outer one is told.
fn outermost(spec: &Spec<'_>, flows: Vec<super::Flow>) -> Vec<super::Flow> {
    let key = |flow: &super::Flow| (spec.sinks[flow.sink].group, flow.sources.clone());
    let mut groups = BTreeMap::<(usize, Vec<usize>), Vec<(Extent, usize)>>::new();
    for flow in &flows {
        groups.entry(key(flow)).or_default().push((spec.sinks[flow.sink].place, 0));
    }
    let groups: BTreeMap<_, Places> = groups.into_iter().map(|(key, places)| (key, Places::new(places))).collect();
    let inner = |flow: &super::Flow| {
        let sink = &spec.sinks[flow.sink];
        groups[&key(flow)].around(sink.place).any(|(place, _)| place != sink.place)
    };
    flows.into_iter().filter(|flow| !inner(flow)).collect()
}
