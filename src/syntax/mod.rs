//! The shape of one file. The only place that names a parser crate.

mod depth;
pub mod python;
