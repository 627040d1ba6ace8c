//! Walking a tree on disk the way git sees it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use ignore::{DirEntry, WalkBuilder, WalkState};

use super::installed::{Installed, is_within};
use super::{Candidate, DiscoverError, Options, is_left_out, language_of, level_for, role_of};
use crate::files::{Language, name_of};
use crate::notification::{Notification, NotificationKind, NotificationLevel};

/// What a walk found; `P` says where each file's bytes are.
pub(super) struct Walked<P> {
    pub(super) files: Vec<(Candidate, P)>,
    pub(super) notifications: Vec<Notification>,
    /// Paths that were left out.
    pub(super) excluded: BTreeSet<String>,
    installed: Installed,
}

impl<P> Default for Walked<P> {
    fn default() -> Self {
        Self { files: Vec::new(), notifications: Vec::new(), excluded: BTreeSet::new(), installed: Installed::default() }
    }
}

impl<P> Walked<P> {
    /// Leaves out what lies where packages are installed, unless that was asked for.
    fn leave_out_installed(&mut self, installed: &Installed, asked: &[String]) {
        let folders = installed.folders(asked);
        if folders.is_empty() {
            return;
        }
        let (left_out, kept) = std::mem::take(&mut self.files).into_iter().partition(|(file, _)| is_within(&file.path, &folders));
        self.files = kept;
        self.excluded.extend(Vec::into_iter(left_out).map(|(file, _): (Candidate, P)| file.path));
    }
}

/// The user's own excludes, in gitignore's language.
pub(super) struct Excludes(Gitignore);

impl Excludes {
    pub(super) fn new(options: &Options) -> Result<Self, DiscoverError> {
        let mut builder = GitignoreBuilder::new("");
        for glob in &options.exclude {
            let bad = |error: ignore::Error| DiscoverError::BadGlob { glob: glob.clone(), message: error.to_string() };
            builder.add_line(None, glob).map_err(bad)?;
        }
        let built =
            builder.build().map_err(|error| DiscoverError::BadGlob { glob: options.exclude.join(" "), message: error.to_string() })?;
        Ok(Self(built))
    }

    /// Whether the file at `path` (relative, with `/`) or a folder above it is excluded.
    pub(super) fn matches(&self, path: &str) -> bool {
        self.0.matched_path_or_any_parents(path, false).is_ignore()
    }

    /// The same of a folder.
    fn matches_folder(&self, path: &str) -> bool {
        self.0.matched_path_or_any_parents(path, true).is_ignore()
    }
}

/// All candidates below `paths`, once each, sorted by path.
pub(super) fn walk(root: &Path, paths: &[PathBuf], options: &Options) -> Result<Walked<PathBuf>, DiscoverError> {
    let root = canonical(root)?;
    let excludes = Excludes::new(options)?;
    let mut starts = Vec::with_capacity(paths.len());
    for path in paths {
        let start = canonical(path)?;
        if !start.starts_with(&root) {
            return Err(DiscoverError::OutsideRoot(path.display().to_string(), root.display().to_string()));
        }
        starts.push(start);
    }
    let mut walked = Walked::default();
    for start in &starts {
        let found = Walker { root: &root, start, starts: &starts, excludes: &excludes, options }.run();
        walked.files.extend(found.files);
        walked.notifications.extend(found.notifications);
        walked.excluded.extend(found.excluded);
        walked.leave_out_installed(&found.installed, &[slashed(start.strip_prefix(&root).unwrap_or(start))]);
    }
    // By place: two names that are not UTF-8 may look the same.
    walked.files.sort_by(|(a, a_place), (b, b_place)| (&a.path, a_place).cmp(&(&b.path, b_place)));
    walked.files.dedup_by(|(_, a), (_, b)| a == b);
    Ok(walked)
}

fn canonical(path: &Path) -> Result<PathBuf, DiscoverError> {
    path.canonicalize().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => DiscoverError::NoSuchPath(path.display().to_string()),
        _ => DiscoverError::Unreadable(path.display().to_string(), error),
    })
}

