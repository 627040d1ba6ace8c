//! YAML as a tree with the place of every node, bounded: size, depth, and what aliases multiply.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError};

use super::error::{Code, Diagnostic, RuleSource};
use super::yaml_mistakes::{Mistake, explained};
use crate::files::LineIndex;

/// Larger rule files are refused, in bytes. The largest public packs in one file have about 3 MB.
const MAX_BYTES: usize = 8 << 20;
/// Deeper nesting is refused. The deepest public formulas need 40.
const MAX_DEPTH: usize = 128;
/// More nodes are refused, those that aliases repeat included.
const MAX_NODES: usize = 400_000;

/// A mapping with more keys is refused; `examples` and `metadata` included, none comes near.
const MAX_KEYS: usize = 1_000;

/// A node and its place.
#[derive(Debug, Clone)]
pub(super) struct Node {
    /// Bytes of the file's text; of a list or mapping, its first line.
    pub(super) span: Range<usize>,
    pub(super) value: Value,
}

/// What a node holds.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Scalar(Scalar),
    Sequence(Vec<Node>),
    Mapping(Vec<(Node, Node)>),
}

/// A text, a number or one of YAML's words, as written.
#[derive(Debug, Clone)]
pub(super) struct Scalar {
    pub(super) text: Arc<str>,
    style: ScalarStyle,
}

impl Scalar {
    /// Whether it is no text for YAML but null (`~`, `null` or nothing).
    pub(super) fn is_null(&self) -> bool {
        self.style == ScalarStyle::Plain && matches!(&*self.text, "" | "~" | "null" | "Null" | "NULL")
    }

    /// The truth value that a plain scalar means.
    pub(super) fn boolean(&self) -> Option<bool> {
        match (self.style, &*self.text) {
            (ScalarStyle::Plain, "true" | "True" | "TRUE") => Some(true),
            (ScalarStyle::Plain, "false" | "False" | "FALSE") => Some(false),
            _ => None,
        }
    }

    /// The number that a plain scalar means.
    pub(super) fn integer(&self) -> Option<i64> {
        (self.style == ScalarStyle::Plain).then(|| self.text.parse().ok()).flatten()
    }
}

impl Node {
    /// What to call it in a message.
    pub(super) fn kind(&self) -> &'static str {
        match &self.value {
            Value::Scalar(scalar) if scalar.is_null() => "nothing",
            Value::Scalar(scalar) if scalar.boolean().is_some() => "a truth value",
            Value::Scalar(scalar) if scalar.integer().is_some() => "a number",
            Value::Scalar(_) => "a text",
            Value::Sequence(_) => "a list",
            Value::Mapping(_) => "a mapping",
        }
    }

    /// The scalar, if it is one.
    pub(super) fn scalar(&self) -> Option<&Scalar> {
        match &self.value {
            Value::Scalar(scalar) => Some(scalar),
            Value::Sequence(_) | Value::Mapping(_) => None,
        }
    }

    /// The place in the file of bytes `range` of this scalar's text: exact for plain and quoted scalars on one line without
    /// escapes and for literal blocks, otherwise the scalar's start.
    pub(super) fn place_in_scalar(&self, source: &str, range: Range<usize>) -> Range<usize> {
        let Some(scalar) = self.scalar() else { return self.span.clone() };
        let exact = match scalar.style {
            ScalarStyle::Literal => self.place_in_block(source, &scalar.text, &range),
            ScalarStyle::Plain => self.place_on_line(source, &scalar.text, &range, 0),
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => self.place_on_line(source, &scalar.text, &range, 1),
            ScalarStyle::Folded => None,
        };
        exact.unwrap_or_else(|| self.span.clone())
    }

    fn place_on_line(&self, source: &str, text: &str, range: &Range<usize>, quote: usize) -> Option<Range<usize>> {
        let start = self.span.start + quote;
        source.get(start..)?.starts_with(text).then(|| start + range.start..start + range.end)
    }

    /// The lines of a literal block follow its header, each behind the same indentation.
    fn place_in_block(&self, source: &str, text: &str, range: &Range<usize>) -> Option<Range<usize>> {
        let mut at = self.span.start + source.get(self.span.start..)?.find('\n')? + 1;
        let mut done = 0;
        for line in text.split('\n') {
            let rest = source.get(at..)?;
            let written = rest.split('\n').next()?;
            let bare = written.strip_suffix('\r').unwrap_or(written);
            let indent = if line.is_empty() { bare.len() } else { bare.strip_suffix(line)?.len() };
            if range.start <= done + line.len() {
                let start = at + indent + (range.start - done);
                let end = at + indent + range.end.saturating_sub(done).min(line.len());
                return Some(start..end.max(start));
            }
            done += line.len() + 1;
            at += written.len() + 1;
        }
        None
    }
}

