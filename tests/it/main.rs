//! Straplock's integration tests: one binary, a module a subject.

mod architecture;
mod built_in_rules;
mod conformance;
mod engine;
mod formulas;
mod git;
mod repository;
mod rule_errors;
