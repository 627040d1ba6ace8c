//! Which functions and classes stand around a place.

use crate::syntax::python::ast::{self, Ranged, Stmt};

/// Defs and classes of a module, in the order of the text.
#[derive(Debug, Default)]
pub(super) struct Scopes {
    items: Vec<Scope>,
}

#[derive(Debug)]
struct Scope {
    start: u32,
    end: u32,
    name: Box<str>,
}

impl Scopes {
    pub(super) fn of(module: &ast::ModModule) -> Self {
        let mut scopes = Self::default();
        scopes.block(&module.body);
        scopes
    }

    pub(super) fn at(&self, offset: u32) -> String {
        let until = self.items.partition_point(|scope| scope.start <= offset);
        let around = self.items[..until].iter().filter(|scope| offset < scope.end);
        around.map(|scope| scope.name.as_ref()).collect::<Vec<_>>().join(".")
    }

    fn block(&mut self, body: &[Stmt]) {
        for stmt in body {
            match stmt {
                Stmt::FunctionDef(def) => self.scope(def, &def.name, &def.body),
                Stmt::ClassDef(class) => self.scope(class, &class.name, &class.body),
                other => nested_blocks(other, &mut |body| self.block(body)),
            }
        }
    }

    fn scope(&mut self, node: &impl Ranged, name: &str, body: &[Stmt]) {
        self.items.push(Scope { start: node.start().to_u32(), end: node.end().to_u32(), name: name.into() });
        self.block(body);
    }
}

/// Calls `each` with every list of statements directly inside of `stmt`, in the order of the text.
pub fn nested_blocks<'a>(stmt: &'a Stmt, each: &mut dyn FnMut(&'a [Stmt])) {
    match stmt {
        Stmt::FunctionDef(stmt) => each(&stmt.body),
        Stmt::ClassDef(stmt) => each(&stmt.body),
        Stmt::For(stmt) => {
            each(&stmt.body);
            each(&stmt.orelse);
        }
        Stmt::While(stmt) => {
            each(&stmt.body);
            each(&stmt.orelse);
        }
        Stmt::If(stmt) => {
            each(&stmt.body);
            stmt.elif_else_clauses.iter().for_each(|clause| each(&clause.body));
        }
        Stmt::With(stmt) => each(&stmt.body),
        Stmt::Match(stmt) => stmt.cases.iter().for_each(|case| each(&case.body)),
        Stmt::Try(stmt) => {
            each(&stmt.body);
            for ast::ExceptHandler::ExceptHandler(handler) in &stmt.handlers {
                each(&handler.body);
            }
            each(&stmt.orelse);
            each(&stmt.finalbody);
        }
        Stmt::Return(_)
        | Stmt::Delete(_)
        | Stmt::TypeAlias(_)
        | Stmt::Assign(_)
        | Stmt::AugAssign(_)
        | Stmt::AnnAssign(_)
        | Stmt::Raise(_)
        | Stmt::Assert(_)
        | Stmt::Import(_)
        | Stmt::ImportFrom(_)
        | Stmt::Global(_)
        | Stmt::Nonlocal(_)
        | Stmt::Expr(_)
        | Stmt::Pass(_)
        | Stmt::Break(_)
        | Stmt::Continue(_)
        | Stmt::IpyEscapeCommand(_) => {}
    }
}
