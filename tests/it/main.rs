//! Straplock's integration tests: one binary, a module a subject.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod architecture;
mod bad_input;
mod built_in_rules;
mod ci;
mod command;
mod condition_errors;
mod conditions;
mod conformance;
mod diff;
mod discover;
mod engine;
mod fingerprints;
mod formulas;
mod git;
mod help;
mod repository;
mod rule_errors;
mod rule_fuzz;
mod rules_command;
mod shop;
mod suppress;
mod terminal;
