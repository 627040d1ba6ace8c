//! Many patterns in one traversal of a tree.

use std::ops::Range;

use super::flat::{Flat, Node};
use super::index::Index;
use super::ir::{ExprPat, StmtPat, Top};
use super::matching::{BUDGET, Matcher};
use super::{Code, Match, Pattern};
use crate::semantic::sub_expressions;
use crate::syntax::python::ast::{Expr, Ranged, Stmt};

/// Patterns indexed by the kind of node they match and by the names they say.
#[derive(Debug)]
pub struct PatternSet {
    patterns: Vec<Pattern>,
    index: Index,
}

/// What [`PatternSet::find`] found, by position of the pattern in the set.
#[derive(Debug, Default)]
pub struct Found {
    /// For each pattern its matches, sorted by range; equal ones (range and captures) once.
    pub matches: Vec<Vec<Match>>,
    /// For each pattern whether its budget of steps ran out in this file: some matches may be missing.
    pub exhausted: Vec<bool>,
}

impl PatternSet {
    /// Indexes `patterns`; results come in their order.
    pub fn new(patterns: Vec<Pattern>) -> Self {
        let index = Index::of(&patterns);
        Self { patterns, index }
    }

    /// The patterns, in order.
    pub fn patterns(&self) -> &[Pattern] {
        &self.patterns
    }

    /// Matches of every pattern whose `active` is true, in one traversal of the tree. A pattern that is not active gets no match.
    pub fn find(&self, code: &Code, active: &[bool]) -> Found {
        let mut found = Found { matches: vec![Vec::new(); self.patterns.len()], exhausted: vec![false; self.patterns.len()] };
        if !active.iter().any(|active| *active) {
            return found;
        }
        code.parsed.with_room(|| {
            let flat = Flat::of(code.parsed.module());
            let mut search = Search::new(*code, &flat, self, active);
            search.run(0..u32::try_from(code.text.len()).unwrap_or(u32::MAX));
            search.finish(&mut found);
        });
        found
    }
}

/// Matches of `pattern` at nodes that lie wholly in bytes `range` of the file; sorted by range, equal ones once.
pub fn find_within(pattern: &Pattern, code: &Code, range: Range<u32>) -> Vec<Match> {
    let set = PatternSet::new(vec![pattern.clone()]);
    let mut found = Found { matches: vec![Vec::new()], exhausted: vec![false] };
    code.parsed.with_room(|| {
        let flat = Flat::of(code.parsed.module());
        let mut search = Search::new(*code, &flat, &set, &[true]);
        search.run(range.clone());
        search.finish(&mut found);
    });
    let mut matches = found.matches.pop().unwrap_or_default();
    matches.retain(|found| range.start <= found.start && found.end <= range.end);
    matches
}

/// The search of a set in one file.
struct Search<'s, 'a> {
    set: &'s PatternSet,
    active: &'s [bool],
    matcher: Option<Matcher<'s, 'a>>,
    code: Code<'a>,
    steps: Vec<u32>,
    found: Vec<Vec<Match>>,
    range: Range<u32>,
}

impl<'s, 'a> Search<'s, 'a> {
    fn new(code: Code<'a>, flat: &'a Flat<'a>, set: &'s PatternSet, active: &'s [bool]) -> Self {
        let matcher = set.patterns.first().map(|pattern| Matcher::new(code, flat, pattern));
        let count = set.patterns.len();
        Self { set, active, matcher, code, steps: vec![BUDGET; count], found: vec![Vec::new(); count], range: 0..u32::MAX }
    }

    fn finish(self, into: &mut Found) {
        for (at, mut matches) in self.found.into_iter().enumerate() {
            matches.sort_by(|a, b| (a.start, a.end).cmp(&(b.start, b.end)).then_with(|| a.captures.compare(&b.captures)));
            matches.dedup();
            into.matches[at] = matches;
            into.exhausted[at] = self.steps[at] == 0;
        }
    }

    /// Runs `attempt` with the matcher set to pattern `at`, if that is active and has steps left.
    fn with(&mut self, at: u32, attempt: impl FnOnce(&mut Matcher<'s, 'a>)) {
        let at = at as usize;
        if !self.active.get(at).copied().unwrap_or(false) || self.steps[at] == 0 {
            return;
        }
        let Some(matcher) = self.matcher.as_mut() else { return };
        matcher.pattern = &self.set.patterns[at];
        matcher.steps = self.steps[at];
        std::mem::swap(&mut matcher.found, &mut self.found[at]);
        attempt(matcher);
        std::mem::swap(&mut matcher.found, &mut self.found[at]);
        self.steps[at] = matcher.steps;
    }

    fn run(&mut self, range: Range<u32>) {
        self.range = range;
        let Some(flat) = self.matcher.as_ref().map(|matcher| matcher.flat) else { return };
        for at in 0..u32::try_from(flat.entries.len()).expect("fewer statements than bytes") {
            let node = flat.entries[at as usize].node;
            if node.end() <= self.range.start || node.start() >= self.range.end {
                continue;
            }
            self.node(node, at);
        }
    }

    fn node(&mut self, node: Node<'a>, at: u32) {
        for pattern in self.set.index.statements(node) {
            self.with(*pattern, |m| statement(m, node, at));
        }
        if let Node::Stmt(stmt) = node {
            self.pseudo(stmt);
            self.decorators(stmt);
        } else if let Node::With(stmt, item) = node {
            self.with_item(&stmt.items[item]);
        }
        node.own_expressions(&mut |expr| self.expr(expr));
    }