/// An event of a built-in rule file with its bytes: first, one past the last.
pub(super) type StaticNode = (u32, u32, StaticEvent);

/// Events of rule files, with the numbers of anchors, known when the program was built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StaticEvent {
    Scalar(&'static str, ScalarStyle, usize),
    SequenceStart(usize),
    SequenceEnd,
    MappingStart(usize),
    MappingEnd,
    Alias(usize),
}

impl From<StaticEvent> for Event<'_> {
    fn from(event: StaticEvent) -> Self {
        match event {
            StaticEvent::Scalar(text, style, anchor) => Self::Scalar(text.into(), style, anchor, None),
            StaticEvent::SequenceStart(anchor) => Self::SequenceStart(anchor, None),
            StaticEvent::SequenceEnd => Self::SequenceEnd,
            StaticEvent::MappingStart(anchor) => Self::MappingStart(anchor, None),
            StaticEvent::Alias(anchor) => Self::Alias(anchor),
            StaticEvent::MappingEnd => Self::MappingEnd,
        }
    }
}

/// Reads one document. On a mistake in the YAML itself there is no tree.
pub(super) fn parse(source: &Arc<RuleSource>, diagnostics: &mut Vec<Diagnostic>) -> Option<Node> {
    if source.text.len() > MAX_BYTES {
        let message = format!("this rule file has more than {} MiB", MAX_BYTES >> 20);
        diagnostics.push(Diagnostic::error(Code::TooLarge, source, 0..0, message).help("split it into several files"));
        return None;
    }
    let lines = LineIndex::new(&source.text);
    let cursor = Cursor { line: 1, column: 0, byte: 0 };
    let mut builder = Builder { source, lines, cursor, open: Vec::new(), anchors: BTreeMap::new(), root: None, nodes: 0 };
    match builder.run(diagnostics) {
        Ok(()) => builder.root,
        Err(diagnostic) => {
            diagnostics.push(*diagnostic);
            None
        }
    }
}

/// A list or mapping that is still open.
enum Open {
    Sequence { start: usize, anchor: usize, items: Vec<Node> },
    Mapping { start: usize, anchor: usize, entries: Vec<(Node, Node)>, key: Option<Node> },
}

/// The last place that was asked for: places come in order, and a file may be one long line.
#[derive(Clone, Copy)]
struct Cursor {
    line: usize,
    column: usize,
    byte: usize,
}

struct Builder<'a> {
    source: &'a Arc<RuleSource>,
    lines: LineIndex,
    cursor: Cursor,
    open: Vec<Open>,
    anchors: BTreeMap<usize, Node>,
    root: Option<Node>,
    nodes: usize,
}

type Step = Result<(), Box<Diagnostic>>;

