//! All statements of a module in one list, in the order of the text, each followed by those inside of it:
//! a statement list and what is nested in it are ranges of positions.
//!
//! An `elif` is an `if` in the else of the one before; the items of a `with` are a `with` in the body of the one before.

use super::ranges;
use std::cell::OnceCell;
use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::syntax::python::ast::{self, Expr, Ranged, Stmt, StmtIf, StmtWith};

/// A statement as patterns see it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Node<'a> {
    /// A statement that is neither `with` nor an `elif`.
    Stmt(&'a Stmt),
    /// The clause at this position of an `if`.
    Elif(&'a StmtIf, usize),
    /// A `with`, from the item at this position on.
    With(&'a StmtWith, usize),
}

/// A statement's place in [`Flat`].
#[derive(Debug)]
pub(super) struct Entry<'a> {
    pub(super) node: Node<'a>,
    /// First byte of a match that begins with it.
    pub(super) start: u32,
    /// One past the last byte of a match that ends with it.
    pub(super) finish: u32,
    /// One past everything nested in it.
    pub(super) end: u32,
    /// One past everything in the list that it stands in.
    pub(super) list_end: u32,
    /// Position of the last statement of the list that it stands in.
    pub(super) last: u32,
    /// Whether it stands in the body of a class, below another statement.
    pub(super) is_later_member: bool,
    first_block: u32,
}

/// All statements.
#[derive(Debug, Default)]
pub(super) struct Flat<'a> {
    text: &'a str,
    pub(super) entries: Vec<Entry<'a>>,
    blocks: Vec<Range<u32>>,
    definitions: OnceCell<FxHashMap<(u32, u32), &'a Expr>>,
}

impl<'a> Flat<'a> {
    pub(super) fn of(text: &'a str, module: &'a ast::ModModule) -> Self {
        let mut flat = Self { text, ..Self::default() };
        flat.list(&module.body);
        flat
    }

    /// The statements that lie in bytes `range` or overlap it, and what is nested in them.
    pub(super) fn within(text: &'a str, module: &'a ast::ModModule, range: &Range<u32>) -> Self {
        let mut body = overlapping(&module.body, range);
        while let Some(inner) = block_around(body, range) {
            body = overlapping(inner, range);
        }
        let mut flat = Self { text, ..Self::default() };
        flat.list(body);
        flat
    }

