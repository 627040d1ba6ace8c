//! What to read from disk.
