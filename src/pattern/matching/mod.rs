//! One pattern against one place of a tree: every way to match, by continuations.
//!
//! A function that matches gets `next`, calls it once for every way in which its part holds, with the metavariables
//! bound, and takes the bindings back afterwards. `Break` ends the search: enough was found, or the budget ran out.
//! Nothing is allocated for a match that fails. The stack grows with the pattern and the nesting of one expression.

mod bind;
mod calls;
mod containers;
mod definitions;
mod expressions;
mod imports;
mod names;
mod sequences;
mod statements;
mod strings;
mod types;

use std::ops::ControlFlow;

use super::flat::{Flat, Node};
use super::ir::{AssignPat, ExprPat, FieldPat, ImportPat, NamePat, StmtPat, StrPat, Top};
use super::{Captures, Code, Match, Pattern, ranges};
use crate::semantic::{Constant, own_expressions, raw_content};
use crate::syntax::python::ast::{Expr, ExprName, FStringPart, Ranged, Stmt, StmtImport, StmtImportFrom, TextRange, TextSize};
pub(super) use bind::Value;

/// `Break` to stop searching.
pub(super) type Search = ControlFlow<()>;

/// What to do for every way in which the part before holds.
pub(super) type Next<'n, 'p, 'a> = &'n mut dyn FnMut(&mut Matcher<'p, 'a>) -> Search;

/// Steps that one pattern may take in one file.
pub(super) const BUDGET: u32 = 2_000_000;
/// Matches that one pattern may give in one file, before equal ones are merged.
const MAX_MATCHES: usize = 20_000;

/// The state of a search.
pub(super) struct Matcher<'p, 'a> {
    pub(super) code: Code<'a>,
    pub(super) flat: &'a Flat<'a>,
    pub(super) pattern: &'p Pattern,
    /// Whether a name also stands for the expression it was bound to.
    symbolic: bool,
    /// Metavariables bound so far.
    trail: Vec<(super::ir::Hole, Value<'a>)>,
    /// Whether the last match that was kept has the bindings of now: of one statement a sequence keeps every length.
    kept: bool,
    /// Steps left.
    pub(super) steps: u32,
    /// How many matches the pattern had at other places.
    pub(super) before: usize,
    /// Those of this place.
    pub(super) found: Vec<Match>,
}

impl<'p, 'a> Matcher<'p, 'a> {
    pub(super) fn new(code: Code<'a>, flat: &'a Flat<'a>, pattern: &'p Pattern) -> Self {
        Self { code, flat, pattern, symbolic: false, trail: Vec::new(), kept: false, steps: BUDGET, before: 0, found: Vec::new() }
    }

    pub(super) fn step(&mut self) -> Search {
        self.steps = self.steps.saturating_sub(1);
        if self.steps == 0 { Search::Break(()) } else { Search::Continue(()) }
    }

    fn clear(&mut self) {
        self.trail.clear();
        self.kept = false;
    }

    /// Keeps a match with what is bound now.
    pub(super) fn emit(&mut self, start: u32, end: u32) -> Search {
        if self.before + self.found.len() >= MAX_MATCHES {
            self.steps = 0;
            return Search::Break(());
        }
        let known = self.found.last().filter(|_| self.kept).map(|last| last.captures.clone());
        let captures: Captures = known.unwrap_or_else(|| self.captures());
        self.kept = true;
        self.found.push(Match { start, end, captures });
        Search::Continue(())
    }

    /// The same for a range that holds whatever is bound: without metavariables one way is enough.
    pub(super) fn emit_here(&mut self, start: u32, end: u32) -> Search {
        self.emit(start, end)?;
        if self.pattern.metavariables.is_empty() { Search::Break(()) } else { Search::Continue(()) }
    }

    /// Tries `pattern`, one whole expression, at `expr`, and keeps every way it matches.
    pub(super) fn try_expr(&mut self, pattern: &'p ExprPat, expr: &'a Expr) {
        self.clear();
        // A variable alone is no match of its definition.
        if let (true, ExprPat::Dotted(_), Expr::Name(name)) = (self.is_strict(), pattern, expr)
            && self.code.semantics.is_alias(self.code.text, self.code.parsed, name)
        {
            return;
        }
        let symbolic = self.symbolic;
        self.symbolic = symbolic && !matches!(expr, Expr::Name(_));
        let _ = self.expr(pattern, expr, &mut |m| {
            let (start, end) = ranges::of_expr(m.code.text, expr);
            m.emit_here(start, end)
        });
        self.symbolic = symbolic;
    }

