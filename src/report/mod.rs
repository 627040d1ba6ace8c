//! How a report is said: one folder or file a format, each a plain function from a [`Report`](crate::finding::Report) to bytes.
//!
//! What is reported was decided by `filter`; sending it somewhere is left to `github` and the binary.

pub mod annotations;
pub mod diagnostics;
pub mod escape;
#[cfg(test)]
pub(crate) mod fixture;
pub mod json;
pub mod markdown;
pub mod phrase;
pub mod sarif;
pub mod text;

/// The name that reports, SARIF files and alerts carry. Alerts hang on it: it never changes.
pub const TOOL: &str = "Straplock";

/// This version of the program.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
