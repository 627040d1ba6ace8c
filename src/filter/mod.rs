//! Which findings are reported: sets a disposition, drops nothing.
