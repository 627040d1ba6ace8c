//! Straplock against the real thing: releases of real projects, and Semgrep's own engine. `tests/run` installs what this needs.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod authoring;
mod by_hand;
mod differential;
mod mutations;
mod projects;
mod schema;
mod semgrep;
mod taint;
mod webhooks;

use std::path::PathBuf;
use std::process::{Command, Output};

/// Where `tests/oracles/install` puts things.
pub(crate) fn oracles() -> PathBuf {
    let folder =
        std::env::var_os("STRAPLOCK_ORACLES").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(".oracles"), PathBuf::from);
    assert!(folder.is_dir(), "{} is missing: run tests/oracles/install, or ./tests/run for everything", folder.display());
    folder
}

/// Runs the built program and gives what it printed; fails the test on exit codes that are no verdict.
pub(crate) fn straplock(words: &[&str]) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_straplock")).args(words).env("NO_COLOR", "1").output().expect("the program is built");
    let code = output.status.code();
    assert!(matches!(code, Some(0 | 1)), "{words:?} ended with {code:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}
