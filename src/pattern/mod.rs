//! Structural patterns in Semgrep's language over Python: parsing a pattern, and finding it in a file.
//!
//! Formulas of several patterns, conditions and rules are left to `engine` and `rule`.
