//! Lists, tuples, sets and dicts.

use super::{Matcher, Next, Search};
use crate::pattern::ir::{ArgPat, EntryPat, ExprPat};
use crate::syntax::python::ast::{DictItem, Expr};

impl<'p, 'a> Matcher<'p, 'a> {
    pub(super) fn container(&mut self, pattern: &'p ExprPat, expr: &'a Expr, next: Next<'_, 'p, 'a>) -> Search {
        match (pattern, expr) {
            (ExprPat::List(patterns), Expr::List(list)) => self.elements(patterns, &list.elts, next),
            (ExprPat::List(patterns), _) if matches!(patterns[..], [ArgPat::Ellipsis]) && is_list_comprehension(expr) => next(self),
            (ExprPat::Tuple(patterns), Expr::Tuple(tuple)) => self.elements(patterns, &tuple.elts, next),
            (ExprPat::Set(patterns), Expr::Dict(_) | Expr::SetComp(_) | Expr::DictComp(_))
                if matches!(patterns[..], [ArgPat::Ellipsis]) =>
            {
                next(self)
            }
            (ExprPat::Set(patterns), Expr::Set(set)) => {
                if !has_ellipsis(patterns) && patterns.len() != set.elts.len() {
                    return Search::Continue(());
                }
                self.unordered(patterns, &set.elts, 0, next)
            }
            (ExprPat::Dict(patterns), Expr::Set(_)) if matches!(patterns[..], [EntryPat::Ellipsis]) => next(self),
            (ExprPat::Dict(patterns), Expr::Dict(dict)) => self.dict(patterns, &dict.items, next),
            _ => Search::Continue(()),
        }
    }

    /// Each pattern matches another element, in any order. `used` is a set of positions.
    fn unordered(&mut self, patterns: &'p [ArgPat], elements: &'a [Expr], used: u64, next: Next<'_, 'p, 'a>) -> Search {
        let [first, rest @ ..] = patterns else { return next(self) };
        let ArgPat::Positional(pattern) = first else { return self.unordered(rest, elements, used, next) };
        for (at, element) in elements.iter().enumerate().take(64).filter(|(at, _)| used & (1 << at) == 0) {
            self.expr(pattern, element, &mut |m| m.unordered(rest, elements, used | (1 << at), next))?;
        }
        Search::Continue(())
    }

    fn dict(&mut self, patterns: &'p [EntryPat], items: &'a [DictItem], next: Next<'_, 'p, 'a>) -> Search {
        if let [EntryPat::Ellipsis] = patterns {
            return next(self);
        }
        let free = patterns.iter().any(|pattern| matches!(pattern, EntryPat::Ellipsis));
        let spread = items.iter().any(|item| item.key.is_none());
        let wants_spread = patterns.iter().any(|pattern| matches!(pattern, EntryPat::DoubleStar(_)));
        if (!free && patterns.len() != items.len()) || (spread && !wants_spread) {
            return Search::Continue(());
        }
        self.entries(patterns, items, None, next)
    }

    /// Each pattern matches another entry, in any order.
    fn entries(&mut self, patterns: &'p [EntryPat], items: &'a [DictItem], used: Option<&Used>, next: Next<'_, 'p, 'a>) -> Search {
        let [first, rest @ ..] = patterns else { return next(self) };
        if let EntryPat::Ellipsis = first {
            return self.entries(rest, items, used, next);
        }
        for (at, item) in items.iter().enumerate() {
            if Used::contains(used, at) {
                continue;
            }
            let now = Used { at, before: used };
            let mut then = |m: &mut Self| m.entries(rest, items, Some(&now), next);
            match (first, &item.key) {
                (EntryPat::Pair(key, value), Some(found)) => {
                    self.expr(key, found, &mut |m| m.expr(value, &item.value, &mut then))?;
                }
                (EntryPat::DoubleStar(value), None) => self.expr(value, &item.value, &mut then)?,
                _ => {}
            }
        }
        Search::Continue(())
    }
}

/// Entries that are matched already.
struct Used<'u> {
    at: usize,
    before: Option<&'u Used<'u>>,
}

impl Used<'_> {
    fn contains(mut used: Option<&Self>, at: usize) -> bool {
        while let Some(item) = used {
            if item.at == at {
                return true;
            }
            used = item.before;
        }
        false
    }
}

/// A bare generator in a call counts as the list of it.
pub(super) fn is_list_comprehension(expr: &Expr) -> bool {
    match expr {
        Expr::ListComp(_) => true,
        Expr::Generator(generator) => !generator.parenthesized,
        _ => false,
    }
}

fn has_ellipsis(patterns: &[ArgPat]) -> bool {
    patterns.iter().any(|pattern| matches!(pattern, ArgPat::Ellipsis | ArgPat::Holes(_)))
}
