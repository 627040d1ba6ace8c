//! Where a pattern holds. Ellipses take as little as they can; one that ends a pattern takes all that it may.

use std::ops::Range;

use super::document::{Document, Item, Kind};
use super::pattern::{Op, Pattern};
use super::{Found, Limit, Place};

/// More steps of one search are not made.
const BUDGET: u32 = 4_000_000;

impl Pattern {
    /// All places in `document`, which was made of `text`, at most so many.
    pub fn find(&self, document: &Document, text: &str, most: usize) -> Found {
        let items = &document.items;
        let mut matcher = Matcher { pattern: self, items, text, bound: vec![None; self.names.len()], last: None, steps: 0 };
        let mut found = Found::default();
        // The ends of the lists around, the innermost last; a list's first item is marked.
        let mut scopes = vec![items.len()];
        let mut head = true;
        for (at, item) in items.iter().enumerate() {
            match item.kind {
                Kind::Open => {
                    scopes.push(item.end as usize);
                    head = true;
                    continue;
                }
                Kind::Close => drop(scopes.pop()),
                Kind::Word | Kind::Sign => {
                    let scope = *scopes.last().expect("every list that is closed was opened");
                    if (head || !self.begins_open()) && matcher.starts(at, scope) {
                        found.places.push(matcher.place(item));
                    }
                }
            }
            head = false;
            if matcher.steps > BUDGET {
                found.limit = Some(Limit::Steps);
                break;
            }
            if found.places.len() == most {
                found.limit = Some(Limit::Places);
                break;
            }
        }
        self.settle(&mut found.places);
        found
    }

    /// Whether it begins with `...`: then it is only looked for at the first token of a list.
    fn begins_open(&self) -> bool {
        matches!(self.ops.first(), Some(Op::Skip { .. }))
    }

    /// Of places with one end the shortest stays; where the pattern ends in `...`, the longest.
    fn settle(&self, places: &mut Vec<Place>) {
        let key = |place: &Place| if self.is_open() { place.range.start } else { usize::MAX - place.range.start };
        places.sort_by_key(|place| (place.range.end, key(place)));
        places.dedup_by_key(|place| place.range.end);
        places.sort_by_key(|place| (place.range.start, place.range.end));
    }
}

struct Matcher<'a> {
    pattern: &'a Pattern,
    items: &'a [Item],
    text: &'a str,
    /// By number of the metavariable.
    bound: Vec<Option<Range<usize>>>,
    /// The token matched last.
    last: Option<Item>,
    steps: u32,
}

/// Where the search stands.
#[derive(Debug, Clone)]
struct State {
    /// The next step of the pattern.
    op: usize,
    /// The next item of the document.
    at: usize,
    /// The ends of the lists that the pattern went into, the innermost last; the first is the list that it starts in.
    scopes: Vec<usize>,
}

