//! The event that started a run: read from the runner's variables and the payload, into one enum.
//!
//! What an event means for a scan is left to `plan`.

mod payload;

use super::plain::one_line;
use super::runner::Runner;
use payload::Payload;

/// The largest payload that is read, in bytes. GitHub itself sends none above 25 MB.
pub const MAX_PAYLOAD: usize = 32 << 20;

/// What happened on GitHub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A pull request was opened or changed; the tree is its merge commit.
    PullRequest(PullRequest),
    /// The same with the base's tree, a token that writes, and secrets.
    PullRequestTarget(PullRequest),
    /// A branch or tag moved.
    Push(Push),
    /// A merge queue asks whether a group of pull requests may be merged.
    MergeGroup(MergeGroup),
    /// The clock.
    Schedule,
    /// Somebody pressed the button.
    WorkflowDispatch,
    /// Another workflow ran.
    WorkflowRun,
    /// Anything else, by its name.
    Other(String),
}

/// A pull request as the payload tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PullRequest {
    /// Its number.
    pub number: u64,
    /// Tip of the head branch.
    pub head: String,
    /// Name of the base branch.
    pub base_branch: String,
    /// Whether the head branch belongs to another repository, or to one that is gone.
    pub from_fork: bool,
    /// Whether Dependabot started the run: its token reads only, unless the workflow raises it.
    pub by_dependabot: bool,
}

/// A push as the payload tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Push {
    /// What moved, in full: `refs/heads/main`, `refs/tags/v1`.
    pub reference: String,
    /// Where it stood before; none when it is new.
    pub before: Option<String>,
    /// Whether it is gone now.
    pub deleted: bool,
    /// Whether history was rewritten.
    pub forced: bool,
    /// Whether Dependabot pushed: its token reads only.
    pub by_dependabot: bool,
}

/// A merge group as the payload tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeGroup {
    /// The commit that the group stands on.
    pub base: String,
    /// The branch it will be merged into, in full.
    pub base_reference: String,
}

/// Why the event cannot be read. Every text says where and what to do.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum EventError {
    /// Not in a run of GitHub Actions.
    #[error(
        "`straplock ci` reads the event that started a GitHub Actions run, but GITHUB_EVENT_NAME is not set. \
         Elsewhere, use `straplock scan --diff BASE` (for instance `straplock scan --diff origin/main`)."
    )]
    NotInActions,
    /// A variable that every run has is missing.
    #[error("{0} is not set. GitHub Actions sets it in every run; if the step runs in a container or under sudo, pass it on.")]
    NoVariable(&'static str),
    /// A variable holds something else than it should.
    #[error("{variable} is `{value}`, which does not look like `{expected}`. Leave the variable as GitHub Actions sets it.")]
    Variable {
        /// Its name.
        variable: &'static str,
        /// What it holds, bounded.
        value: String,
        /// What it should look like.
        expected: String,
    },
    /// The payload is needed and is not there.
    #[error(
        "the event `{event}` comes with a payload, but GITHUB_EVENT_PATH names no readable file. If the step runs in a container, mount that file."
    )]
    NoPayload {
        /// The event's name.
        event: String,
    },
    /// The payload is larger than [`MAX_PAYLOAD`].
    #[error("{file}: the event payload is larger than {} MiB, which GitHub never sends. Check GITHUB_EVENT_PATH.", MAX_PAYLOAD >> 20)]
    TooLarge {
        /// The file.
        file: String,
    },
    /// The payload is not what GitHub writes.
    #[error("{file}:{line}:{column}: the event payload cannot be read: {reason}. Check GITHUB_EVENT_PATH; GitHub writes this file.")]
    Malformed {
        /// The file.
        file: String,
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
        /// In words.
        reason: String,
    },
    /// The payload lacks a field, or the field holds something else.
    #[error(
        "{file}: the payload of `{event}` has no usable `{field}`. Check that GITHUB_EVENT_NAME and GITHUB_EVENT_PATH are of the same event."
    )]
    Field {
        /// The file.
        file: String,
        /// The event's name.
        event: String,
        /// Path of the field: `pull_request.head.sha`.
        field: &'static str,
    },
}

impl EventError {
    pub(super) fn variable(variable: &'static str, value: &str, expected: &str) -> Self {
        Self::Variable { variable, value: one_line(value, 100), expected: expected.to_owned() }
    }
}

