//! The shape of one file. The only place that names a parser crate.

mod comments;
mod associate;
mod depth;
pub mod python;

pub use comments::{Comment, comments};