impl Matcher<'_> {
    /// Whether the pattern holds from item `at`, in the list that ends at `scope`.
    fn starts(&mut self, at: usize, scope: usize) -> bool {
        // Most places differ in the first token.
        match self.pattern.ops.first() {
            Some(Op::Word(same) | Op::Sign(same)) if !self.is(at, same) => return false,
            Some(Op::Bind(_)) if self.items[at].kind != Kind::Word => return false,
            _ => {}
        }
        self.bound.fill(None);
        self.last = None;
        let first = self.items[at];
        self.run(State { op: 0, at, scopes: vec![scope] }, first.line)
    }

    fn place(&self, first: &Item) -> Place {
        let start = first.start as usize;
        let end = self.last.map_or(start, |last| last.end as usize);
        let named = self.pattern.names.iter().zip(&self.bound);
        let captures = named.filter_map(|(name, range)| Some((name.clone(), range.clone()?))).collect();
        Place { range: start..end, captures }
    }

    fn is(&self, at: usize, same: &str) -> bool {
        let item = self.items[at];
        self.text.as_bytes().get(item.start as usize..item.end as usize) == Some(same.as_bytes())
    }

    /// Runs the rest of the pattern; `line` is the line to count ellipses from while nothing is matched.
    fn run(&mut self, mut state: State, line: u32) -> bool {
        loop {
            self.steps += 1;
            if self.steps > BUDGET {
                return false;
            }
            let pattern = self.pattern;
            let Some(op) = pattern.ops.get(state.op) else { return true };
            let going = match op {
                Op::Word(same) | Op::Sign(same) => {
                    self.token(&mut state).is_some_and(|at| self.is(at, same)) && self.take(&mut state)
                }
                Op::Bind(number) => self.token(&mut state).is_some_and(|at| self.bind_word(at, *number)) && self.take(&mut state),
                Op::Skip { times, bind } => return self.skip(state, (*times, *bind), line),
                Op::Open { close, empty } => self.open(&mut state, *close, *empty),
                Op::Close => self.close(&mut state),
            };
            if !going {
                return false;
            }
        }
    }

    /// Goes to the next token of the list, into and out of lists that the pattern does not name.
    fn token(&self, state: &mut State) -> Option<usize> {
        let scope = *state.scopes.last()?;
        while state.at < scope {
            match self.items[state.at].kind {
                Kind::Open | Kind::Close => state.at += 1,
                Kind::Word | Kind::Sign => return Some(state.at),
            }
        }
        None
    }

    /// Takes the token that the state stands at.
    fn take(&mut self, state: &mut State) -> bool {
        self.last = Some(self.items[state.at]);
        state.at += 1;
        state.op += 1;
        true
    }

    fn bind_word(&mut self, at: usize, number: usize) -> bool {
        let item = self.items[at];
        item.kind == Kind::Word && self.bind(number, item.start as usize..item.end as usize)
    }

    /// Binds a metavariable, or compares with what it stands for.
    fn bind(&mut self, number: usize, range: Range<usize>) -> bool {
        match &self.bound[number] {
            Some(known) => self.text.get(known.clone()) == self.text.get(range),
            None => {
                self.bound[number] = Some(range);
                true
            }
        }
    }

    /// A list of the pattern: a list of the document, or nothing if it may be empty.
    fn open(&mut self, state: &mut State, close: usize, empty: bool) -> bool {
        let scope = state.scopes.last().copied().unwrap_or(0);
        if state.at < scope && self.items[state.at].kind == Kind::Open {
            state.scopes.push(self.items[state.at].end as usize);
            state.at += 1;
            state.op += 1;
            return true;
        }
        if empty {
            self.bind_nothing(state.op..close, state.at);
            state.op = close + 1;
        }
        empty
    }

    /// The end of a list of the pattern: the document's list must end here too. One inside it that ends here is enough.
    fn close(&mut self, state: &mut State) -> bool {
        let scope = state.scopes.last().copied().unwrap_or(0);
        if state.at < scope && self.items[state.at].kind != Kind::Close {
            return false;
        }
        self.leave(state);
        true
    }

    /// Goes behind the list of the document that the pattern's list stands for.
    fn leave(&mut self, state: &mut State) {
        state.at = state.scopes.pop().unwrap_or(0) + 1;
        state.op += 1;
    }

    /// Binds the ellipses of these steps to no tokens.
    fn bind_nothing(&mut self, ops: Range<usize>, at: usize) {
        let pattern = self.pattern;
        let place = self.last.map_or_else(|| self.items.get(at).map_or(0, |item| item.start), |last| last.end) as usize;
        for op in &pattern.ops[ops] {
            if let Op::Skip { bind: Some(number), .. } = op {
                self.bind(*number, place..place);
            }
        }
    }

    /// An ellipsis and what follows it.
    fn skip(&mut self, mut state: State, (times, bind): (u32, Option<usize>), line: u32) -> bool {
        let before = self.last;
        let from = before.map_or(line, |last| last.line);
        let limit = from.saturating_add(times.saturating_mul(self.pattern.options.ellipsis_span));
        let start = before.map_or_else(|| self.items.get(state.at).map_or(0, |item| item.start), |last| last.end) as usize;
        state.op += 1;
        let pattern = self.pattern;
        match pattern.ops.get(state.op) {
            None | Some(Op::Close) => self.skip_all(state, limit, (bind, start), line),
            Some(Op::Open { .. }) => self.skip_to_list(state, limit, (bind, start), line),
            Some(_) => self.skip_some(state, limit, (bind, start), line),
        }
    }

    /// At the end of the pattern or of its list: all tokens of the list, as far as the ellipsis reaches.
    fn skip_all(&mut self, mut state: State, limit: u32, (bind, start): (Option<usize>, usize), line: u32) -> bool {
        let mut end = start;
        while let Some(at) = self.token(&mut state) {
            let item = self.items[at];
            if item.line > limit {
                break;
            }
            self.steps += 1;
            self.last = Some(item);
            end = item.end as usize;
            state.at += 1;
        }
        if bind.is_some_and(|number| !self.bind(number, start..end)) {
            return false;
        }
        if state.op < self.pattern.ops.len() {
            self.leave(&mut state);
        }
        self.run(state, line)
    }

    /// Before a list of the pattern: all tokens up to the next list of the document, which is the one that must match.
    fn skip_to_list(&mut self, mut state: State, limit: u32, (bind, start): (Option<usize>, usize), line: u32) -> bool {
        let scope = state.scopes.last().copied().unwrap_or(0);
        let mut end = start;
        while state.at < scope && self.items[state.at].kind != Kind::Open {
            let item = self.items[state.at];
            if item.kind != Kind::Close {
                if item.line > limit {
                    return false;
                }
                self.last = Some(item);
                end = item.end as usize;
            }
            self.steps += 1;
            state.at += 1;
        }
        bind.is_none_or(|number| self.bind(number, start..end)) && self.run(state, line)
    }

    /// Before anything else: as few tokens as possible.
    fn skip_some(&mut self, mut state: State, limit: u32, (bind, start): (Option<usize>, usize), line: u32) -> bool {
        let (before, bound) = (self.last, self.bound.clone());
        let mut end = start;
        while let Some(at) = self.token(&mut state) {
            let item = self.items[at];
            if item.line > limit || self.steps > BUDGET {
                return false;
            }
            if bind.is_none_or(|number| self.bind(number, start..end)) && self.may_follow(state.op, at) && self.run(state.clone(), line) {
                return true;
            }
            self.bound.clone_from(&bound);
            self.last = before;
            self.steps += 1;
            end = item.end as usize;
            state.at += 1;
        }
        false
    }

    /// Whether the token at `at` can be what a step needs.
    fn may_follow(&self, op: usize, at: usize) -> bool {
        match &self.pattern.ops[op] {
            Op::Word(same) | Op::Sign(same) => self.is(at, same),
            Op::Bind(_) => self.items[at].kind == Kind::Word,
            Op::Skip { .. } | Op::Open { .. } | Op::Close => true,
        }
    }
}
