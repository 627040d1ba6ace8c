//! Where a pattern of HTML matches.

use super::bindings::Bindings;
use super::pattern::{AttributePattern, Child, ElementPattern, Pattern, Root, Word};
use super::{Document, Found, Limit, Place};
use crate::syntax::html::{Attribute, Element, NodeKind};

/// How many comparisons one pattern may make in one text.
const MAX_STEPS: usize = 2_000_000;

impl Pattern {
    /// Where the pattern matches, at most at so many places.
    pub fn find(&self, document: &Document, text: &str, most: usize) -> Found {
        let mut search = Search { pattern: self, document, text, steps: 0 };
        let mut found = Found::default();
        search.run(most, &mut found.places);
        found.limit = if search.steps > MAX_STEPS || !document.is_whole() {
            Some(Limit::Steps)
        } else {
            (found.places.len() > most).then_some(Limit::Places)
        };
        found.places.truncate(most);
        found
    }
}

struct Search<'a> {
    pattern: &'a Pattern,
    document: &'a Document,
    text: &'a str,
    steps: usize,
}

impl<'a> Search<'a> {
    fn run(&mut self, most: usize, places: &mut Vec<Place>) {
        let pattern = self.pattern;
        match &pattern.root {
            Root::Element(wanted) => {
                for (number, element) in self.document.elements() {
                    let node = self.document.node(number);
                    for bindings in self.element(wanted, element, &Bindings::default()) {
                        places.push(self.place((node.start, node.end), &bindings));
                    }
                    if places.len() > most || self.steps > MAX_STEPS {
                        return;
                    }
                }
            }
            Root::Attribute(wanted) => {
                let all = self.document.elements().flat_map(|(_, element)| &element.attributes);
                for attribute in all {
                    let Some(bindings) = self.attribute(wanted, attribute, &Bindings::default()) else { continue };
                    places.push(self.place(attribute.range, &bindings));
                    if places.len() > most {
                        return;
                    }
                }
            }
            Root::Document(wanted) => {
                let top = self.document.top();
                let (Some(first), Some(last)) = (top.first(), top.last()) else { return };
                let range = (self.document.node(*first).start, self.document.node(*last).end);
                for bindings in self.children(wanted, top, Bindings::default()) {
                    places.push(self.place(range, &bindings));
                }
            }
        }
    }

    fn place(&self, (start, end): (u32, u32), bindings: &Bindings) -> Place {
        let names = self.pattern.metavariables();
        let captures = bindings.iter().map(|(name, (start, end))| (names[name].clone(), start as usize..end as usize));
        Place { range: start as usize..end as usize, captures: captures.collect() }
    }

    /// All ways in which an element matches.
    fn element(&mut self, wanted: &'a ElementPattern, element: &'a Element, bindings: &Bindings) -> Vec<Bindings> {
        let options = self.pattern.options;
        if wanted.closes_itself && !element.closes_itself && !options.loose_singletons {
            return Vec::new();
        }
        let Some(bindings) = self.word(&wanted.name, element.name, bindings) else { return Vec::new() };
        let closed = !options.more_attributes && !wanted.is_open;
        if closed && wanted.attributes.len() != element.attributes.len() {
            return Vec::new();
        }
        let mut ways = Vec::new();
        for bindings in self.attributes(&wanted.attributes, &element.attributes, bindings) {
            for way in self.children(&wanted.children, &element.children, bindings) {
                if !ways.contains(&way) {
                    ways.push(way);
                }
            }
        }
        ways
    }

    /// Each attribute of the pattern is another one of the tag, in any order.
    fn attributes(&mut self, wanted: &[AttributePattern], given: &[Attribute], bindings: Bindings) -> Vec<Bindings> {
        let mut ways = vec![(Vec::new(), bindings)];
        for pattern in wanted {
            let mut next = Vec::new();
            for (used, bindings) in ways {
                for (at, attribute) in given.iter().enumerate() {
                    if self.steps > MAX_STEPS {
                        return Vec::new();
                    }
                    if used.contains(&at) {
                        continue;
                    }
                    if let Some(bindings) = self.attribute(pattern, attribute, &bindings) {
                        let mut used: Vec<usize> = used.clone();
                        used.push(at);
                        next.push((used, bindings));
                    }
                }
            }
            ways = next;
        }
        ways.into_iter().map(|(_, bindings)| bindings).collect()
    }