impl Builder<'_> {
    fn run(&mut self, diagnostics: &mut Vec<Diagnostic>) -> Step {
        if let Some(events) = self.source.events {
            for (start, end, event) in events {
                self.event((*event).into(), *start as usize..*end as usize, diagnostics)?;
            }
            return Ok(());
        }
        let source = Arc::clone(&self.source.text);
        let mut parser = Parser::new_from_str(&source);
        while let Some(next) = parser.next_event() {
            let (event, span) = next.map_err(|error| Box::new(self.not_yaml(&error)))?;
            let span = self.offset(span.start)..self.offset(span.end);
            self.event(event, span, diagnostics)?;
        }
        Ok(())
    }

    fn event(&mut self, event: Event<'_>, span: Range<usize>, diagnostics: &mut Vec<Diagnostic>) -> Step {
        match event {
            Event::DocumentStart(_) if self.root.is_some() => {
                let error =
                    Diagnostic::error(Code::NotYaml, self.source, span, "a rule file holds one YAML document, a second begins here");
                Err(Box::new(error.help("put the rules of both below one `rules:` list")))
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => Ok(()),
            Event::Alias(anchor) => self.alias(anchor, span, diagnostics),
            Event::Scalar(text, style, anchor, _) => {
                let span = self.first_line(span);
                let node = Node { span, value: Value::Scalar(Scalar { text: text.into(), style }) };
                self.add(node, anchor, diagnostics)
            }
            Event::SequenceStart(anchor, _) => self.enter(Open::Sequence { start: span.start, anchor, items: Vec::new() }),
            Event::MappingStart(anchor, _) => self.enter(Open::Mapping { start: span.start, anchor, entries: Vec::new(), key: None }),
            Event::SequenceEnd | Event::MappingEnd => self.leave(span.end, diagnostics),
        }
    }

    fn alias(&mut self, anchor: usize, span: Range<usize>, diagnostics: &mut Vec<Diagnostic>) -> Step {
        let Some(node) = self.anchors.get(&anchor).cloned() else {
            let message = "this alias refers to the node that it stands in";
            return Err(Box::new(Diagnostic::error(Code::NotYaml, self.source, span, message)));
        };
        self.nodes += count(&node);
        self.check_depth(depth(&node), span)?;
        self.add(node, 0, diagnostics)
    }

    fn enter(&mut self, open: Open) -> Step {
        let start = match open {
            Open::Sequence { start, .. } | Open::Mapping { start, .. } => start,
        };
        self.check_depth(1, start..start)?;
        self.open.push(open);
        Ok(())
    }

    fn check_depth(&self, more: usize, span: Range<usize>) -> Step {
        if self.open.len() + more <= MAX_DEPTH {
            return Ok(());
        }
        let message = format!("lists and mappings are nested more than {MAX_DEPTH} deep");
        Err(Box::new(Diagnostic::error(Code::TooLarge, self.source, span, message)))
    }

    fn leave(&mut self, end: usize, diagnostics: &mut Vec<Diagnostic>) -> Step {
        let (start, anchor, value) = match self.open.pop() {
            Some(Open::Sequence { start, anchor, items }) => (start, anchor, Value::Sequence(items)),
            Some(Open::Mapping { start, anchor, entries, .. }) => (start, anchor, Value::Mapping(merge(entries))),
            None => return Ok(()),
        };
        let span = self.first_line(start..end.max(start));
        self.add(Node { span, value }, anchor, diagnostics)
    }

    fn add(&mut self, node: Node, anchor: usize, diagnostics: &mut Vec<Diagnostic>) -> Step {
        self.nodes += if anchor > 0 { 1 + count(&node) } else { 1 };
        if self.nodes > MAX_NODES {
            let message = format!("this rule file has more than {MAX_NODES} nodes, counting what aliases repeat");
            return Err(Box::new(Diagnostic::error(Code::TooLarge, self.source, node.span, message)));
        }
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::Sequence { items, .. }) => items.push(node),
            Some(Open::Mapping { entries, key, .. }) => match key.take() {
                None => *key = Some(node),
                Some(key) => {
                    if entries.len() >= MAX_KEYS {
                        let message = format!("a mapping has more than {MAX_KEYS} keys");
                        return Err(Box::new(Diagnostic::error(Code::TooLarge, self.source, key.span, message)));
                    }
                    if let Some(diagnostic) = repeated(self.source, &self.lines, entries, &key) {
                        diagnostics.push(diagnostic);
                    }
                    entries.push((key, node));
                }
            },
        }
        Ok(())
    }

    /// Byte of a marker, by its line and column: both are counted in characters.
    fn offset(&mut self, marker: Marker) -> usize {
        let line = u32::try_from(marker.line()).unwrap_or(u32::MAX);
        if line > self.lines.count() {
            return self.source.text.len();
        }
        if marker.line() != self.cursor.line || marker.col() < self.cursor.column {
            self.cursor = Cursor { line: marker.line(), column: 0, byte: self.lines.start(line) as usize };
        }
        let (start, skip) = (self.cursor.byte, marker.col() - self.cursor.column);
        let byte = self.source.text[start..].char_indices().nth(skip).map_or(self.source.text.len(), |(at, _)| start + at);
        if byte < self.source.text.len() {
            self.cursor = Cursor { line: marker.line(), column: marker.col(), byte };
        }
        byte
    }

    /// Cuts a span at the end of the line that it starts on.
    fn first_line(&self, span: Range<usize>) -> Range<usize> {
        let text = self.source.text.get(span.clone()).unwrap_or_default();
        let end = span.start + memchr::memchr2(b'\n', b'\r', text.as_bytes()).unwrap_or(text.len());
        let trimmed = self.source.text[span.start..end].trim_end();
        span.start..span.start + trimmed.len()
    }

    fn not_yaml(&mut self, error: &ScanError) -> Diagnostic {
        let at = self.offset(*error.marker());
        let Mistake { place, label, help } = explained(error.info(), &self.source.text, at);
        Diagnostic::error(Code::NotYaml, self.source, place, "this file is not YAML").label(label).help(help)
    }
}

