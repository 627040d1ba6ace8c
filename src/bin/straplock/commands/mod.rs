//! One file a command.

pub(crate) mod ci;
pub(crate) mod completions;
pub(crate) mod explain;
pub(crate) mod pack;
pub(crate) mod rules;
pub(crate) mod scan;
