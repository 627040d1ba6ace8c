//! Straplock's integration tests: one binary, a module a subject.

mod architecture;
mod ci;
mod conformance;
mod formulas;
mod git;
mod repository;
mod rule_errors;