    /// Expressions that variables are bound to, by their place; made when the first is asked for.
    pub(super) fn definitions(&self) -> &FxHashMap<(u32, u32), &'a Expr> {
        self.definitions.get_or_init(|| {
            let mut all = FxHashMap::default();
            for entry in &self.entries {
                entry.node.own_expressions(&mut |expr| bound(expr, &mut all));
            }
            all
        })
    }

    /// The statement lists inside of the statement at `at`, in the order of the text.
    pub(super) fn block(&self, at: u32, number: usize) -> Range<u32> {
        self.blocks[self.entries[at as usize].first_block as usize + number].clone()
    }

    fn list(&mut self, body: &'a [Stmt]) -> Range<u32> {
        let start = self.position();
        for stmt in body {
            match stmt {
                Stmt::With(with) if !with.items.is_empty() => self.push(Node::With(with, 0)),
                other => self.push(Node::Stmt(other)),
            }
        }
        self.close(start)
    }

    /// The body of a class.
    fn members(&mut self, body: &'a [Stmt]) -> Range<u32> {
        let list = self.list(body);
        let mut at = list.start;
        while at < list.end {
            let entry = &mut self.entries[at as usize];
            entry.is_later_member = at > list.start;
            at = entry.end;
        }
        list
    }

    /// Tells the statements from `start` on where their list ends.
    fn close(&mut self, start: u32) -> Range<u32> {
        let end = self.position();
        let (mut at, mut last) = (start, start);
        while at < end {
            last = at;
            at = self.entries[at as usize].end;
        }
        at = start;
        while at < end {
            let entry = &mut self.entries[at as usize];
            (entry.list_end, entry.last) = (end, last);
            at = entry.end;
        }
        start..end
    }

    fn position(&self) -> u32 {
        u32::try_from(self.entries.len()).expect("fewer statements than bytes")
    }

    fn push(&mut self, node: Node<'a>) {
        let at = self.entries.len();
        let (start, finish) = node.extent(self.text);
        self.entries.push(Entry { node, start, finish, end: 0, list_end: 0, last: 0, is_later_member: false, first_block: 0 });
        let mut blocks = Vec::new();
        match node {
            Node::With(with, item) if item + 1 < with.items.len() => blocks.push(self.single(Node::With(with, item + 1))),
            Node::With(with, _) => blocks.push(self.list(&with.body)),
            Node::Elif(stmt, clause) => {
                blocks.push(self.list(&stmt.elif_else_clauses[clause].body));
                self.orelse(stmt, clause + 1, &mut blocks);
            }
            Node::Stmt(Stmt::If(stmt)) => {
                blocks.push(self.list(&stmt.body));
                self.orelse(stmt, 0, &mut blocks);
            }
            Node::Stmt(Stmt::ClassDef(class)) => blocks.push(self.members(&class.body)),
            Node::Stmt(stmt) => crate::semantic::nested_blocks(stmt, &mut |body| blocks.push(self.list(body))),
        }
        self.entries[at].first_block = u32::try_from(self.blocks.len()).expect("fewer blocks than bytes");
        self.entries[at].end = self.position();
        self.blocks.extend(blocks);
    }

    fn single(&mut self, node: Node<'a>) -> Range<u32> {
        let start = self.position();
        self.push(node);
        self.close(start)
    }

    /// The else of an `if`: the clause at `clause`, if there is one.
    fn orelse(&mut self, stmt: &'a StmtIf, clause: usize, blocks: &mut Vec<Range<u32>>) {
        match stmt.elif_else_clauses.get(clause) {
            None => {}
            Some(found) if found.test.is_some() => blocks.push(self.single(Node::Elif(stmt, clause))),
            Some(found) => blocks.push(self.list(&found.body)),
        }
    }
}

fn overlapping<'a>(body: &'a [Stmt], range: &Range<u32>) -> &'a [Stmt] {
    let from = body.partition_point(|stmt| stmt.end().to_u32() <= range.start);
    let upto = body.partition_point(|stmt| stmt.start().to_u32() < range.end);
    body.get(from..upto).unwrap_or_default()
}

/// The statement list that holds all of `range` and is nested in the only statement of `body`.
fn block_around<'a>(body: &'a [Stmt], range: &Range<u32>) -> Option<&'a [Stmt]> {
    let [stmt] = body else { return None };
    let mut found = None;
    crate::semantic::nested_blocks(stmt, &mut |block| {
        if let [first, ..] = block
            && let [.., last] = block
            && first.start().to_u32() <= range.start
            && range.end <= last.end().to_u32()
        {
            found = Some(block);
        }
    });
    found
}

/// Values of assignments stand directly in a statement, those of `:=` anywhere.
fn bound<'a>(expr: &'a Expr, all: &mut FxHashMap<(u32, u32), &'a Expr>) {
    all.entry((expr.start().to_u32(), expr.end().to_u32())).or_insert(expr);
    named(expr, all);
}

fn named<'a>(expr: &'a Expr, all: &mut FxHashMap<(u32, u32), &'a Expr>) {
    if let Expr::Named(named) = expr {
        all.entry((named.value.start().to_u32(), named.value.end().to_u32())).or_insert(&named.value);
    }
    crate::semantic::sub_expressions(expr, &mut |inner| named(inner, all));
}

/// The statement in which `stmt` ends.
fn last_of(stmt: &Stmt) -> &Stmt {
    let body: &[Stmt] = match stmt {
        Stmt::If(stmt) => match stmt.elif_else_clauses.last() {
            Some(clause) => &clause.body,
            None => &stmt.body,
        },
        Stmt::With(stmt) => &stmt.body,
        Stmt::For(stmt) if stmt.orelse.is_empty() => &stmt.body,
        Stmt::While(stmt) if stmt.orelse.is_empty() => &stmt.body,
        Stmt::FunctionDef(def) => &def.body,
        Stmt::ClassDef(class) => &class.body,
        _ => &[],
    };
    body.last().map_or(stmt, last_of)
}

