//! Straplock's integration tests: one binary, a module a subject.

mod architecture;
mod git;
mod repository;
