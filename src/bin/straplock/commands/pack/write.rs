//! Writing straplock.toml, straplock.lock and copies of packs: each file whole or not at all.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use straplock::config::{Config, FILE, LOCK_FILE};
use straplock::pack::{Assembled, Contents, GitSource, Lock, Source};
use straplock::rule::RuleSource;

use super::Project;
use crate::exit::Failure;
use crate::output;

/// Git must not change line ends in copies: their digest would be another.
const ATTRIBUTES: &str = "# Copies of packs, exactly as they were fetched.\n* -text\n";

/// The lock file of what was assembled.
pub(super) fn lock_of(assembled: &Assembled) -> Lock {
    let mut lock = Lock::default();
    for locked in assembled.packs.iter().filter_map(|pack| pack.locked.clone()) {
        lock.put(locked);
    }
    lock
}

/// Copies of packs first, then the lock file.
pub(super) fn lock(project: &Project, assembled: &Assembled, taken: &BTreeMap<GitSource, Contents>) -> Result<(), Failure> {
    for pack in &assembled.packs {
        if let (Source::Git(git), Some(locked)) = (&pack.source, &pack.locked)
            && let Some(contents) = taken.get(git)
            && !locked.vendored.is_empty()
        {
            copy(&project.folder(), &locked.vendored, contents)?;
        }
    }
    let path = project.folder().join(LOCK_FILE);
    let lock = lock_of(assembled);
    if lock.packs.is_empty() && !path.exists() {
        return Ok(());
    }
    Ok(output::to_file(&path, lock.text().as_bytes())?)
}

fn copy(folder: &Path, place: &str, contents: &Contents) -> anyhow::Result<()> {
    let target = folder.join(place);
    let partial = target.with_extension(format!("{}.partial", std::process::id()));
    let told = || format!("cannot copy the pack to {}", target.display());
    let above = target.parent().unwrap_or(folder);
    // A project is not trusted: its folders may be links to somewhere else.
    let mut place_above = folder.to_owned();
    for part in place.split('/') {
        place_above.push(part);
        if fs::symlink_metadata(&place_above).is_ok_and(|metadata| metadata.file_type().is_symlink()) {
            bail!("{} is a symbolic link; nothing is written through it", place_above.display());
        }
    }
    fs::create_dir_all(above).with_context(told)?;
    output::to_file(&above.join(".gitattributes"), ATTRIBUTES.as_bytes())?;
    let written = contents.write(&partial).map_err(anyhow::Error::from).and_then(|()| {
        if target.exists() {
            fs::remove_dir_all(&target)?;
        }
        Ok(fs::rename(&partial, &target)?)
    });
    if written.is_err() {
        drop(fs::remove_dir_all(&partial));
    }
    written.with_context(told)
}

/// What is appended to the configuration for a pack.
pub(super) fn entry(source: &Source, shared: bool) -> String {
    let head = if shared { "[[tool.straplock.pack]]" } else { "[[pack]]" };
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let mut lines = vec![head.to_owned()];
    match source {
        Source::BuiltIn => {}
        Source::Folder(path) => lines.push(format!("path = {}", quoted(&format!("./{path}")))),
        Source::Git(git) => {
            match git.shown.strip_prefix("github:") {
                Some(name) => lines.push(format!("github = {}", quoted(name))),
                None => lines.push(format!("git = {}", quoted(&git.shown))),
            }
            lines.push(format!("rev = {}", quoted(&git.rev)));
            if !git.path.is_empty() {
                lines.push(format!("path = {}", quoted(&git.path)));
            }
        }
    }
    lines.join("\n") + "\n"
}

/// Appends a pack to the configuration, which is made when it is not there.
pub(super) fn add_to_config(project: &Project, source: &Source) -> Result<String, Failure> {
    let known = project.configured.config.source.as_ref();
    let shared = known.is_some_and(|source| Config::is_shared(source));
    let name = if shared { straplock::config::PYPROJECT } else { FILE };
    let path = project.folder().join(name);
    let mut text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(anyhow::Error::from(error).context(format!("cannot read {}", path.display())).into()),
    };
    if !text.is_empty() {
        text.truncate(text.trim_end().len());
        text.push_str("\n\n");
    }
    let entry = entry(source, shared);
    text.push_str(&entry);
    if !says(name, &text, source) {
        let error = anyhow::anyhow!("{name} cannot take the pack at its end; it is locked, and not asked for yet");
        return Err(Failure::usage(error).help(format!("write it where it belongs: {}", entry.trim_end().replace('\n', "; "))));
    }
    output::to_file(&path, text.as_bytes())?;
    Ok(format!("{}{name}", project.configured.below))
}

/// Whether a text of configuration is right and asks for the pack.
fn says(name: &str, text: &str, source: &Source) -> bool {
    let mut mistakes = Vec::new();
    let config = Config::read(&Arc::new(RuleSource::new(name, text)), &mut mistakes);
    mistakes.is_empty() && config.packs.iter().any(|wanted| wanted.source == *source)
}

/// Writes another version of a pack over the one in the configuration.
pub(super) fn change_rev(project: &Project, at: usize, new: &str) -> Result<(), Failure> {
    let config = &project.configured.config;
    let (Some(source), Some(Some(place)), Some(wanted)) = (&config.source, config.revs.get(at), config.packs.get(at)) else {
        return Ok(());
    };
    let Source::Git(git) = &wanted.source else { return Ok(()) };
    let old = git.rev.as_str();
    let name = if Config::is_shared(source) { straplock::config::PYPROJECT } else { FILE };
    let written = &source.text[place.span.clone()];
    // The value as it stands in its quotes; the version is the last thing in it.
    let changed = written.rfind(old).map(|start| format!("{}{new}{}", &written[..start], &written[start + old.len()..]));
    let changed = changed.context("the version's place in the configuration was not found; write it there by hand")?;
    let text = format!("{}{changed}{}", &source.text[..place.span.start], &source.text[place.span.end..]);
    let wanted = Source::Git(GitSource { rev: new.to_owned(), ..git.clone() });
    if !says(name, &text, &wanted) {
        let error = anyhow::anyhow!("the version could not be changed in {name}; the pack is locked at {new}");
        return Err(Failure::usage(error).help(format!("write `{new}` in the place of `{old}` by hand")));
    }
    Ok(output::to_file(&project.folder().join(name), text.as_bytes())?)
}
