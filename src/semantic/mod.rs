//! Meaning of Python's names: imports, scopes, constants, classes. Inside of a module as Semgrep sees it, and in the strict edition
//! as Python does, through the modules of the project.
//!
//! The values of Django's settings are left to `project`.

mod annotations;
mod changes;
mod constant;
mod flow;
mod fold;
mod globals;
mod meaning;
mod modules;
mod names;
mod scopes;
mod strict;
mod types;
mod variables;
mod walk;

use std::sync::{Arc, OnceLock};

pub use annotations::Typed;
pub use constant::Constant;
pub use fold::raw_content;
pub use meaning::Binding;
pub use modules::{Modules, Path, Summary};
pub use scopes::nested_blocks;
pub use walk::{own_expressions, sub_expressions};

use crate::syntax::python::Parsed;
use crate::syntax::python::ast::{Expr, ExprName, Operator, Ranged};
use flow::{Outside, Values};
use fold::Known;
use meaning::Meanings;
use names::Names;
pub use names::VariableId;
use scopes::Scopes;

/// What the names of one module mean: as Semgrep's free engine sees it, and in the strict edition.
#[derive(Debug, Default)]
pub struct Semantics {
    project: Option<(Arc<Modules>, u32)>,
    names: OnceLock<Names>,
    scopes: OnceLock<Scopes>,
    values: OnceLock<Values>,
    alone: OnceLock<Modules>,
    meanings: OnceLock<Meanings>,
    strict_values: OnceLock<Values>,
}

/// Nothing is computed yet: imports, scopes and constants each when the first of them is asked for.
/// `text` is what `parsed` was made from; both are given with every question.
pub fn analyse(_text: &str, _parsed: &Parsed) -> Semantics {
    Semantics::default()
}

/// The same for the file at `path` of a project: the strict edition asks its modules.
pub fn analyse_in(project: &Arc<Modules>, path: &str) -> Semantics {
    let project = project.of_file(path).map(|module| (Arc::clone(project), module));
    Semantics { project, ..Semantics::default() }
}

/// Bytes of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The first.
    pub start: u32,
    /// One past the last.
    pub end: u32,
}

impl Semantics {
    /// Names of the functions and classes around byte `offset`, outermost first, joined by dots:
    /// `OrderSearch.get`; empty at module level.
    pub fn scope_at(&self, parsed: &Parsed, offset: u32) -> String {
        self.scopes.get_or_init(|| parsed.with_room(|| Scopes::of(parsed.module()))).at(offset)
    }

    /// The dotted path that this use of a name has through imports (`connection` is `django.db.connection`); none for other names.
    pub fn resolved(&self, parsed: &Parsed, name: &ExprName) -> Option<&[Box<str>]> {
        self.names(parsed).resolved(name.start().to_u32())
    }

    /// Whether some import binds another name than the last of its path.
    pub fn renames(&self, parsed: &Parsed) -> bool {
        self.names(parsed).renames()
    }

    /// Modules of which everything was imported with `*` before byte `offset`.
    pub fn star_imports(&self, parsed: &Parsed, offset: u32) -> impl Iterator<Item = &[Box<str>]> {
        self.names(parsed).stars(offset)
    }

    /// Which variables the names from byte `start` to before `end` are, in the order of the text, as Semgrep tells them apart;
    /// none for those that are not known to be one.
    pub fn variables(&self, parsed: &Parsed, start: u32, end: u32) -> impl Iterator<Item = Option<VariableId>> {
        self.names(parsed).variables(start, end)
    }

    /// The number that all have in common which are the same variable for Python.
    pub fn by_scope(&self, parsed: &Parsed, variable: VariableId) -> VariableId {
        self.names(parsed).by_scope(variable)
    }

    /// What tells the type of the parameter or variable that `name` means.
    pub fn typed<'a>(&self, parsed: &'a Parsed, name: &ExprName) -> Option<Typed<'a>> {
        annotations::find(&parsed.module().body, name)
    }

    /// The value of `expr` when names are not looked up.
    pub fn literal(&self, text: &str, expr: &Expr) -> Option<Constant> {
        if is_division(expr) { None } else { fold::fold(text, expr, &mut Known::names(&mut |_| None)) }
    }

    /// The value of `expr`, where it is known without running anything; strings as they are written between their quotes.
    pub fn constant(&self, text: &str, parsed: &Parsed, expr: &Expr) -> Option<Constant> {
        if is_division(expr) {
            return None;
        }
        fold::fold(text, expr, &mut Known::names(&mut |name| self.values(text, parsed).constant(name.start().to_u32()).cloned()))
    }

    /// What the name that is used at byte `offset` is known to be.
    pub fn constant_at(&self, text: &str, parsed: &Parsed, offset: u32) -> Option<Constant> {
        self.values(text, parsed).constant(offset).cloned()
    }

    /// The annotation of the parameter whose name stands at byte `offset`.
    pub fn parameter_annotation(&self, parsed: &Parsed, offset: u32) -> Option<Place> {
        let found = parsed.with_room(|| annotations::of_parameter(&parsed.module().body, offset));
        found.map(|annotation| Place { start: annotation.start().to_u32(), end: annotation.end().to_u32() })
    }

    /// Where the one expression stands (first byte, one past the last) that this use of a variable was bound to,
    /// if it is no constant.
    pub fn definition(&self, text: &str, parsed: &Parsed, name: &ExprName) -> Option<(u32, u32)> {
        self.definition_at(text, parsed, name.start().to_u32())
    }

    /// The same for the name that is used at byte `offset`.
    pub fn definition_at(&self, text: &str, parsed: &Parsed, offset: u32) -> Option<(u32, u32)> {
        self.values(text, parsed).definition(offset)
    }

    fn names(&self, parsed: &Parsed) -> &Names {
        self.names.get_or_init(|| parsed.with_room(|| Names::of(parsed.module())))
    }

    fn values(&self, text: &str, parsed: &Parsed) -> &Values {
        self.values.get_or_init(|| parsed.with_room(|| Values::of(text, parsed.module(), Outside::Nobody)))
    }
}

/// A variable that was given `6 / 2` is known to be 3, while the division itself is not.
fn is_division(expr: &Expr) -> bool {
    matches!(expr, Expr::BinOp(binary) if binary.op == Operator::Div)
}