/// The value that ends a statement: where an expression pattern of a sequence is searched, too.
pub(super) fn value_of(stmt: &Stmt) -> Option<&Expr> {
    match stmt {
        Stmt::Expr(stmt) => Some(&stmt.value),
        Stmt::Assign(stmt) => Some(&stmt.value),
        Stmt::AugAssign(stmt) => Some(&stmt.value),
        Stmt::AnnAssign(stmt) => stmt.value.as_deref(),
        Stmt::Return(stmt) => stmt.value.as_deref(),
        _ => None,
    }
}

impl<'a> Node<'a> {
    /// The bytes that a match covers: `async for` starts at `for`, and a loop ends before its `else`.
    fn extent(self, text: &str) -> (u32, u32) {
        let (mut start, mut finish) = (self.start(), self.end());
        if let Self::Stmt(Stmt::For(stmt)) = self
            && stmt.is_async
        {
            let word = text.get(stmt.start().to_usize()..).and_then(|rest| rest.find("for")).unwrap_or_default();
            start += u32::try_from(word).unwrap_or_default();
        }
        if let Self::Stmt(Stmt::For(ast::StmtFor { body, orelse, .. }) | Stmt::While(ast::StmtWhile { body, orelse, .. })) = self
            && !orelse.is_empty()
            && let Some(last) = body.last()
        {
            finish = last.end().to_u32();
        }
        if let Self::With(stmt, 0) = self
            && let [item] = &stmt.items[..]
            && item.optional_vars.is_none()
        {
            start = ranges::of_expr(text, &item.context_expr).0;
        }
        if let Self::Stmt(Stmt::Delete(stmt)) = self
            && let Some(first) = stmt.targets.first()
        {
            start = ranges::of_expr(text, first).0;
        }
        if let Self::Stmt(Stmt::Expr(stmt)) = self
            && matches!(*stmt.value, Expr::Yield(_) | Expr::YieldFrom(_))
        {
            start = ranges::of_expr(text, &stmt.value).0;
        }
        let last = match self {
            Self::Stmt(stmt) => Some(last_of(stmt)),
            Self::With(stmt, _) => stmt.body.last().map(last_of),
            Self::Elif(..) => None,
        };
        if let Some(value @ (Expr::Yield(_) | Expr::YieldFrom(_))) = last.and_then(value_of)
            && value.end().to_u32() <= finish
        {
            finish = finish.min(ranges::of_expr(text, value).1);
        }
        (start, finish)
    }

    /// First byte.
    pub(super) fn start(self) -> u32 {
        match self {
            Self::Elif(stmt, clause) => stmt.elif_else_clauses[clause].start().to_u32(),
            Self::With(stmt, item) => stmt.items[item].start().to_u32(),
            Self::Stmt(stmt) => stmt.start().to_u32(),
        }
    }

    /// One past the last byte.
    pub(super) fn end(self) -> u32 {
        match self {
            Self::Elif(stmt, _) => stmt.end().to_u32(),
            Self::With(stmt, _) => stmt.end().to_u32(),
            Self::Stmt(stmt) => stmt.end().to_u32(),
        }
    }

    /// Calls `each` with the expressions of this statement itself.
    pub(super) fn own_expressions(self, each: &mut dyn FnMut(&'a Expr)) {
        match self {
            Self::Elif(stmt, clause) => stmt.elif_else_clauses[clause].test.iter().for_each(each),
            Self::With(stmt, item) => each(&stmt.items[item].context_expr),
            Self::Stmt(Stmt::If(stmt)) => each(&stmt.test),
            Self::Stmt(stmt) => crate::semantic::own_expressions(stmt, each),
        }
    }
}
