//! The shape of one file. The only place that names a parser crate.

pub mod comments;
mod depth;
pub mod python;
