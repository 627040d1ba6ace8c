//! Arguments of calls and class headers, elements of lists: from left to right over the list, keywords from anywhere.

use super::{Matcher, Next, Search, Value};
use crate::pattern::ir::{ArgPat, ComprehensionKind, ExprPat, NamePat};
use crate::syntax::python::ast::{self, Expr, Keyword, Ranged};

/// One item of a list.
#[derive(Debug, Clone, Copy)]
pub(super) enum Item<'a> {
    Expr(&'a Expr),
    Keyword(&'a Keyword),
}

impl Item<'_> {
    fn start(self) -> u32 {
        match self {
            Self::Expr(expr) => expr.start().to_u32(),
            Self::Keyword(keyword) => keyword.start().to_u32(),
        }
    }

    fn end(self) -> u32 {
        match self {
            Self::Expr(expr) => expr.end().to_u32(),
            Self::Keyword(keyword) => keyword.end().to_u32(),
        }
    }
}

/// The items of a list, in the order of the text.
#[derive(Debug)]
pub(super) enum Items<'a> {
    /// All keywords stand behind the other arguments.
    Plain(&'a [Expr], &'a [Keyword]),
    Mixed(Vec<Item<'a>>),
}

impl<'a> Items<'a> {
    pub(super) fn of(arguments: &'a ast::Arguments) -> Self {
        let mixed = match (arguments.args.last(), arguments.keywords.first()) {
            (Some(last), Some(first)) => first.start() < last.start(),
            _ => false,
        };
        if !mixed {
            return Self::Plain(&arguments.args, &arguments.keywords);
        }
        let items = arguments.iter_source_order().map(|argument| match argument {
            ast::ArgOrKeyword::Arg(expr) => Item::Expr(expr),
            ast::ArgOrKeyword::Keyword(keyword) => Item::Keyword(keyword),
        });
        Self::Mixed(items.collect())
    }

    fn len(&self) -> usize {
        match self {
            Self::Plain(exprs, keywords) => exprs.len() + keywords.len(),
            Self::Mixed(items) => items.len(),
        }
    }

    fn get(&self, at: usize) -> Option<Item<'a>> {
        match self {
            Self::Plain(exprs, keywords) => match exprs.get(at) {
                Some(expr) => Some(Item::Expr(expr)),
                None => keywords.get(at - exprs.len()).map(Item::Keyword),
            },
            Self::Mixed(items) => items.get(at).copied(),
        }
    }
}

/// A list and what may stay of it.
#[derive(Clone, Copy)]
struct Walk<'i, 'a> {
    items: &'i Items<'a>,
    rest: Rest,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Rest {
    /// Every item must be matched.
    None,
    /// Items may be left over.
    Free,
}

/// Keywords that were matched out of their order.
struct Taken<'t> {
    at: usize,
    before: Option<&'t Taken<'t>>,
}

fn is_taken(mut taken: Option<&Taken>, at: usize) -> bool {
    while let Some(item) = taken {
        if item.at == at {
            return true;
        }
        taken = item.before;
    }
    false
}

impl<'p, 'a> Matcher<'p, 'a> {
    /// Arguments of a call.
    pub(super) fn arguments(&mut self, patterns: &'p [ArgPat], arguments: &'a ast::Arguments, next: Next<'_, 'p, 'a>) -> Search {
        if let [ArgPat::Ellipsis] = patterns {
            return next(self);
        }
        self.items(patterns, &Items::of(arguments), next)
    }

    /// No arguments, for a decorator without parentheses.
    pub(in crate::pattern) fn no_arguments(&mut self, patterns: &'p [ArgPat], next: Next<'_, 'p, 'a>) -> Search {
        self.items(patterns, &Items::Plain(&[], &[]), next)
    }

    /// Elements of a list or tuple.
    pub(super) fn elements(&mut self, patterns: &'p [ArgPat], elements: &'a [Expr], next: Next<'_, 'p, 'a>) -> Search {
        self.items(patterns, &Items::Plain(elements, &[]), next)
    }

