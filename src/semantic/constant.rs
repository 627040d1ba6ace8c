//! A value that is known without running anything.

use std::sync::Arc;

/// What an expression is known to be.
#[derive(Debug, Clone, PartialEq)]
pub enum Constant {
    /// A string (or bytes) with this content.
    Str(Arc<str>),
    /// A string whose content is not known.
    SomeStr,
    /// An integer; larger ones are not tracked.
    Int(i64),
    /// A floating point number.
    Float(f64),
    /// `True` or `False`.
    Bool(bool),
    /// `None`.
    None,
}
