//! Straplock reads a Django project without running it and says what is dangerous in it.
//!
//! The table of contents, from the lowest floor to the highest: a module uses only floors below its own.
//! `ARCHITECTURE.md` explains the house; `tests/it/architecture.rs` keeps it.

// Floor 1: text and places.
pub mod diff;
pub mod files;

// Floor 2: the shape of one file, git, and problems of the scan itself.
pub mod generic;
pub mod git;
pub mod notification;
pub mod syntax;

// Floor 3: meaning inside Python modules.
pub mod semantic;

// Floor 4: the Django project, structural patterns.
pub mod html;
pub mod pattern;
pub mod project;

// Floor 5: rules; taint.
pub mod rule;
pub mod taint;

// Floor 6: what a person reads; packs of rules.
pub mod finding;
pub mod pack;

// Floor 7: rules meet the project; which findings to report; how it is said; what to read from disk; configuration.
pub mod config;
pub mod discover;
pub mod engine;
pub mod filter;
pub mod report;

// Floor 8: the conductor, and GitHub.
pub mod github;
pub mod scan;
