//! Straplock's integration tests: one binary, a module a subject.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod analysis;
mod architecture;
mod authoring;
mod bad_input;
mod built_in_rules;
mod ci;
mod ci_base;
mod ci_configuration;
mod command;
mod condition_errors;
mod conditions;
mod configuration;
mod conformance;
mod diff;
mod discover;
mod engine;
mod fingerprints;
mod formulas;
mod git;
mod help;
mod html;
#[cfg(unix)]
mod https_server;
mod names;
mod pack_bench;
mod pack_errors;
#[cfg(unix)]
mod pack_transports;
mod pack_updates;
mod packs;
mod partial_clone;
mod repository;
mod requires;
mod rule_errors;
mod rule_folders;
mod rule_fuzz;
mod rule_mistakes;
mod rule_schema;
mod rule_suspicions;
mod rule_trace;
mod rule_trace_project;
mod rules_command;
mod shop;
mod strict_names;
mod strict_values;
mod suppress;
mod taint;
mod taint_explain;
mod taint_reports;
mod taint_strict;
mod terminal;
mod tree;
