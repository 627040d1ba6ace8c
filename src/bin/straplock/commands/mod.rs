//! One file a command.

pub(crate) mod ci;
pub(crate) mod completions;
pub(crate) mod scan;
