//! The built program, run as a person would: a scrubbed environment, and paths shown as placeholders.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// One run of the program.
pub(crate) struct Run {
    command: Command,
    folder: PathBuf,
}

/// Runs `straplock` in `folder`.
pub(crate) fn straplock(folder: &Path, words: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_straplock"));
    command.current_dir(folder).args(words).env_clear();
    for name in ["PATH", "SystemRoot", "TEMP", "TMP"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    Run { command, folder: folder.canonicalize().unwrap() }
}

/// What a run ended with.
pub(crate) struct Done {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// As a user whom closed folders stop: this one, or nobody where this one is root, for whom no folder is closed. Nobody runs
    /// a copy of the program in `place`, because it may lie where only root gets to.
    #[cfg(unix)]
    pub(crate) fn by_mere_user(mut self, place: &Path) -> Self {
        use std::os::unix::fs::PermissionsExt as _;
        use std::os::unix::process::CommandExt as _;
        const NOBODY: u32 = 65534;
        let closed = place.join("closed");
        std::fs::create_dir_all(&closed).unwrap();
        let allow = |path: &Path, mode: u32| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
        allow(&closed, 0o000);
        let is_closed = std::fs::read_dir(&closed).is_err();
        allow(&closed, 0o755);
        if is_closed {
            return self;
        }
        let program = place.join("straplock");
        std::fs::copy(env!("CARGO_BIN_EXE_straplock"), &program).unwrap();
        [place, &program, &self.folder].iter().for_each(|path| allow(path, 0o755));
        let mut command = Command::new(program);
        command.args(self.command.get_args()).current_dir(&self.folder).env_clear().uid(NOBODY).gid(NOBODY);
        command.envs(self.command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        self.command = command;
        self
    }

    /// With one more variable.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs it to its end.
    pub(crate) fn done(mut self) -> Done {
        let Output { status, stdout, stderr } = self.command.output().unwrap();
        let named = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).replace(&*self.folder.to_string_lossy(), "[FOLDER]");
        Done { code: status.code().unwrap_or(-1), stdout: named(stdout), stderr: named(stderr) }
    }

    /// Exit code, then everything said on standard error, then everything on standard output.
    pub(crate) fn picture(self) -> String {
        let done = self.done();
        let out = if done.stdout.is_empty() { String::new() } else { format!("\n--- stdout\n{}", done.stdout.trim_end()) };
        format!("exit {}\n{}{out}", done.code, done.stderr.trim_end())
    }
}