    /// Key and value of an entry, as a tuple.
    pub(super) fn pair(&mut self, patterns: &'p [ArgPat], [key, value]: [&'a Expr; 2], next: Next<'_, 'p, 'a>) -> Search {
        self.items(patterns, &Items::Mixed(vec![Item::Expr(key), Item::Expr(value)]), next)
    }

    /// All of `patterns` over all of `items`.
    pub(super) fn items(&mut self, patterns: &'p [ArgPat], items: &Items<'a>, next: Next<'_, 'p, 'a>) -> Search {
        self.items_from(patterns, Walk { items, rest: Rest::None }, 0, None, next)
    }

    /// The same; items may be left over.
    pub(super) fn items_prefix(&mut self, patterns: &'p [ArgPat], items: &Items<'a>, next: Next<'_, 'p, 'a>) -> Search {
        let walk = Walk { items, rest: Rest::Free };
        self.items_from(patterns, walk, 0, None, next)
    }

    #[expect(clippy::too_many_arguments, reason = "the state of one walk, with its continuation")]
    fn items_from(
        &mut self,
        patterns: &'p [ArgPat],
        walk: Walk<'_, 'a>,
        mut at: usize,
        taken: Option<&Taken>,
        next: Next<'_, 'p, 'a>,
    ) -> Search {
        self.step()?;
        while is_taken(taken, at) {
            at += 1;
        }
        let Some((first, rest)) = patterns.split_first() else {
            return if walk.rest == Rest::Free || at >= walk.items.len() { next(self) } else { Search::Continue(()) };
        };
        match first {
            ArgPat::Ellipsis if rest.is_empty() => next(self),
            // Before something else it stands for nothing only in a list that has something.
            ArgPat::Ellipsis if at >= walk.items.len() => Search::Continue(()),
            // Keywords are found anywhere and the last ellipsis takes all else: skipping nothing finds every way.
            ArgPat::Ellipsis if keywords_and_ellipsis(rest) => self.items_from(rest, walk, at, taken, next),
            ArgPat::Ellipsis => {
                for skipped in at..=walk.items.len() {
                    if !is_taken(taken, skipped) {
                        self.items_from(rest, walk, skipped, taken, next)?;
                    }
                }
                Search::Continue(())
            }
            ArgPat::Holes(hole) => self.holes(*hole, rest, walk, at, taken, next),
            ArgPat::Keyword(name, value) => self.keyword(name, value, rest, walk, at, taken, next),
            ArgPat::Positional(_) | ArgPat::Star(_) | ArgPat::DoubleStar(_) => match walk.items.get(at) {
                Some(item) => self.item(first, item, &mut |m| m.items_from(rest, walk, at + 1, taken, next)),
                None => Search::Continue(()),
            },
        }
    }

    /// The item at the head of the list.
    fn item(&mut self, pattern: &'p ArgPat, item: Item<'a>, next: Next<'_, 'p, 'a>) -> Search {
        match (pattern, item) {
            (ArgPat::Positional(pattern), Item::Expr(expr)) => self.positional(pattern, expr, next),
            (ArgPat::Positional(ExprPat::Hole(hole)), Item::Keyword(keyword)) if keyword.arg.is_none() => {
                self.bind(*hole, Value::Text { start: item.start(), end: item.end() }, next)
            }
            (ArgPat::Positional(ExprPat::Any), Item::Keyword(keyword)) if keyword.arg.is_none() => next(self),
            (ArgPat::Positional(ExprPat::Deep(inner)), Item::Keyword(keyword)) if keyword.arg.is_none() => {
                self.deep(inner, &keyword.value, next)
            }
            (ArgPat::Star(pattern), Item::Expr(Expr::Starred(starred))) => self.expr(pattern, &starred.value, next),
            (ArgPat::DoubleStar(pattern), Item::Keyword(keyword)) if keyword.arg.is_none() => self.expr(pattern, &keyword.value, next),
            _ => Search::Continue(()),
        }
    }

    /// `f(x for x in y)` also matches `f([x for x in y])`.
    fn positional(&mut self, pattern: &'p ExprPat, expr: &'a Expr, next: Next<'_, 'p, 'a>) -> Search {
        if let (ExprPat::Comprehension(pattern), Expr::ListComp(list)) = (pattern, expr)
            && pattern.kind == ComprehensionKind::Generator
        {
            return self.comprehended(pattern, None, &list.elt, &list.generators, next);
        }
        self.expr(pattern, expr, next)
    }

    /// `$...X`: any number of items.
    #[expect(clippy::too_many_arguments, reason = "the state of one walk, with its continuation")]
    fn holes(
        &mut self,
        hole: Option<crate::pattern::ir::Hole>,
        rest: &'p [ArgPat],
        walk: Walk<'_, 'a>,
        at: usize,
        taken: Option<&Taken>,
        next: Next<'_, 'p, 'a>,
    ) -> Search {
        let first = if rest.is_empty() { walk.items.len() } else { at };
        for end in first.max(at)..=walk.items.len() {
            if is_taken(taken, end) {
                continue;
            }
            let value = match (walk.items.get(at), end.checked_sub(1).and_then(|last| walk.items.get(last))) {
                (Some(from), Some(last)) if end > at => Value::Text { start: from.start(), end: last.end() },
                (Some(from), _) => Value::Text { start: from.start(), end: from.start() },
                (None, Some(last)) => Value::Text { start: last.end(), end: last.end() },
                (None, None) => Value::Text { start: 0, end: 0 },
            };
            self.bind_maybe(hole, value, &mut |m| m.items_from(rest, walk, end, taken, next))?;
        }
        Search::Continue(())
    }

    /// The first keyword of that name anywhere in the rest of the list.
    #[expect(clippy::too_many_arguments, reason = "the state of one walk over a list")]
    fn keyword(
        &mut self,
        name: &'p NamePat,
        value: &'p ExprPat,
        rest: &'p [ArgPat],
        walk: Walk<'_, 'a>,
        at: usize,
        taken: Option<&Taken>,
        next: Next<'_, 'p, 'a>,
    ) -> Search {
        for place in at..walk.items.len() {
            let Some(Item::Keyword(keyword)) = walk.items.get(place) else { continue };
            let Some(found) = &keyword.arg else { continue };
            if is_taken(taken, place) {
                continue;
            }
            let one = Taken { at: place, before: taken };
            let is_name = matches!(name, NamePat::Is(wanted) if **wanted == *found.as_str());
            self.keyword_name(name, found, &mut |m| {
                m.expr(value, &keyword.value, &mut |m| m.items_from(rest, walk, at, Some(&one), next))
            })?;
            if is_name {
                break;
            }
        }
        Search::Continue(())
    }
}

/// Whether only keywords and ellipses follow, and the last is an ellipsis.
fn keywords_and_ellipsis(patterns: &[ArgPat]) -> bool {
    matches!(patterns.last(), Some(ArgPat::Ellipsis))
        && patterns.iter().all(|pattern| matches!(pattern, ArgPat::Ellipsis | ArgPat::Keyword(..)))
}
