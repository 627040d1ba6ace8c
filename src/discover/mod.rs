//! What to read: from disk or from git's objects, each file once, classified and decoded.
//!
//! What the texts mean is left to the floors above; what could not be read becomes a notification.

mod classify;
mod commit;
mod decode;
mod installed;
mod walk;

use std::path::PathBuf;

use rayon::prelude::*;

pub use classify::{is_left_out, language_of, role_of, states_dependencies};
pub use commit::{Wanted, from_commit, is_below};

use crate::files::{Files, Language, Role, SourceFile};
use crate::git::GitError;
use crate::notification::{Notification, NotificationKind, NotificationLevel};

/// Which files are wanted.
#[derive(Debug, Clone)]
pub struct Options {
    /// Globs of paths that are left out, gitignore-like, relative to the root.
    pub exclude: Vec<String>,
    /// Whether files that are neither Python nor templates are read too (some rule wants text).
    pub texts: bool,
    /// Whether `.gitignore` and its kin are honoured.
    pub respect_ignore_files: bool,
    /// Python files and templates larger than this many bytes are not analysed.
    pub max_file_bytes: u64,
    /// More files are not read.
    pub max_files: usize,
}

/// Python files of several megabytes are generated tables; the largest written by hand that is known to us has 0.7 MB.
pub const DEFAULT_MAX_FILE_BYTES: u64 = 4 << 20;
/// Larger other texts are data.
const MAX_TEXT_BYTES: u64 = 1 << 20;
/// More files than any Django project has; a bound against hostile trees.
const MAX_FILES: usize = 500_000;

impl Default for Options {
    fn default() -> Self {
        Self { exclude: Vec::new(), texts: true, respect_ignore_files: true, max_file_bytes: DEFAULT_MAX_FILE_BYTES, max_files: MAX_FILES }
    }
}

impl Options {
    /// What a file is written in; none for what is not wanted.
    fn language(&self, path: &str) -> Option<Language> {
        language_of(path).filter(|language| self.texts || *language != Language::Text || states_dependencies(path))
    }
}

/// What was read.
#[derive(Debug, Default)]
pub struct Discovered {
    /// The texts.
    pub files: Files,
    /// What could not be read, or only in part.
    pub notifications: Vec<Notification>,
    /// How many files were left out on purpose.
    pub excluded: usize,
}

/// Why nothing could be read at all.
#[derive(Debug, thiserror::Error)]
pub enum DiscoverError {
    /// A path that is not there.
    #[error("no such file or folder: {0}")]
    NoSuchPath(String),
    /// A path that may not be opened.
    #[error("cannot read {0}: {1}")]
    Unreadable(String, std::io::Error),
    /// A path outside the root that all reports are relative to.
    #[error("{0} is outside {1}; scan it in a run of its own")]
    OutsideRoot(String, String),
    /// A glob that is none.
    #[error("`{glob}` is not a glob: {message}")]
    BadGlob {
        /// As written.
        glob: String,
        /// What is wrong with it.
        message: String,
    },
    /// Git refused.
    #[error(transparent)]
    Git(#[from] GitError),
}

/// A file that is to be read: where, and what it is by its name.
pub(crate) struct Candidate {
    pub(crate) path: String,
    /// The part of `path` that speaks about the role: relative to the folder that was asked for.
    pub(crate) role_path: String,
    pub(crate) language: Language,
    pub(crate) size: u64,
}

/// Reads the files below `paths` (absolute or relative to the current folder), named relative to `root`.
pub fn from_disk(root: &std::path::Path, paths: &[PathBuf], options: &Options) -> Result<Discovered, DiscoverError> {
    let walked = walk::walk(root, paths, options)?;
    let (kept, mut discovered) = within_limits(walked, options);
    let read = kept.par_iter().map(|(candidate, place)| match std::fs::read(place) {
        Ok(bytes) => decoded(candidate, bytes),
        Err(error) => {
            let message = format!("The file could not be read: {error}. It was not analysed.");
            let level = level_for(role_of(&candidate.role_path, ""), NotificationLevel::Incomplete);
            (None, vec![Notification::file(&candidate.path, NotificationKind::Unreadable, level, message)])
        }
    });
    collect(read.collect(), &mut discovered);
    Ok(discovered)
}

/// Drops what is too large or too much, with a notification where something should have been analysed.
fn within_limits<P>(walked: walk::Walked<P>, options: &Options) -> (Vec<(Candidate, P)>, Discovered) {
    let mut discovered = Discovered { notifications: walked.notifications, excluded: walked.excluded.len(), ..Discovered::default() };
    let mut kept = Vec::with_capacity(walked.files.len());
    for (candidate, place) in walked.files {
        let (limit, level) = match candidate.language {
            Language::Python | Language::Template => (options.max_file_bytes, NotificationLevel::Incomplete),
            // Lock files of large projects are long.
            Language::Text if states_dependencies(&candidate.path) => (options.max_file_bytes, NotificationLevel::Note),
            Language::Text => (MAX_TEXT_BYTES.min(options.max_file_bytes), NotificationLevel::Note),
        };
        if candidate.size <= limit {
            kept.push((candidate, place));
        } else if candidate.language == Language::Text {
            discovered.excluded += 1;
        } else {
            let message = format!(
                "The file has {} bytes, more than the limit of {limit}; it was not analysed. Raise the limit with --max-file-size, or exclude the file.",
                candidate.size
            );
            let level = level_for(role_of(&candidate.role_path, ""), level);
            discovered.notifications.push(Notification::file(&candidate.path, NotificationKind::TooLarge, level, message));
        }
    }
    let most = options.max_files;
    if kept.len() > most {
        let message = format!("The tree has {} files; the first {most} were analysed. Name a smaller folder.", kept.len());
        discovered.notifications.push(Notification::scan(NotificationKind::Limit, NotificationLevel::Incomplete, message));
        kept.truncate(most);
    }
    (kept, discovered)
}

fn decoded(candidate: &Candidate, bytes: Vec<u8>) -> (Option<SourceFile>, Vec<Notification>) {
    let decoded = decode::decode(&bytes, candidate.language);
    let role = role_of(&candidate.role_path, decoded.text.as_deref().unwrap_or_default());
    let problem = decoded.problem.map(|problem| {
        // A picture that is named like a text is nothing that should have been analysed.
        let level = if candidate.language == Language::Text { NotificationLevel::Note } else { NotificationLevel::Incomplete };
        Notification::file(&candidate.path, problem.kind, level_for(role, level), problem.message)
    });
    let file = decoded.text.map(|text| {
        let same = text.as_bytes() == bytes.as_slice();
        let file = SourceFile::new(candidate.path.as_str(), text, candidate.language, role);
        if same { file } else { file.with_original(bytes) }
    });
    let quiet = candidate.language == Language::Text && file.is_none();
    (file, if quiet { Vec::new() } else { problem.into_iter().collect() })
}

/// What is not analysed in tests and in other people's code leaves the analysis complete.
fn level_for(role: Role, level: NotificationLevel) -> NotificationLevel {
    if matches!(role, Role::Test | Role::Vendored) { NotificationLevel::Note } else { level }
}

fn collect(read: Vec<(Option<SourceFile>, Vec<Notification>)>, discovered: &mut Discovered) {
    let mut files = Vec::with_capacity(read.len());
    for (file, notifications) in read {
        files.extend(file);
        discovered.notifications.extend(notifications);
    }
    discovered.files = Files::new(files);
    discovered.notifications.sort();
}