    /// Assignments are expressions for `$X` and `...`.
    fn pseudo(&mut self, stmt: &'a Stmt) {
        let assigns = match stmt {
            Stmt::Assign(_) | Stmt::AugAssign(_) => true,
            Stmt::AnnAssign(stmt) => stmt.value.is_some(),
            _ => false,
        };
        if assigns {
            self.bare(stmt.start().to_u32(), stmt.end().to_u32());
        }
    }

    fn with_item(&mut self, item: &'a crate::syntax::python::ast::WithItem) {
        if item.optional_vars.is_some() {
            self.bare(item.start().to_u32(), item.end().to_u32());
        }
    }

    /// Something that only `$X` and `...` match.
    fn bare(&mut self, start: u32, end: u32) {
        for pattern in self.set.index.bare() {
            self.with(*pattern, |m| m.try_text(start, end));
        }
    }

    fn decorators(&mut self, stmt: &'a Stmt) {
        let decorators = match stmt {
            Stmt::FunctionDef(def) => &def.decorator_list,
            Stmt::ClassDef(class) => &class.decorator_list,
            _ => return,
        };
        for decorator in decorators {
            for pattern in self.set.index.decorators() {
                self.with(*pattern, |m| {
                    m.reset();
                    let (start, end) = (decorator.start().to_u32(), decorator.end().to_u32());
                    let expression = &decorator.expression;
                    let _ = match m.top() {
                        Top::Decorator(pattern) => m.decorator(pattern, expression, &mut |m| m.emit_here(start, end)),
                        // A bare `@d` counts as `d()`.
                        Top::Expr(pattern @ ExprPat::Call(..)) if !matches!(expression, Expr::Call(_)) => {
                            m.decorator(pattern, expression, &mut |m| m.emit_here(expression.start().to_u32(), end))
                        }
                        _ => std::ops::ControlFlow::Continue(()),
                    };
                });
            }
        }
    }

    fn expr(&mut self, expr: &'a Expr) {
        if expr.end().to_u32() <= self.range.start || expr.start().to_u32() >= self.range.end {
            return;
        }
        let set = self.set;
        let (start, end) = (range_start(self.code.text, expr), range_end(self.code.text, expr));
        let semantics = self.code.semantics;
        set.index.expressions(expr, semantics, &mut |pattern| {
            self.with(pattern, |m| match m.top() {
                Top::Expr(wanted) => m.try_expr(wanted, expr, start, end),
                Top::Assign(wanted) => m.try_named(wanted, expr, start, end),
                Top::Decorator(_) | Top::Stmt(_) | Top::Sequence(_) | Top::Never => {}
            });
        });
        sub_expressions(expr, &mut |inner| self.expr(inner));
    }
}

/// Tries a pattern that is a statement or several.
fn statement<'a>(matcher: &mut Matcher<'_, 'a>, node: Node<'a>, at: u32) {
    matcher.reset();
    let (start, end) = (node.start(), node.end());
    match matcher.top() {
        Top::Sequence(patterns) => matcher.sequence_at(patterns, at),
        Top::Assign(pattern) => {
            if let Node::Stmt(stmt) = node {
                let _ = matcher.assign_stmt(pattern, stmt, &mut |m| m.emit_here(start, end));
            }
        }
        Top::Stmt(pattern) => {
            let end = shorter_end(pattern, node).unwrap_or(end);
            let _ = matcher.stmt(pattern, at, &mut |m| m.emit_here(start, end));
        }
        Top::Expr(_) | Top::Decorator(_) | Top::Never => {}
    }
}

/// `raise $X` ends before `from`.
fn shorter_end(pattern: &StmtPat, node: Node) -> Option<u32> {
    match (pattern, node) {
        (StmtPat::Raise(_, None), Node::Stmt(Stmt::Raise(stmt))) => stmt.exc.as_ref().map(|exc| exc.end().to_u32()),
        _ => None,
    }
}

/// A chained comparison starts at its first operator, `:=` at its parenthesis.
fn range_start(text: &str, expr: &Expr) -> u32 {
    let start = expr.start().to_u32();
    match expr {
        Expr::Named(_) if parenthesised(text, expr) => {
            let before = text[..start as usize].trim_end();
            u32::try_from(before.len() - 1).expect("offsets fit")
        }
        Expr::Compare(compare) if compare.ops.len() > 1 => {
            let from = compare.left.end().to_usize();
            let skipped = text[from..].find(|c: char| !c.is_whitespace() && c != ')').unwrap_or_default();
            u32::try_from(from + skipped).expect("offsets fit")
        }
        _ => start,
    }
}

fn range_end(text: &str, expr: &Expr) -> u32 {
    let end = expr.end().to_u32();
    if matches!(expr, Expr::Named(_)) && parenthesised(text, expr) {
        let after = &text[end as usize..];
        return end + u32::try_from(after.len() - after.trim_start().len() + 1).expect("offsets fit");
    }
    end
}

/// Whether parentheses that are no call's stand around `expr`.
fn parenthesised(text: &str, expr: &Expr) -> bool {
    let Some(before) = text[..expr.start().to_usize()].trim_end().strip_suffix('(') else { return false };
    let called = before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | ')' | ']'));
    !called && text[expr.end().to_usize()..].trim_start().starts_with(')')
}
