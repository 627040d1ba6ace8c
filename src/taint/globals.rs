//! Names that the top level of a file gives a value once: functions below see the taint of that value.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::semantic::nested_blocks;
use crate::syntax::python::ast::{self, Expr, Ranged, Stmt};

/// What the top level binds.
#[derive(Debug, Default)]
pub(super) struct Globals<'a> {
    /// The value, where it is bound once by a plain assignment.
    values: FxHashMap<&'a str, &'a Expr>,
    /// Everything that is bound.
    bound: FxHashSet<&'a str>,
    /// Everything that is bound otherwise, or twice, or written by a function.
    unknown: FxHashSet<&'a str>,
}

impl<'a> Globals<'a> {
    pub(super) fn of(module: &'a ast::ModModule) -> Self {
        let mut globals = Self::default();
        globals.block(&module.body);
        globals
    }

    /// The value that `name` has at byte `offset` in a function.
    pub(super) fn value(&self, name: &str, offset: u32) -> Option<&'a Expr> {
        let value = self.values.get(name).copied()?;
        (!self.unknown.contains(name) && value.end().to_u32() <= offset).then_some(value)
    }

    /// All values that names are given once.
    pub(super) fn values(&self) -> impl Iterator<Item = &'a Expr> + '_ {
        self.values.values().copied()
    }

    /// Whether the top level binds `name`.
    pub(super) fn is_bound(&self, name: &str) -> bool {
        self.bound.contains(name)
    }

    fn block(&mut self, body: &'a [Stmt]) {
        for stmt in body {
            match stmt {
                Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {
                    nested_blocks(stmt, &mut |body| self.declared(body));
                    continue;
                }
                Stmt::Assign(assign) => match &assign.targets[..] {
                    [Expr::Name(name)] => self.plain(&name.id, &assign.value),
                    targets => targets.iter().for_each(|target| self.otherwise(target)),
                },
                Stmt::AnnAssign(assign) => self.otherwise(&assign.target),
                Stmt::AugAssign(assign) => self.otherwise(&assign.target),
                Stmt::For(stmt) => self.otherwise(&stmt.target),
                Stmt::With(stmt) => stmt.items.iter().filter_map(|item| item.optional_vars.as_deref()).for_each(|one| self.otherwise(one)),
                Stmt::If(ast::StmtIf { test, .. }) | Stmt::While(ast::StmtWhile { test, .. }) => {
                    if let Expr::Named(named) = &**test
                        && let Expr::Name(name) = &*named.target
                    {
                        self.plain(&name.id, &named.value);
                    }
                }
                _ => {}
            }
            nested_blocks(stmt, &mut |body| self.block(body));
        }
    }

    fn plain(&mut self, name: &'a str, value: &'a Expr) {
        self.bound.insert(name);
        // Displays are not followed.
        let followed = !matches!(
            value,
            Expr::List(_) | Expr::Tuple(_) | Expr::Dict(_) | Expr::Lambda(_) | Expr::ListComp(_) | Expr::DictComp(_) | Expr::SetComp(_)
        );
        if !followed || self.values.insert(name, value).is_some() {
            self.unknown.insert(name);
        }
    }

    fn otherwise(&mut self, target: &'a Expr) {
        match target {
            Expr::Name(name) => {
                self.bound.insert(&name.id);
                self.unknown.insert(&name.id);
            }
            Expr::Subscript(subscript) => {
                if let Expr::Name(name) = &*subscript.value {
                    self.unknown.insert(&name.id);
                }
            }
            Expr::Starred(starred) => self.otherwise(&starred.value),
            Expr::Tuple(tuple) => tuple.elts.iter().for_each(|element| self.otherwise(element)),
            Expr::List(list) => list.elts.iter().for_each(|element| self.otherwise(element)),
            _ => {}
        }
    }

    /// What functions declare `global` may have any value.
    fn declared(&mut self, body: &'a [Stmt]) {
        for stmt in body {
            if let Stmt::Global(global) = stmt {
                self.unknown.extend(global.names.iter().map(ast::Identifier::as_str));
            }
            nested_blocks(stmt, &mut |body| self.declared(body));
        }
    }
}