    fn attribute(&mut self, wanted: &AttributePattern, given: &Attribute, bindings: &Bindings) -> Option<Bindings> {
        let bindings = self.word(&wanted.name, given.name, bindings)?;
        match (&wanted.value, given.value) {
            (None, None) => Some(bindings),
            (Some(wanted), Some(value)) => self.word(wanted, value, &bindings),
            (None, Some(_)) | (Some(_), None) => None,
        }
    }

    /// All ways in which nodes begin with what the pattern says; `...` and `$...X` stand for as many as they like.
    fn children(&mut self, wanted: &'a [Child], given: &'a [usize], bindings: Bindings) -> Vec<Bindings> {
        let mut ways = vec![(0, bindings)];
        for (number, child) in wanted.iter().enumerate() {
            let is_last = number + 1 == wanted.len();
            let mut next = Vec::new();
            for (at, bindings) in ways {
                for way in self.child(child, given, (at, &bindings), is_last) {
                    self.steps += next.len() / 8;
                    if self.steps > MAX_STEPS {
                        return Vec::new();
                    }
                    if !next.contains(&way) {
                        next.push(way);
                    }
                }
            }
            ways = next;
        }
        let mut done = Vec::new();
        for (_, bindings) in ways {
            if !done.contains(&bindings) {
                done.push(bindings);
            }
        }
        done
    }

    /// One child of the pattern from the node `at` on: how many nodes are done then.
    fn child(&mut self, child: &'a Child, given: &'a [usize], (at, bindings): (usize, &Bindings), is_last: bool) -> Vec<(usize, Bindings)> {
        let node = given.get(at).map(|number| self.document.node(*number));
        match child {
            // What follows the last one is free anyway.
            Child::Any if is_last => vec![(given.len(), bindings.clone())],
            Child::Any => (at..=given.len()).map(|at| (at, bindings.clone())).collect(),
            Child::Run(name) => {
                let ends = if is_last { given.len()..=given.len() } else { at..=given.len() };
                // No node at all is nothing to bind.
                let bind = |end: usize| match self.run_of(&given[at.min(end)..end]) {
                    Some(run) => bindings.with(*name, run, self.text),
                    None => Some(bindings.clone()),
                };
                ends.filter_map(|end| Some((end, bind(end)?))).collect()
            }
            Child::Text(word) => {
                let Some(node) = node.filter(|node| matches!(node.kind, NodeKind::Text)) else { return Vec::new() };
                self.word(word, (node.start, node.end), bindings).map(|bindings| (at + 1, bindings)).into_iter().collect()
            }
            Child::Element(wanted) => {
                let Some(NodeKind::Element(element)) = node.map(|node| &node.kind) else { return Vec::new() };
                self.element(wanted, element, bindings).into_iter().map(|bindings| (at + 1, bindings)).collect()
            }
        }
    }

    /// The place of nodes that follow each other.
    fn run_of(&self, nodes: &[usize]) -> Option<(u32, u32)> {
        Some((self.document.node(*nodes.first()?).start, self.document.node(*nodes.last()?).end))
    }

    fn word(&mut self, wanted: &Word, place: (u32, u32), bindings: &Bindings) -> Option<Bindings> {
        self.steps += 1;
        let text = &self.text[place.0 as usize..place.1 as usize];
        match wanted {
            Word::Exact(exact) => (exact == text).then(|| bindings.clone()),
            Word::Any => Some(bindings.clone()),
            Word::Metavariable(name) => bindings.with(*name, place, self.text),
            Word::Regex(regex) => regex.is_match(text).then(|| bindings.clone()),
        }
    }
}
