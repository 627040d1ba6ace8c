//! Where a project's configuration lies, and where fetched packs are kept on this machine.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use straplock::config::{Config, LOCK_FILE};
use straplock::git::{FileProtocol, Repository};
use straplock::pack::{Lock, ProjectTree, Store};
use straplock::rule::{Diagnostic, RuleSource};

/// A project's files of configuration, read.
pub(crate) struct Configured<'a> {
    /// The folder that holds them, as packs see it.
    pub(crate) tree: ProjectTree<'a>,
    /// That folder below the root of the scan: empty, or with a slash at its end.
    pub(crate) below: String,
    /// What the file says; nothing where there is none.
    pub(crate) config: Config,
    /// What is locked.
    pub(crate) lock: Lock,
    /// Mistakes in both files.
    pub(crate) mistakes: Vec<Diagnostic>,
}

/// Looks in `start` and the folders above it, up to `top`; the nearest one wins.
pub(crate) fn on_disk(top: &Path, start: &Path) -> anyhow::Result<Configured<'static>> {
    let top = top.canonicalize().with_context(|| format!("cannot read {}", top.display()))?;
    let start = start.canonicalize().with_context(|| format!("cannot read {}", start.display()))?;
    let start = if start.is_dir() { start } else { start.parent().unwrap_or(&top).to_owned() };
    for folder in start.ancestors().filter(|folder| folder.starts_with(&top)) {
        if let Some(found) = in_folder(ProjectTree::disk(folder), below(&top, folder))? {
            return Ok(found);
        }
    }
    Ok(nothing(ProjectTree::disk(&top), String::new()))
}

/// The same in a commit; `start` is relative to the repository's top.
pub(crate) fn in_commit<'a>(repository: &'a Repository, commit: &str, start: &str) -> anyhow::Result<Configured<'a>> {
    let mut tree = ProjectTree::commit(repository, commit, "").context("the configuration of the base cannot be read")?;
    let mut folder = start;
    loop {
        tree = tree.at(folder);
        let below = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let mut mistakes = Vec::new();
        if let Some(config) = Config::in_folder(&tree, &below, &mut mistakes)? {
            return finished(tree, below, config, mistakes);
        }
        if folder.is_empty() {
            return Ok(nothing(tree, String::new()));
        }
        folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
    }
}

/// One file that was named.
pub(crate) fn named(top: &Path, file: &Path) -> anyhow::Result<Configured<'static>> {
    let shown = file.display().to_string().replace('\\', "/");
    let text = std::fs::read_to_string(file).with_context(|| format!("the configuration {shown} cannot be read"))?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = folder.canonicalize().with_context(|| format!("cannot read {}", folder.display()))?;
    let mut mistakes = Vec::new();
    let config = Config::read(&std::sync::Arc::new(RuleSource::new(shown, &text)), &mut mistakes);
    let top = top.canonicalize().unwrap_or_else(|_| top.to_owned());
    finished(ProjectTree::disk(&folder), below(&top, &folder), config, mistakes)
}

/// No configuration at all.
pub(crate) fn nothing(tree: ProjectTree<'_>, below: String) -> Configured<'_> {
    Configured { tree, below, config: Config::default(), lock: Lock::default(), mistakes: Vec::new() }
}

fn in_folder(tree: ProjectTree<'static>, below: String) -> anyhow::Result<Option<Configured<'static>>> {
    let mut mistakes = Vec::new();
    match Config::in_folder(&tree, &below, &mut mistakes)? {
        Some(config) => finished(tree, below, config, mistakes).map(Some),
        None => Ok(None),
    }
}

fn finished(tree: ProjectTree<'_>, below: String, config: Config, mut mistakes: Vec<Diagnostic>) -> anyhow::Result<Configured<'_>> {
    let lock = match tree.text(LOCK_FILE)? {
        Some(text) => Lock::read(&std::sync::Arc::new(RuleSource::new(format!("{below}{LOCK_FILE}"), &text)), &mut mistakes),
        None => Lock::default(),
    };
    Ok(Configured { tree, below, config, lock, mistakes })
}

/// A folder relative to `top`, with a slash at its end; empty for `top` itself, and for a folder that is not below it.
fn below(top: &Path, folder: &Path) -> String {
    let Ok(relative) = folder.strip_prefix(top) else { return String::new() };
    let parts = relative.components().map(|part| straplock::files::name_of(part.as_os_str().as_encoded_bytes()));
    parts.map(|part| format!("{part}/")).collect()
}

/// Where fetched packs are kept; none where the system names no folder for it.
pub(crate) fn store(files: FileProtocol) -> Option<Store> {
    let path = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let system = || {
        if cfg!(windows) {
            path("LOCALAPPDATA").map(|folder| folder.join("straplock").join("cache"))
        } else {
            path("XDG_CACHE_HOME").or_else(|| path("HOME").map(|home| home.join(".cache"))).map(|folder| folder.join("straplock"))
        }
    };
    let folder = path("STRAPLOCK_CACHE_DIR").or_else(system)?;
    Some(Store::new(&folder.join("packs"), files))
}