    /// Tries `pattern` at the expression of a field of an f-string, `start..end`.
    pub(super) fn try_field(&mut self, pattern: &'p ExprPat, expr: &'a Expr, start: u32, end: u32) {
        self.clear();
        let _ = self.expr(pattern, expr, &mut |m| m.emit_here(start, end));
    }

    /// Tries `return e` at the body of a lambda, which returns it, unless it is more than a plain expression for Semgrep.
    pub(super) fn try_lambda(&mut self, body: &'a Expr) {
        self.clear();
        // These are statements of their own there.
        let returned = !matches!(body, Expr::If(_) | Expr::Named(_) | Expr::Lambda(_) | Expr::Yield(_));
        if let Top::Stmt(StmtPat::Return(Some(pattern))) = &*self.pattern.top
            && returned
            && self.pattern.options.implicit_return
        {
            let (start, end) = ranges::of_expr(self.code.text, body);
            let _ = self.expr(pattern, body, &mut |m| m.emit_here(start, end));
        }
    }

    /// Tries `<... e ...>` at an assignment, which is an expression for it.
    pub(super) fn try_assignment(&mut self, stmt: &'a Stmt, start: u32, end: u32) {
        let Top::Expr(ExprPat::Deep(pattern)) = &*self.pattern.top else { return };
        self.clear();
        let mut search = Search::Continue(());
        own_expressions(stmt, &mut |expr| {
            if search.is_continue() {
                search = self.deep(pattern, expr, &mut |m| m.emit_here(start, end));
            }
        });
    }

    /// Tries a string at one of several literals written next to each other.
    pub(super) fn try_piece(&mut self, start: u32, end: u32) {
        let Top::Expr(ExprPat::Str(pattern)) = &*self.pattern.top else { return };
        self.clear();
        let written = self.text(start, end);
        let content = raw_content(written, &TextRange::up_to(TextSize::of(written)));
        let skipped = u32::try_from(content.as_ptr() as usize - written.as_ptr() as usize).unwrap_or_default();
        let (from, to) = (start + skipped, start + skipped + u32::try_from(content.len()).unwrap_or_default());
        let _ = self.chunk(pattern, from, to, &mut |m| m.emit_here(start, end));
    }

    /// Tries `import a`: with `import a, b` each name is a match of its own, from the keyword to its end;
    /// `from m import a, b` is one match up to the last name.
    pub(super) fn try_import(&mut self, patterns: &'p [ImportPat], node: Node<'a>) {
        let Node::Stmt(stmt @ (Stmt::Import(StmtImport { names, .. }) | Stmt::ImportFrom(StmtImportFrom { names, .. }))) = node else {
            return;
        };
        let [pattern] = patterns else {
            let _ = self.imports(patterns, stmt, &mut |m| m.emit_here(node.start(), node.end()));
            return;
        };
        let last = names.last().map_or(node.end(), |alias| alias.end().to_u32());
        for alias in names {
            self.clear();
            let end = if matches!(stmt, Stmt::Import(_)) { alias.end().to_u32() } else { last };
            let _ = self.imported_name(pattern, stmt, alias, &mut |m| m.emit(node.start(), end));
        }
    }

    /// Tries a string at a piece of text of an f-string.
    pub(super) fn try_chunk(&mut self, pattern: &'p StrPat, start: u32, end: u32) {
        self.clear();
        let _ = self.chunk(pattern, start, end, &mut |m| m.emit_here(start, end));
    }

    /// Tries `global $X`: each name is a match of its own, from the keyword on.
    pub(super) fn try_global(&mut self, names: &'p [NamePat], node: Node<'a>) {
        let Node::Stmt(Stmt::Global(stmt)) = node else { return };
        let ([pattern], start) = (names, stmt.start().to_u32()) else {
            let _ = self.declared(names, &stmt.names, &mut |m| m.emit_here(node.start(), node.end()));
            return;
        };
        for name in &stmt.names {
            self.clear();
            let _ = self.name(pattern, name, &mut |m| m.emit(start, name.end().to_u32()));
        }
    }

