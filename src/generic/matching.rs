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
#[derive(Debug, Clone, Copy)]
struct State {
    /// The next step of the pattern.
    op: usize,
    /// The next item of the document.
    at: usize,
    /// Where the list of the document ends that the pattern, or the list of it, stands for.
    scope: usize,
    /// The line that an ellipsis counts from while nothing is matched.
    line: u32,
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
        let line = self.items[at].line;
        self.run(State { op: 0, at, scope, line })
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

    /// Runs the rest of the pattern, or of the list of it that is being matched.
    fn run(&mut self, mut state: State) -> bool {
        loop {
            self.steps += 1;
            if self.steps > BUDGET {
                return false;
            }
            let pattern = self.pattern;
            let going = match pattern.ops.get(state.op) {
                None => return true,
                Some(Op::Close) => return self.ends(state),
                Some(Op::Skip { times, bind }) => return self.skip(state, (*times, *bind)),
                Some(Op::Open { close, empty }) => self.list(&mut state, *close, *empty),
                Some(Op::Word(same) | Op::Sign(same)) => {
                    self.token(&mut state).is_some_and(|at| self.is(at, same)) && self.take(&mut state)
                }
                Some(Op::Bind(number)) => self.token(&mut state).is_some_and(|at| self.bind_word(at, *number)) && self.take(&mut state),
            };
            if !going {
                return false;
            }
        }
    }

    /// Goes to the next token, into and out of lists that the pattern does not name.
    fn token(&self, state: &mut State) -> Option<usize> {
        while state.at < state.scope {
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
        if let Some(known) = &self.bound[number] {
            return self.text.get(known.clone()) == self.text.get(range);
        }
        self.bound[number] = Some(range);
        true
    }

    /// Whether a list of the document ends here: the one that the pattern's list stands for, or one in it.
    fn ends(&self, state: State) -> bool {
        state.at >= state.scope || self.items[state.at].kind == Kind::Close
    }

    /// A list of the pattern: a list of the document, matched in one way only, or nothing if it may be empty.
    fn list(&mut self, state: &mut State, close: usize, empty: bool) -> bool {
        let ends = self.ends(*state);
        if !ends && self.items[state.at].kind == Kind::Open {
            let scope = self.items[state.at].end as usize;
            let holds = self.run(State { op: state.op + 1, at: state.at + 1, scope, line: state.line });
            (state.op, state.at) = (close + 1, scope + 1);
            return holds;
        }
        // At the end of a list nothing may be left to match; a list that is named is not looked for outside of it.
        let end = close + 1 + self.pattern.empty_after(close + 1);
        if !empty || (ends && !matches!(self.pattern.ops.get(end), None | Some(Op::Close))) {
            return false;
        }
        // Its metavariables stay unbound then.
        state.op = if ends { end } else { close + 1 };
        true
    }

    /// An ellipsis and what follows it.
    fn skip(&mut self, mut state: State, (times, bind): (u32, Option<usize>)) -> bool {
        let before = self.last;
        let from = before.map_or(state.line, |last| last.line);
        let limit = from.saturating_add(times.saturating_mul(self.pattern.options.ellipsis_span));
        let start = before.map_or_else(|| self.items.get(state.at).map_or(0, |item| item.start), |last| last.end) as usize;
        state.op += 1;
        let pattern = self.pattern;
        match pattern.ops.get(state.op) {
            None | Some(Op::Close) => self.skip_all(state, limit, (bind, start)),
            Some(Op::Open { .. }) => self.skip_to_list(state, limit, (bind, start)),
            Some(_) => self.skip_some(state, limit, (bind, start)),
        }
    }

    /// At the end of the pattern or of its list: all that follows in the innermost list around, as far as the ellipsis reaches.
    fn skip_all(&mut self, mut state: State, limit: u32, (bind, start): (Option<usize>, usize)) -> bool {
        let mut end = start;
        let mut depth = 0_usize;
        while state.at < state.scope {
            let item = self.items[state.at];
            match item.kind {
                Kind::Open => depth += 1,
                Kind::Close if depth == 0 => break,
                Kind::Close => depth -= 1,
                Kind::Word | Kind::Sign if item.line > limit => break,
                Kind::Word | Kind::Sign => {
                    self.last = Some(item);
                    end = item.end as usize;
                }
            }
            self.steps += 1;
            state.at += 1;
        }
        bind.is_none_or(|number| self.bind(number, start..end))
    }

    /// Before a list of the pattern: all tokens up to the next list in the innermost one around, which must match.
    fn skip_to_list(&mut self, mut state: State, limit: u32, (bind, start): (Option<usize>, usize)) -> bool {
        let mut end = start;
        while state.at < state.scope && !matches!(self.items[state.at].kind, Kind::Open | Kind::Close) {
            let item = self.items[state.at];
            if item.line > limit {
                return false;
            }
            self.last = Some(item);
            end = item.end as usize;
            self.steps += 1;
            state.at += 1;
        }
        bind.is_none_or(|number| self.bind(number, start..end)) && self.run(state)
    }

    /// Before anything else: as few tokens as possible.
    fn skip_some(&mut self, mut state: State, limit: u32, (bind, start): (Option<usize>, usize)) -> bool {
        let (before, bound) = (self.last, self.bound.clone());
        let mut end = start;
        while let Some(at) = self.token(&mut state) {
            let item = self.items[at];
            if item.line > limit || self.steps > BUDGET {
                return false;
            }
            if self.may_follow(state.op, at) {
                if bind.is_none_or(|number| self.bind(number, start..end)) && self.run(state) {
                    return true;
                }
                self.bound.clone_from(&bound);
                self.last = before;
            }
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
