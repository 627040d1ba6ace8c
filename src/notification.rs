//! Problems with the scan itself: a file not read, a limit hit, a rule that cannot run.
//!
//! A finding speaks of the project's danger and is left to `finding`; a notification says what was not looked at.

use serde::Serialize;

/// What kind of problem it is; the word appears in reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotificationKind {
    /// The operating system refused to read it.
    Unreadable,
    /// Larger than the limit.
    TooLarge,
    /// Not text.
    Binary,
    /// Text in an encoding that is not what it declares, or UTF-8 that is not valid.
    Encoding,
    /// Syntax errors: what parsed was analysed.
    Syntax,
    /// A symbolic link that leads out of the root was not followed.
    LinkOutside,
    /// Some bound (nesting, steps, matches, number of files) was reached.
    Limit,
    /// A rule that is right but cannot run here.
    UnsupportedRule,
    /// A suppression comment that is malformed, expired or not needed.
    Suppression,
    /// The comparison with a base could not be made as asked.
    Diff,
    /// The project's configuration, or rules that lie there and do not run.
    Configuration,
}

/// Whether the scan still covers what it promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotificationLevel {
    /// Worth knowing; the analysis is complete.
    Note,
    /// Part of a file or a rule was not analysed: the analysis is incomplete.
    Incomplete,
}

/// One problem with the scan.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Notification {
    /// The file it concerns, relative with `/`; none for the scan as a whole.
    pub path: Option<String>,
    /// Line from 1, when there is one.
    pub line: Option<u32>,
    /// Column from 1, when there is one.
    pub column: Option<u32>,
    /// What kind.
    pub kind: NotificationKind,
    /// How much it matters.
    pub level: NotificationLevel,
    /// What happened and what to do, one sentence each.
    pub message: String,
}

impl Notification {
    /// About a whole file.
    pub fn file(path: &str, kind: NotificationKind, level: NotificationLevel, message: impl Into<String>) -> Self {
        Self { path: Some(path.to_owned()), line: None, column: None, kind, level, message: message.into() }
    }

    /// About the scan.
    pub fn scan(kind: NotificationKind, level: NotificationLevel, message: impl Into<String>) -> Self {
        Self { path: None, line: None, column: None, kind, level, message: message.into() }
    }

    /// The same at a line and column, both from 1.
    #[must_use]
    pub fn at(mut self, line: u32, column: u32) -> Self {
        self.line = Some(line);
        self.column = Some(column);
        self
    }
}