    /// Tries a whole pattern that is `$X` or `...` at something that is no expression of Python.
    pub(super) fn try_text(&mut self, start: u32, end: u32) {
        self.clear();
        let hole = match &*self.pattern.top {
            Top::Expr(ExprPat::Hole(hole)) => Some(*hole),
            Top::Expr(ExprPat::Deep(inner)) => {
                if let ExprPat::Hole(hole) = &**inner {
                    Some(*hole)
                } else {
                    None
                }
            }
            _ => None,
        };
        let _ = self.bind_maybe(hole, Value::Text { start, end }, &mut |m| m.emit_here(start, end));
    }

    /// Tries an f-string at one of several strings written next to each other.
    pub(super) fn try_f_part(&mut self, part: &'a FStringPart, start: u32, end: u32) {
        let Top::Expr(ExprPat::FString(patterns)) = &*self.pattern.top else { return };
        self.clear();
        let _ = self.f_parts(patterns, std::slice::from_ref(part), &mut |m| m.emit_here(start, end));
    }

    /// Tries `f"..."` at a field, which is put together like a string.
    pub(super) fn try_lone_field(&mut self, start: u32, end: u32) {
        if let Top::Expr(ExprPat::FString(patterns)) = &*self.pattern.top
            && matches!(patterns[..], [FieldPat::Ellipsis])
        {
            self.clear();
            let _ = self.emit_here(start, end);
        }
    }

    /// Tries a tuple at an entry of a dict.
    pub(super) fn try_pair(&mut self, pair: [&'a Expr; 2], start: u32, end: u32) {
        let Top::Expr(ExprPat::Tuple(patterns)) = &*self.pattern.top else { return };
        self.clear();
        let _ = self.pair(patterns, pair, &mut |m| m.emit_here(start, end));
    }

    /// Tries a pattern that is a name, or a hole, at a name that is bound there.
    pub(in crate::pattern) fn try_bound_name(&mut self, name: &'a str, start: u32, end: u32) {
        self.clear();
        let value = Value::Name { start, end, name };
        let _ = match &*self.pattern.top {
            Top::Expr(ExprPat::Hole(hole)) => self.bind(*hole, value, &mut |m| m.emit_here(start, end)),
            Top::Expr(ExprPat::Dotted(names)) if matches!(&names[..], [NamePat::Is(wanted)] if **wanted == *name) => {
                self.emit_here(start, end)
            }
            _ => Search::Continue(()),
        };
    }

    /// Tries an assignment at `expr`: `x := v`.
    pub(super) fn try_named(&mut self, pattern: &'p AssignPat, expr: &'a Expr) {
        self.clear();
        if let Expr::Named(named) = expr {
            let (start, end) = ranges::of_expr(self.code.text, expr);
            let _ = self.named(pattern, named, &mut |m| m.emit_here(start, end));
        }
    }

    /// What `expr` is known to be; names count unless the pattern's options say otherwise.
    pub(super) fn constant(&self, expr: &'a Expr) -> Option<Constant> {
        if self.pattern.options.constant_propagation {
            self.code.constant(self.pattern.options, expr)
        } else {
            self.code.semantics.literal(self.code.text, expr)
        }
    }

    /// Whether names mean what they mean in the strict edition.
    pub(super) fn is_strict(&self) -> bool {
        self.pattern.options.names_by_meaning
    }

    pub(super) fn top(&self) -> &'p Top {
        &self.pattern.top
    }

    pub(super) fn reset(&mut self) {
        self.clear();
    }

    /// Turns to another pattern.
    pub(super) fn turn_to(&mut self, pattern: &'p Pattern) {
        self.pattern = pattern;
        self.kept = false;
        self.symbolic = pattern.options.symbolic_propagation && pattern.options.constant_propagation;
    }

    /// The one expression that the variable `name` was bound to.
    pub(super) fn definition(&self, name: &ExprName) -> Option<&'a Expr> {
        if !self.symbolic {
            return None;
        }
        let place = self.code.definition_at(self.pattern.options, name.start().to_u32())?;
        self.flat.definitions().get(&place).copied()
    }
}
