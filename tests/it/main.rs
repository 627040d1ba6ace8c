//! Straplock's integration tests: one binary, a module a subject.

mod rule_errors;
