//! What the runner gives a step: variables, the payload's file, the token, and files to write into.

use std::env;
use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use secrecy::SecretString;
use straplock::github::{EventError, MAX_PAYLOAD, Runner};

/// The parts that are not about the event.
#[derive(Debug)]
pub(super) struct Environment {
    /// The Action's inputs, as JSON.
    pub(super) inputs: Option<String>,
    /// `GITHUB_TOKEN`; shown nowhere.
    pub(super) token: Option<SecretString>,
    /// Where reports go.
    pub(super) folder: PathBuf,
    output: Option<PathBuf>,
    summary: Option<PathBuf>,
    /// What somebody else wrote there before us, in bytes.
    summary_start: u64,
}

impl Environment {
    /// From this process's variables.
    pub(super) fn read() -> Self {
        let summary = path("GITHUB_STEP_SUMMARY");
        let summary_start = summary.as_deref().and_then(|file| file.metadata().ok()).map_or(0, |metadata| metadata.len());
        let temporary = path("RUNNER_TEMP").unwrap_or_else(env::temp_dir);
        Self {
            inputs: variable("STRAPLOCK_INPUTS"),
            token: variable("GITHUB_TOKEN").map(SecretString::from),
            folder: temporary.join("straplock"),
            output: path("GITHUB_OUTPUT"),
            summary,
            summary_start,
        }
    }

    /// Appends to the step's outputs.
    pub(super) fn add_output(&self, text: &str) -> anyhow::Result<()> {
        append(self.output.as_deref(), text).context("cannot write the step's outputs")
    }

    /// Writes the job summary, in the place of what we wrote before.
    pub(super) fn write_summary(&self, text: &[u8]) -> anyhow::Result<()> {
        let Some(file) = &self.summary else { return Ok(()) };
        let written = OpenOptions::new().append(true).create(true).open(file).and_then(|mut file| {
            file.set_len(self.summary_start)?;
            file.write_all(text)
        });
        written.context("cannot write the job summary")
    }

    /// Where the SARIF file goes.
    pub(super) fn sarif(&self) -> PathBuf {
        self.folder.join("straplock.sarif")
    }

    /// Where the JSON report goes.
    pub(super) fn json(&self) -> PathBuf {
        self.folder.join("report.json")
    }
}

/// The run, as the variables tell it.
pub(super) fn runner() -> Result<Runner, EventError> {
    Runner::from_variables(variable)
}

/// The payload, a little more than may be at most; none when there is no readable file.
pub(super) fn payload(runner: &Runner) -> Option<Vec<u8>> {
    let file = File::open(runner.event_path.as_ref()?).ok()?;
    let mut bytes = Vec::new();
    file.take(MAX_PAYLOAD as u64 + 1).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

fn append(file: Option<&Path>, text: &str) -> std::io::Result<()> {
    let Some(file) = file else { return Ok(()) };
    OpenOptions::new().append(true).create(true).open(file)?.write_all(text.as_bytes())
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

fn path(name: &str) -> Option<PathBuf> {
    env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}
