//! Small git repositories for tests, made by git itself, untouched by the machine's configuration.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A repository in a folder of its own, gone at the end of the test.
pub(crate) struct Sandbox {
    folder: TempDir,
}

impl Sandbox {
    /// An empty repository on branch `main`.
    pub(crate) fn new() -> Self {
        let sandbox = Self { folder: TempDir::new().unwrap() };
        sandbox.git(&["init", "--quiet", "--initial-branch=main"]);
        sandbox
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs git and gives what it printed.
    pub(crate) fn git(&self, words: &[&str]) -> String {
        git_in(self.path(), words)
    }

    /// Writes a file, with its folders.
    pub(crate) fn write(&self, path: &str, text: &str) -> PathBuf {
        let place = self.path().join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(&place, text).unwrap();
        place
    }

    /// Commits everything and gives the commit's id.
    pub(crate) fn commit(&self, message: &str) -> String {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", message]);
        self.git(&["rev-parse", "HEAD"])
    }
}

/// Runs git in `folder` with an environment of its own.
pub(crate) fn git_in(folder: &Path, words: &[&str]) -> String {
    let mut command = Command::new("git");
    command
        .current_dir(folder)
        .args(["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"])
        .args(words);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_")) {
        command.env_remove(name);
    }
    command.env("GIT_CONFIG_GLOBAL", folder.join("no-such-configuration")).env("GIT_CONFIG_NOSYSTEM", "1");
    command.env("GIT_COMMITTER_DATE", "2026-01-01T00:00:00Z").env("GIT_AUTHOR_DATE", "2026-01-01T00:00:00Z");
    let output = command.output().expect("git is installed");
    assert!(output.status.success(), "git {words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
}
