//! Lists of statements: several in a row, `...` between them, bodies.
//!
//! After a `...` the rest of the list is also tried flattened: every statement followed by those nested in it.

use std::ops::Range;

use super::{Matcher, Next, Search, Value};
use crate::pattern::ir::StmtPat;

/// What to do for every way, given one past the last byte that matched.
type NextEnd<'n, 'p, 'a> = &'n mut dyn FnMut(&mut Matcher<'p, 'a>, u32) -> Search;

/// How a list is walked.
#[derive(Debug, Clone, Copy)]
struct Walk {
    /// Position of the next statement.
    at: u32,
    /// One past the list.
    end: u32,
    order: Order,
    /// Where the last matched statement ends.
    matched: u32,
    tail: Tail,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// The next statement is the next of the list.
    List,
    /// The next statement is the next in the text, at any depth.
    Flat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tail {
    /// The pattern must take the whole list.
    Closed,
    /// What follows is free.
    Free,
    /// What follows is free, and a last `...` takes every length of it.
    Lengths,
    /// What follows is free, and a last `...` takes all of it.
    Longest,
}

impl<'p, 'a> Matcher<'p, 'a> {
    /// A sequence that begins at the statement `at`; keeps a match for every way.
    pub(in crate::pattern) fn sequence_at(&mut self, patterns: &'p [StmtPat], at: u32) {
        self.reset();
        let entry = &self.flat.entries[at as usize];
        // As in Semgrep a sequence in the body of a class begins with the first of its statements, unless the edition is strict.
        if entry.is_later_member && !self.pattern.options.names_by_meaning {
            return;
        }
        let start = entry.start;
        let tail = if self.pattern.longest { Tail::Longest } else { Tail::Lengths };
        let walk = Walk { at, end: entry.list_end, order: Order::List, matched: start, tail };
        let _ = self.walk(patterns, walk, &mut |m, end| if end > start { m.emit(start, end) } else { Search::Continue(()) });
    }

    /// The body of a compound statement.
    pub(super) fn body(&mut self, patterns: &'p [StmtPat], list: Range<u32>, next: Next<'_, 'p, 'a>) -> Search {
        match patterns {
            [StmtPat::Ellipsis] => next(self),
            [StmtPat::Any(hole)] if !list.is_empty() => {
                let start = self.flat.entries[list.start as usize].start;
                let end = self.list_text_end(&list);
                self.bind_maybe(*hole, Value::Text { start, end }, next)
            }
            _ => {
                let walk = Walk { at: list.start, end: list.end, order: Order::List, matched: 0, tail: Tail::Closed };
                self.walk(patterns, walk, &mut |m, _| next(m))
            }
        }
    }

    /// One past the last byte of a list of statements.
    fn list_text_end(&self, list: &Range<u32>) -> u32 {
        let (mut at, mut end) = (list.start, 0);
        while at < list.end {
            let entry = &self.flat.entries[at as usize];
            end = entry.finish;
            at = entry.end;
        }
        end
    }

    fn walk(&mut self, patterns: &'p [StmtPat], walk: Walk, next: NextEnd<'_, 'p, 'a>) -> Search {
        let Some((first, rest)) = patterns.split_first() else {
            let whole = walk.tail != Tail::Closed || walk.at >= walk.end;
            return if whole { next(self, walk.matched) } else { Search::Continue(()) };
        };
        if let StmtPat::Ellipsis = first {
            return self.walk_ellipsis(rest, walk, next);
        }
        if walk.at >= walk.end {
            return Search::Continue(());
        }
        let entry = &self.flat.entries[walk.at as usize];
        let after = if walk.order == Order::Flat { walk.at + 1 } else { entry.end };
        let then = Walk { at: after, matched: walk.matched.max(entry.finish), ..walk };
        self.stmt(first, walk.at, &mut |m| m.walk(rest, then, next))
    }

    /// `...`, then `rest`.
    fn walk_ellipsis(&mut self, rest: &'p [StmtPat], walk: Walk, next: NextEnd<'_, 'p, 'a>) -> Search {
        let tail = if walk.tail == Tail::Closed { Tail::Free } else { walk.tail };
        let walk = Walk { tail, ..walk };
        if rest.is_empty() {
            return self.lengths(walk, next);
        }
        // Flattened, one statement finds all that the list itself would find; two adjacent ones do not.
        let adjacent = rest.iter().take_while(|pattern| !matches!(pattern, StmtPat::Ellipsis)).count() > 1;
        let flat = self.pattern.options.go_deeper_stmt;
        if walk.order == Order::List && (adjacent || !flat) {
            let (mut at, mut matched) = (walk.at, walk.matched);
            while at < walk.end {
                self.step()?;
                self.walk(rest, Walk { at, matched, ..walk }, next)?;
                let entry = &self.flat.entries[at as usize];
                (at, matched) = (entry.end, matched.max(entry.finish));
            }
        }
        if !flat {
            return Search::Continue(());
        }
        // What is skipped belongs to the match: the whole def around a statement that is found in it.
        let mut matched = walk.matched;
        for at in walk.at..walk.end {
            self.step()?;
            self.walk(rest, Walk { at, order: Order::Flat, matched, ..walk }, next)?;
            matched = matched.max(self.flat.entries[at as usize].finish);
        }
        Search::Continue(())
    }

    /// Where the rest of a list ends, with what was matched before.
    fn furthest(&self, walk: Walk) -> u32 {
        let (mut at, mut end) = (walk.at, walk.matched);
        if walk.order == Order::List && at < walk.end {
            at = self.flat.entries[at as usize].last;
        }
        while at < walk.end {
            let entry = &self.flat.entries[at as usize];
            end = end.max(entry.finish);
            at = entry.end;
        }
        end
    }

    /// A last `...`: at top level every length of what follows, or the longest.
    fn lengths(&mut self, walk: Walk, next: NextEnd<'_, 'p, 'a>) -> Search {
        if walk.tail == Tail::Longest {
            return next(self, self.furthest(walk));
        }
        next(self, walk.matched)?;
        if walk.tail != Tail::Lengths {
            return Search::Continue(());
        }
        let mut at = walk.at;
        while at < walk.end {
            self.step()?;
            let entry = &self.flat.entries[at as usize];
            next(self, walk.matched.max(entry.finish))?;
            at = entry.end;
        }
        Search::Continue(())
    }
}