struct Walker<'a> {
    root: &'a Path,
    start: &'a Path,
    /// All that was asked for.
    starts: &'a [PathBuf],
    excludes: &'a Excludes,
    options: &'a Options,
}

impl Walker<'_> {
    fn run(&self) -> Walked<PathBuf> {
        let found = Mutex::new(Walked::default());
        let start = self.start.to_owned();
        let walk = WalkBuilder::new(self.start)
            .standard_filters(self.options.respect_ignore_files)
            .hidden(false)
            // Git knows no `.ignore`, and what a user's own configuration ignores would make two machines disagree.
            .ignore(false)
            .git_global(false)
            .require_git(false)
            .follow_links(false)
            .threads(rayon::current_num_threads())
            .filter_entry(move |entry| {
                let relative = slashed(entry.path().strip_prefix(&start).unwrap_or(entry.path()));
                let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
                // `python -m venv NAME` marks every environment, whatever its name. What was asked for by name is read.
                !is_folder || relative.is_empty() || !(is_left_out(&format!("{relative}/")) || entry.path().join("pyvenv.cfg").exists())
            })
            .build_parallel();
        walk.run(|| {
            Box::new(|entry| {
                let mut found = found.lock().expect("no walker panics while it holds the list");
                match entry {
                    Ok(entry) => self.visit(&entry, &mut found),
                    Err(error) => found.notifications.extend(self.problem(&error)),
                }
                WalkState::Continue
            })
        });
        found.into_inner().expect("no walker panics while it holds the list")
    }

    fn visit(&self, entry: &DirEntry, found: &mut Walked<PathBuf>) {
        let path = slashed(entry.path().strip_prefix(self.root).unwrap_or(entry.path()));
        let Some(kind) = entry.file_type() else { return };
        if kind.is_symlink() {
            found.notifications.extend(self.link(entry, &path));
            return;
        }
        if !kind.is_file() {
            return;
        }
        found.installed.note(&path);
        let below = entry.path().strip_prefix(self.start).ok().filter(|below| !below.as_os_str().is_empty());
        let role_path = below.map_or_else(|| path.clone(), slashed);
        if is_left_out(&role_path) || self.excludes.matches(&path) {
            found.excluded.insert(path);
            return;
        }
        let Some(language) = self.options.language(&path) else { return };
        let size = entry.metadata().map_or(0, |metadata| metadata.len());
        found.files.push((Candidate { path, role_path, language, size }, entry.path().to_owned()));
    }

    /// A link into what was asked for leads to something that is read by its own name; one that leads out is not followed.
    fn link(&self, entry: &DirEntry, path: &str) -> Option<Notification> {
        let target = entry.path().canonicalize().ok()?;
        if self.excludes.matches(path) || self.starts.iter().any(|start| target.starts_with(start)) {
            return None;
        }
        let wanted = target.is_dir() || matches!(language_of(path), Some(Language::Python | Language::Template));
        let message = "The symbolic link leads out of the scanned tree and was not followed.";
        wanted.then(|| Notification::file(path, NotificationKind::LinkOutside, NotificationLevel::Note, message))
    }

    fn problem(&self, error: &ignore::Error) -> Option<Notification> {
        let message = match error.io_error() {
            Some(cause) => format!("The folder could not be read: {cause}. What is in it was not analysed."),
            None => format!("Part of the tree could not be walked: {error}."),
        };
        let Some(place) = place_of(error) else {
            return Some(Notification::scan(NotificationKind::Unreadable, NotificationLevel::Incomplete, message));
        };
        let path = slashed(place.strip_prefix(self.root).unwrap_or(place));
        let folder = format!("{}/", slashed(place.strip_prefix(self.start).unwrap_or(place)));
        let level = level_for(role_of(&folder, ""), NotificationLevel::Incomplete);
        (!self.excludes.matches_folder(&path)).then(|| Notification::file(&path, NotificationKind::Unreadable, level, message))
    }
}

fn place_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => place_of(err),
        _ => None,
    }
}

/// With `/` on every system.
fn slashed(path: &Path) -> String {
    let parts = path.components().map(|part| name_of(part.as_os_str().as_encoded_bytes()));
    parts.collect::<Vec<_>>().join("/")
}
