//! The file that a rule is explained in, and the project around it, as a scan reads it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use straplock::discover::{self, Discovered};
use straplock::engine::trace::{Surroundings, asks_project};
use straplock::files::{FileId, Files, SourceFile};
use straplock::notification::NotificationKind;
use straplock::rule::Rule;

use crate::exit::Failure;
use crate::{places, root};

/// A person waits: a larger project is seen in part.
const MAX_FILES: usize = 20_000;

/// What a folder of a project holds, where no repository says where it begins.
const MARKS: [&str; 3] = ["manage.py", straplock::config::FILE, "pyproject.toml"];

/// What is known for an explanation.
pub(super) struct Seen {
    files: Files,
    asked: Option<FileId>,
    /// Its project, if the rule asks for it.
    pub(super) around: Surroundings,
    /// What a reader should know about it.
    pub(super) note: Option<String>,
}

impl Seen {
    /// The file; none if it is no text.
    pub(super) fn file(&self) -> Option<&SourceFile> {
        self.asked.map(|id| self.files.get(id))
    }
}

/// Reads the file at `path`, and the project around it for rules that ask what its names mean there.
pub(super) fn read(path: &Path, project: Option<&Path>, rule: &Arc<Rule>) -> Result<Seen, Failure> {
    let paths: Vec<PathBuf> = std::iter::once(path).chain(project).map(Path::to_owned).collect();
    let top = root::of(&paths).map_err(Failure::usage)?;
    let mut seen = alone(&top, path)?;
    let Some(file) = seen.file().filter(|_| project.is_some() || asks_project(rule)) else { return Ok(seen) };
    let folder = project.map_or_else(|| folder_of(&top, path), Path::to_owned);
    let found = discover::from_disk(&top, std::slice::from_ref(&folder), &options(&top, &folder)).map_err(Failure::usage)?;
    let around = if asks_project(rule) { Surroundings::of(file, &found.files) } else { Surroundings::default() };
    let note = note(&found, file.path(), project);
    // What role it has depends on where the scan begins.
    if let Some(id) = project.and_then(|_| found.files.find(file.path())) {
        seen = Seen { files: found.files, asked: Some(id), ..seen };
    }
    Ok(Seen { around, note, ..seen })
}

fn alone(top: &Path, path: &Path) -> Result<Seen, Failure> {
    let options = discover::Options { texts: true, respect_ignore_files: false, ..discover::Options::default() };
    if path.is_dir() {
        return Ok(Seen { files: Files::default(), asked: None, around: Surroundings::default(), note: None });
    }
    let files = discover::from_disk(top, &[path.to_owned()], &options).map_err(Failure::usage)?.files;
    let asked = files.iter().next().map(|(id, _)| id);
    Ok(Seen { files, asked, around: Surroundings::default(), note: None })
}

/// What a scan would read, as far as names depend on it.
fn options(top: &Path, folder: &Path) -> discover::Options {
    // A scan tells what is wrong with the configuration.
    let exclude = places::on_disk(top, folder).map(|configured| configured.config.exclude).unwrap_or_default();
    discover::Options { exclude, texts: false, max_files: MAX_FILES, ..discover::Options::default() }
}

/// The folder that somebody scans who scans this file's project: the repository, else what is marked as a project, else the
/// current folder, unless that is everything there is.
fn folder_of(top: &Path, path: &Path) -> PathBuf {
    let file = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let mut folders = file.ancestors().skip(1).take_while(|folder| folder.starts_with(top));
    let marked = if top.join(".git").exists() { None } else { folders.find(|folder| MARKS.iter().any(|mark| folder.join(mark).is_file())) };
    let is_everything = top.parent().is_none() || std::env::home_dir().is_some_and(|home| home == top);
    match (marked, file.parent()) {
        (Some(folder), _) => folder.to_owned(),
        (None, Some(folder)) if is_everything => folder.to_owned(),
        (None, _) => top.to_owned(),
    }
}

fn note(found: &Discovered, path: &str, project: Option<&Path>) -> Option<String> {
    if found.notifications.iter().any(|one| one.path.is_none() && one.kind == NotificationKind::Limit) {
        return Some(format!("the project has more than {MAX_FILES} files: names that come from others of them are not followed here"));
    }
    let is_left_out = project.is_some() && found.files.find(path).is_none();
    is_left_out.then(|| "a scan of this project leaves the file out".to_owned())
}
