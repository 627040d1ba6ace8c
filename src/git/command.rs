//! One call of the git program: fixed configuration, scrubbed environment, a time limit, bounded output.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine as _;
use secrecy::ExposeSecret as _;

use super::{FetchCredential, GitError};

/// Configuration that no repository may change: names as they are, no hooks, no helper programs.
const CONFIGURATION: [&str; 13] = [
    "core.quotePath=false",
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.pager=cat",
    "core.sshCommand=ssh -oBatchMode=yes",
    "core.askPass=",
    "core.alternateRefsCommand=true",
    "protocol.ext.allow=never",
    "submodule.recurse=false",
    "diff.external=",
    "gc.auto=0",
    "maintenance.auto=false",
    "advice.detachedHead=false",
];

/// Variables through which a caller's environment would lead git elsewhere.
const SCRUBBED: [&str; 23] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_CEILING_DIRECTORIES",
    "GIT_CONFIG",
    "GIT_CONFIG_PARAMETERS",
    "GIT_CONFIG_COUNT",
    "GIT_EXTERNAL_DIFF",
    "GIT_DIFF_OPTS",
    "GIT_PAGER",
    "GIT_ASKPASS",
    "GIT_SSH",
    "GIT_SSH_COMMAND",
    "GIT_SSH_VARIANT",
    "GIT_PROXY_COMMAND",
    "GIT_SHALLOW_FILE",
    "GIT_GRAFT_FILE",
    "GIT_LITERAL_PATHSPECS",
    "GIT_REPLACE_REF_BASE",
];

/// Answers larger than this are cut off as an error: a tree listing of a million files is about 100 MB.
const OUTPUT_LIMIT: u64 = 1 << 30;

/// The protocols of a call, whatever the configuration says: a name that none has, and those that run no program but git's own
/// and ssh. Without one, a clone made with `--filter` fetches nothing in the midst of a call; newer versions of git can be told so.
const NO_PROTOCOL: &str = "none";
pub(super) const FETCH_PROTOCOLS: &str = "file:http:https:ssh";

/// A call that has not been made yet.
pub(super) struct Call {
    /// The only ones that may be spoken, colons between them.
    protocols: &'static str,
    folder: PathBuf,
    words: Vec<String>,
    /// Configuration whose values, or whose names, do not belong on a command line.
    settings: Vec<(String, String)>,
    /// Variables of the environment beside the fixed ones.
    variables: Vec<(&'static str, &'static str)>,
    /// The folder is the repository itself, without a work tree: none is looked for above it.
    bare: bool,
    /// A folder that may not grow beyond so many bytes meanwhile.
    disk: Option<(PathBuf, u64)>,
}

/// What a call said.
struct Spoken {
    output: Vec<u8>,
    errors: Vec<u8>,
    succeeded: bool,
}

/// How often the size of a folder is asked for.
const DISK_INTERVAL: Duration = Duration::from_millis(200);

impl Call {
    /// One that only reads what is here.
    pub(super) fn new(folder: &Path, words: &[&str]) -> Self {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        Self {
            protocols: NO_PROTOCOL,
            folder: folder.to_owned(),
            words,
            settings: Vec::new(),
            variables: Vec::new(),
            bare: false,
            disk: None,
        }
    }

    /// With these protocols, whatever configuration and environment allow.
    pub(super) fn with_protocols(mut self, protocols: &'static str) -> Self {
        self.protocols = protocols;
        self
    }

    /// With the folder as the repository itself.
    pub(super) fn bare(mut self) -> Self {
        self.bare = true;
        self
    }

    /// Ended when `folder` holds more than `bytes`.
    pub(super) fn with_disk_limit(mut self, folder: &Path, bytes: u64) -> Self {
        self.disk = Some((folder.to_owned(), bytes));
        self
    }

    pub(super) fn with_credential(self, credential: &FetchCredential) -> Self {
        let basic = format!("x-access-token:{}", credential.token.expose_secret());
        let basic = base64::engine::general_purpose::STANDARD.encode(basic);
        let name = format!("http.{}.extraheader", credential.server);
        // The empty value takes away what a checkout has kept: GitHub refuses two of these headers.
        self.with_setting(name.clone(), String::new()).with_setting(name, format!("AUTHORIZATION: basic {basic}"))
    }

    /// With one more setting, for this call only.
    pub(super) fn with_setting(mut self, name: String, value: String) -> Self {
        self.settings.push((name, value));
        self
    }

    /// With one more variable in its environment.
    pub(super) fn with_variable(mut self, name: &'static str, value: &'static str) -> Self {
        self.variables.push((name, value));
        self
    }

    /// Runs it to its end and gives what it said on its standard error, whether it failed or not.
    pub(super) fn run_for_errors(&self, limit: Duration) -> Result<Vec<u8>, GitError> {
        self.spoken(Vec::new(), limit).map(|spoken| spoken.errors)
    }

    /// Runs it to its end.
    pub(super) fn run(&self, limit: Duration) -> Result<Vec<u8>, GitError> {
        self.run_with_input(Vec::new(), limit)
    }

    /// Runs it with `input` on its standard input.
    pub(super) fn run_with_input(&self, input: Vec<u8>, limit: Duration) -> Result<Vec<u8>, GitError> {
        let Spoken { output, errors, succeeded } = self.spoken(input, limit)?;
        if output.len() as u64 >= OUTPUT_LIMIT {
            return Err(GitError::Unexpected { command: self.name(), message: format!("an answer of less than {OUTPUT_LIMIT} bytes") });
        }
        if succeeded { Ok(output) } else { Err(self.failed(&errors)) }
    }