/// Reads the event of `runner`. `payload` is the content of the file at `runner.event_path`, none when there is no such file.
pub fn read(runner: &Runner, payload: Option<&[u8]>) -> Result<Event, EventError> {
    let reader = Reader { runner, file: runner.event_path.as_deref().unwrap_or("the event payload") };
    match runner.event_name.as_str() {
        "pull_request" => reader.pull_request(&reader.needed(payload)?).map(Event::PullRequest),
        "pull_request_target" => reader.pull_request(&reader.needed(payload)?).map(Event::PullRequestTarget),
        "push" => Ok(Event::Push(reader.push(&reader.payload(payload)?))),
        "merge_group" => reader.merge_group(&reader.needed(payload)?).map(Event::MergeGroup),
        "schedule" => Ok(Event::Schedule),
        "workflow_dispatch" => Ok(Event::WorkflowDispatch),
        "workflow_run" => Ok(Event::WorkflowRun),
        other => Ok(Event::Other(one_line(other, 60))),
    }
}

struct Reader<'a> {
    runner: &'a Runner,
    file: &'a str,
}

impl Reader<'_> {
    fn payload(&self, bytes: Option<&[u8]>) -> Result<Payload, EventError> {
        let file = || one_line(self.file, 300);
        let Some(bytes) = bytes else { return Ok(Payload::default()) };
        if bytes.len() > MAX_PAYLOAD {
            return Err(EventError::TooLarge { file: file() });
        }
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        serde_json::from_slice(bytes).map_err(|error| {
            let text = error.to_string();
            let reason = text.rsplit_once(" at line ").map_or(text.as_str(), |(reason, _)| reason);
            EventError::Malformed { file: file(), line: error.line().max(1), column: error.column().max(1), reason: one_line(reason, 200) }
        })
    }

    fn needed(&self, bytes: Option<&[u8]>) -> Result<Payload, EventError> {
        if bytes.is_none() {
            return Err(EventError::NoPayload { event: self.runner.event_name.clone() });
        }
        self.payload(bytes)
    }

    fn pull_request(&self, payload: &Payload) -> Result<PullRequest, EventError> {
        let request = payload.pull_request.as_ref().ok_or_else(|| self.lacks("pull_request"))?;
        let head = request.head.as_ref().ok_or_else(|| self.lacks("pull_request.head"))?;
        let base = request.base.as_ref().ok_or_else(|| self.lacks("pull_request.base"))?;
        let number = payload.number.or(request.number).or_else(|| number_in(&self.runner.reference));
        let branch = base.branch.clone().or_else(|| self.runner.base_branch.clone()).filter(|name| is_branch(name));
        Ok(PullRequest {
            number: number.ok_or_else(|| self.lacks("pull_request.number"))?,
            head: commit(head.sha.as_ref()).ok_or_else(|| self.lacks("pull_request.head.sha"))?,
            base_branch: branch.ok_or_else(|| self.lacks("pull_request.base.ref"))?,
            from_fork: !head.repo.as_ref().and_then(|repo| repo.full_name.as_ref()).is_some_and(|name| self.runner.repository.is(name)),
            by_dependabot: self.by_dependabot(),
        })
    }

    fn push(&self, payload: &Payload) -> Push {
        Push {
            reference: payload.reference.clone().unwrap_or_else(|| self.runner.reference.clone()),
            before: commit(payload.before.as_ref()),
            deleted: payload.deleted.unwrap_or_default(),
            forced: payload.forced.unwrap_or_default(),
            by_dependabot: self.by_dependabot(),
        }
    }

    fn merge_group(&self, payload: &Payload) -> Result<MergeGroup, EventError> {
        let group = payload.merge_group.as_ref().ok_or_else(|| self.lacks("merge_group"))?;
        Ok(MergeGroup {
            base: commit(group.base_sha.as_ref()).ok_or_else(|| self.lacks("merge_group.base_sha"))?,
            base_reference: group.base_ref.clone().filter(|name| is_branch(name)).ok_or_else(|| self.lacks("merge_group.base_ref"))?,
        })
    }

    fn by_dependabot(&self) -> bool {
        self.runner.actor == "dependabot[bot]"
    }

    fn lacks(&self, field: &'static str) -> EventError {
        EventError::Field { file: one_line(self.file, 300), event: self.runner.event_name.clone(), field }
    }
}

/// A commit id that may be handed to git: 40 or 64 hexadecimal digits that are not all zero.
fn commit(text: Option<&String>) -> Option<String> {
    let text = text?;
    let fits = matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    (fits && text.bytes().any(|byte| byte != b'0')).then(|| text.to_ascii_lowercase())
}

/// A branch name that may be handed to git (`git check-ref-format` allows less).
fn is_branch(name: &str) -> bool {
    let strange = |character: char| {
        character.is_control() || character.is_whitespace() || matches!(character, '~' | '^' | ':' | '?' | '*' | '[' | '\\')
    };
    !name.is_empty() && name.len() <= 255 && !name.starts_with('-') && !name.contains("..") && !name.contains(strange)
}

fn number_in(reference: &str) -> Option<u64> {
    reference.strip_prefix("refs/pull/")?.split('/').next()?.parse().ok()
}

#[cfg(test)]
pub(super) mod tests;
