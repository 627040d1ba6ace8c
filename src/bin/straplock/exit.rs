//! Exit codes, and how a failure is told.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::ExitCode;

/// What the caller learns from the exit code. When several apply, the order is 2, 3, 1, 5, 4: findings never hide behind
/// incompleteness.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Nothing at or above the gate.
    Clean,
    /// Findings at or above the gate.
    Findings,
    /// Wrong usage, configuration or rule.
    Usage,
    /// No Django project.
    NoProject,
    /// The analysis is incomplete, or a report or a required publication failed.
    Incomplete,
}

impl Exit {
    /// The number that the shell sees.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::Usage => 2,
            Self::NoProject => 3,
            Self::Incomplete => 4,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// Why a command stopped.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    pub(crate) error: anyhow::Error,
    /// What to do, in one line.
    pub(crate) help: Option<String>,
}

impl Failure {
    /// The caller asked for something that cannot be.
    pub(crate) fn usage(error: impl Into<anyhow::Error>) -> Self {
        Self { exit: Exit::Usage, error: error.into(), help: None }
    }

    /// The work could not be finished.
    pub(crate) fn incomplete(error: impl Into<anyhow::Error>) -> Self {
        Self { exit: Exit::Incomplete, error: error.into(), help: None }
    }

    /// The same with advice.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Tells it on standard error.
    pub(crate) fn show(&self) -> Exit {
        let mut text = format!("error: {:#}", self.error);
        if let Some(help) = &self.help {
            write!(text, "\n  help: {help}").expect("writing to a string cannot fail");
        }
        drop(writeln!(anstream::stderr(), "{}", straplock::report::escape::terminal_lines(&text)));
        self.exit
    }
}

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::incomplete(error)
    }
}
