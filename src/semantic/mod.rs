//! Meaning inside a Python module: imports, scopes, constants.

mod constant;

pub use constant::Constant;

use crate::syntax::python::Parsed;

/// What the names of one module mean.
#[derive(Debug, Default)]
pub struct Semantics {}

/// One pass over the tree. `text` is what `parsed` was made from.
pub fn analyse(_text: &str, _parsed: &Parsed) -> Semantics {
    Semantics {}
}

impl Semantics {
    /// Names of the functions and classes around byte `offset`, outermost first, joined by dots:
    /// `OrderSearch.get`; empty at module level.
    pub fn scope_at(&self, _offset: u32) -> String {
        String::new()
    }
}