    fn spoken(&self, input: Vec<u8>, limit: Duration) -> Result<Spoken, GitError> {
        let mut child = self.command().spawn().map_err(|error| self.start_error(&error))?;
        let mut stdin = child.stdin.take().expect("stdin is piped");
        let writer = thread::spawn(move || stdin.write_all(&input).ok());
        let reader = drain(child.stdout.take().expect("stdout is piped"));
        let errors = drain(child.stderr.take().expect("stderr is piped"));
        let succeeded = self.wait(&mut child, limit)?;
        drop(writer.join());
        Ok(Spoken { output: reader.join().unwrap_or_default(), errors: errors.join().unwrap_or_default(), succeeded })
    }

    fn command(&self) -> Command {
        let mut command = Command::new("git");
        command.arg("-C").arg(&self.folder);
        for setting in CONFIGURATION {
            command.args(["-c", setting]);
        }
        // In a container job the work tree belongs to another user; the exemption holds for this call only.
        command.arg("-c").arg(format!("safe.directory={}", absolute(&self.folder)));
        command.args(&self.words);
        for name in SCRUBBED {
            command.env_remove(name);
        }
        command.env("GIT_TERMINAL_PROMPT", "0").env("GIT_OPTIONAL_LOCKS", "0").env("GIT_NO_REPLACE_OBJECTS", "1").env("LC_ALL", "C");
        command.env("GIT_ALLOW_PROTOCOL", self.protocols).env("GIT_NO_LAZY_FETCH", "1");
        if self.bare {
            command.env("GIT_DIR", &self.folder);
        }
        command.env("GIT_CONFIG_COUNT", self.settings.len().to_string());
        for (at, (name, value)) in self.settings.iter().enumerate() {
            command.env(format!("GIT_CONFIG_KEY_{at}"), name).env(format!("GIT_CONFIG_VALUE_{at}"), value);
        }
        command.envs(self.variables.iter().copied());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn failed(&self, message: &[u8]) -> GitError {
        let reads = self.protocols == NO_PROTOCOL;
        if reads && String::from_utf8_lossy(message).contains("from promisor remote") {
            return GitError::NotFetched("objects that are needed are".to_owned());
        }
        GitError::Failed { command: self.name(), message: first_words(message) }
    }

    fn wait(&self, child: &mut Child, limit: Duration) -> Result<bool, GitError> {
        let start = Instant::now();
        let mut measured = start;
        let mut pause = Duration::from_micros(200);
        loop {
            match child.try_wait() {
                Ok(Some(status)) => return Ok(status.success()),
                Ok(None) if start.elapsed() >= limit => {
                    drop(child.kill());
                    drop(child.wait());
                    return Err(GitError::Timeout { command: self.name(), seconds: limit.as_secs() });
                }
                Ok(None) => {
                    if measured.elapsed() >= DISK_INTERVAL {
                        measured = Instant::now();
                        self.check_disk(child)?;
                    }
                    thread::sleep(pause);
                    pause = (pause * 2).min(Duration::from_millis(20));
                }
                Err(error) => return Err(GitError::Failed { command: self.name(), message: error.to_string() }),
            }
        }
    }

    fn check_disk(&self, child: &mut Child) -> Result<(), GitError> {
        let Some((folder, limit)) = &self.disk else { return Ok(()) };
        if bytes_in(folder, 4) <= *limit {
            return Ok(());
        }
        drop(child.kill());
        drop(child.wait());
        Err(GitError::TooLarge { command: self.name(), megabytes: limit >> 20 })
    }

    fn start_error(&self, error: &std::io::Error) -> GitError {
        if error.kind() == std::io::ErrorKind::NotFound {
            return GitError::NoProgram;
        }
        GitError::Failed { command: self.name(), message: error.to_string() }
    }

    fn name(&self) -> String {
        self.words.first().cloned().unwrap_or_default()
    }
}

/// The size of the files in a folder, and in folders up to so deep in it.
fn bytes_in(folder: &Path, depth: usize) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let size = |entry: std::fs::DirEntry| match entry.metadata() {
        Ok(metadata) if metadata.is_dir() && depth > 0 => bytes_in(&entry.path(), depth - 1),
        Ok(metadata) => metadata.len(),
        Err(_) => 0,
    };
    entries.filter_map(Result::ok).map(size).sum()
}

/// Reads a stream to its end on a thread of its own, so that neither side of a pipe waits for the other.
fn drain(stream: impl Read + Send + 'static) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        drop(stream.take(OUTPUT_LIMIT).read_to_end(&mut bytes));
        bytes
    })
}

/// Git's own first lines, shortened; it repeats no header, so no credential is in them.
fn first_words(message: &[u8]) -> String {
    let text = String::from_utf8_lossy(message);
    let line = text.lines().filter(|line| !line.trim().is_empty()).take(3).collect::<Vec<_>>().join(" · ");
    if line.is_empty() { "no message".to_owned() } else { line.chars().take(400).collect() }
}

fn absolute(folder: &Path) -> String {
    let path = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let top = path.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(&path);
    let text = top.to_string_lossy().replace('\\', "/");
    text.strip_prefix("//?/").unwrap_or(&text).to_owned()
}