/// A diagnostic if `key` stands in `entries` already.
fn repeated(source: &Arc<RuleSource>, lines: &LineIndex, entries: &[(Node, Node)], key: &Node) -> Option<Diagnostic> {
    let name = &key.scalar()?.text;
    let (first, _) = entries.iter().find(|(other, _)| other.scalar().is_some_and(|other| other.text == *name))?;
    let line = lines.line(u32::try_from(first.span.start).ok()?);
    let message = format!("`{name}` is written twice in one mapping");
    Some(Diagnostic::error(Code::KeyTwice, source, key.span.clone(), message).label(format!("the first one is in line {line}")))
}

/// YAML's merge key: `<<: *defaults` brings the keys that are not written out.
fn merge(entries: Vec<(Node, Node)>) -> Vec<(Node, Node)> {
    let is_merge = |key: &Node| key.scalar().is_some_and(|key| key.style == ScalarStyle::Plain && &*key.text == "<<");
    if !entries.iter().any(|(key, _)| is_merge(key)) {
        return entries;
    }
    let (merged, mut own): (Vec<_>, Vec<_>) = entries.into_iter().partition(|(key, _)| is_merge(key));
    let mut queue: Vec<Node> = merged.into_iter().map(|(_, value)| value).collect();
    while let Some(node) = queue.pop() {
        if own.len() > MAX_KEYS {
            break;
        }
        match node.value {
            Value::Sequence(items) => queue.extend(items.into_iter().rev()),
            Value::Mapping(more) => {
                for (key, value) in more {
                    let name = key.scalar().map(|key| Arc::clone(&key.text));
                    if !own.iter().any(|(other, _)| other.scalar().map(|other| Arc::clone(&other.text)) == name) {
                        own.push((key, value));
                    }
                }
            }
            Value::Scalar(_) => {}
        }
    }
    own
}

/// How deep lists and mappings are nested in this node.
fn depth(node: &Node) -> usize {
    match &node.value {
        Value::Scalar(_) => 0,
        Value::Sequence(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Mapping(entries) => 1 + entries.iter().map(|(key, value)| depth(key).max(depth(value))).max().unwrap_or(0),
    }
}

/// Nodes below and including this one; the depth is bounded when it was built.
fn count(node: &Node) -> usize {
    match &node.value {
        Value::Scalar(_) => 1,
        Value::Sequence(items) => 1 + items.iter().map(count).sum::<usize>(),
        Value::Mapping(entries) => 1 + entries.iter().map(|(key, value)| count(key) + count(value)).sum::<usize>(),
    }
}
