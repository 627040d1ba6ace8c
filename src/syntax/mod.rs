//! The shape of one file. The only place that names a parser crate.

mod associate;
mod comments;
mod depth;
pub mod html;
mod html_limits;
pub mod python;

pub use comments::{Comment, comments};
