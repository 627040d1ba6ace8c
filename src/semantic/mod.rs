//! Meaning inside a Python module: imports, scopes, constants.
//!
//! What happens between modules, and the values of Django's settings, are left to `project`.

mod annotations;
mod bindings;
mod constant;
mod flow;
mod fold;
mod globals;
mod identity;
mod names;
mod scopes;
mod variables;
mod walk;

use std::sync::OnceLock;

pub use annotations::Typed;
pub use bindings::Binding;
pub use constant::Constant;
pub use fold::raw_content;
pub use identity::Variable;
pub use scopes::nested_blocks;
pub use walk::{own_expressions, sub_expressions};

use crate::syntax::python::Parsed;
use crate::syntax::python::ast::{Expr, ExprName, Operator, Ranged};
use bindings::Bindings;
use flow::Values;
use identity::Identities;
use names::Names;
use scopes::Scopes;

/// What the names of one module mean, as Semgrep's free engine sees it.
#[derive(Debug, Default)]
pub struct Semantics {
    names: OnceLock<Names>,
    scopes: OnceLock<Scopes>,
    identities: OnceLock<Identities>,
    bindings: OnceLock<Bindings>,
    values: OnceLock<Values>,
}

/// Nothing is computed yet: imports, scopes and constants each when the first of them is asked for.
/// `text` is what `parsed` was made from; both are given with every question.
pub fn analyse(_text: &str, _parsed: &Parsed) -> Semantics {
    Semantics::default()
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

    /// What the name that stands at byte `offset` means; none if nothing in the file binds it.
    pub fn variable(&self, parsed: &Parsed, offset: u32) -> Option<Variable> {
        self.identities(parsed).at(offset)
    }

    /// Numbers for what the names in an expression mean, in the order of the text: 0 where nothing binds them.
    pub fn variables(&self, parsed: &Parsed, expr: &impl Ranged) -> impl Iterator<Item = u32> {
        self.identities(parsed).within(expr.start().to_u32(), expr.end().to_u32())
    }

    /// What the scopes around byte `offset` bind `name` to; none if they leave it to builtins or `from x import *`.
    pub fn binding(&self, parsed: &Parsed, name: &str, offset: u32) -> Option<Binding> {
        self.bindings.get_or_init(|| parsed.with_room(|| Bindings::of(parsed.module()))).find(name, offset)
    }

    /// What tells the type of the parameter or variable that `name` means.
    pub fn typed<'a>(&self, parsed: &'a Parsed, name: &ExprName) -> Option<Typed<'a>> {
        annotations::find(&parsed.module().body, name)
    }

    /// The value of `expr` when names are not looked up.
    pub fn literal(&self, text: &str, expr: &Expr) -> Option<Constant> {
        if is_division(expr) { None } else { fold::fold(text, expr, &mut |_| None) }
    }

    /// The value of `expr`, where it is known without running anything; strings as they are written between their quotes.
    pub fn constant(&self, text: &str, parsed: &Parsed, expr: &Expr) -> Option<Constant> {
        if is_division(expr) {
            return None;
        }
        fold::fold(text, expr, &mut |name| self.values(text, parsed).constant(name.start().to_u32()).cloned())
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

    fn identities(&self, parsed: &Parsed) -> &Identities {
        self.identities.get_or_init(|| parsed.with_room(|| Identities::of(parsed.module())))
    }

    fn names(&self, parsed: &Parsed) -> &Names {
        self.names.get_or_init(|| parsed.with_room(|| Names::of(parsed.module())))
    }

    fn values(&self, text: &str, parsed: &Parsed) -> &Values {
        self.values.get_or_init(|| parsed.with_room(|| Values::of(text, parsed.module())))
    }
}

/// A variable that was given `6 / 2` is known to be 3, while the division itself is not.
fn is_division(expr: &Expr) -> bool {
    matches!(expr, Expr::BinOp(binary) if binary.op == Operator::Div)
}
