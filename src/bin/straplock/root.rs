//! What all paths of a report are relative to.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

/// The folder that holds everything that was asked for: the repository's top where there is one, else the current folder, else
/// the folder that was named.
pub(crate) fn of(paths: &[PathBuf]) -> anyhow::Result<PathBuf> {
    let mut wanted = Vec::with_capacity(paths.len());
    for path in paths {
        wanted.push(canonical(path)?);
    }
    let Some(first) = wanted.first() else { return Ok(PathBuf::from(".")) };
    let holds_all = |folder: &Path| wanted.iter().all(|path| path.starts_with(folder) && (path != folder || folder.is_dir()));
    let repository = first.ancestors().find(|folder| folder.join(".git").exists());
    if let Some(top) = repository.filter(|top| holds_all(top)) {
        return Ok(top.to_owned());
    }
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    if let Some(here) = here.ok().filter(|here| holds_all(here)) {
        return Ok(here);
    }
    let common = first.ancestors().find(|folder| folder.is_dir() && holds_all(folder));
    common.map(Path::to_owned).context("the paths have no folder in common; scan them in runs of their own")
}

/// Names below `root`, with `/`; empty for the root itself.
pub(crate) fn prefixes(root: &Path, paths: &[PathBuf]) -> anyhow::Result<Vec<String>> {
    let root = root.canonicalize()?;
    let named = paths.iter().map(|path| {
        let place = canonical(path)?;
        let below = place.strip_prefix(&root).with_context(|| format!("{} is outside {}", path.display(), root.display()))?;
        Ok(below.components().map(|part| straplock::files::name_of(part.as_os_str().as_encoded_bytes())).collect::<Vec<_>>().join("/"))
    });
    named.collect()
}

fn canonical(path: &Path) -> anyhow::Result<PathBuf> {
    path.canonicalize().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => anyhow::anyhow!("no such file or folder: {}", path.display()),
        _ => anyhow::anyhow!("cannot read {}: {error}", path.display()),
    })
}
