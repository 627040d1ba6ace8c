//! How a report is said: one folder or file a format.

pub mod diagnostics;
