//! The pieces of a file that are analysed one by one: the top level, each function, each class body.

use super::places::Extent;
use crate::syntax::python::ast::{self, Stmt};

/// One of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit<'a> {
    pub(super) kind: UnitKind<'a>,
    pub(super) place: Extent,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum UnitKind<'a> {
    Module(&'a [Stmt]),
    Function(&'a ast::StmtFunctionDef),
    Class(&'a ast::StmtClassDef),
    /// Looked at by itself only where no flow arrives.
    Lambda(&'a ast::ExprLambda),
}

impl<'a> Unit<'a> {
    pub(super) fn module(module: &'a ast::ModModule) -> Self {
        Self { kind: UnitKind::Module(&module.body), place: Extent { start: 0, end: u32::MAX } }
    }

    pub(super) fn body(&self) -> &'a [Stmt] {
        match self.kind {
            UnitKind::Module(body) => body,
            UnitKind::Function(def) => &def.body,
            UnitKind::Class(class) => &class.body,
            UnitKind::Lambda(_) => &[],
        }
    }
}
