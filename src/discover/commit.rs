//! What to read of a commit: the entries of its tree, from git's objects.
//!
//! What is left out is the same as on disk, but for `.gitignore`: what is committed is part of the project.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::installed::{Installed, is_within};
use super::{Candidate, DiscoverError, Discovered, MAX_TEXT_BYTES, Options, collect, decoded, is_left_out, walk, within_limits};
use crate::git::{BlobEntry, EntryKind, Repository};

/// Which entries of a commit are read.
#[derive(Debug, Clone, Copy)]
pub enum Wanted<'a> {
    /// All below what was asked for.
    All,
    /// Of those only these paths, and these also where they lie elsewhere: what was renamed into the folder that was asked for.
    Only {
        /// Paths that matter below what was asked for.
        below: &'a BTreeSet<&'a str>,
        /// Paths that are read wherever they lie.
        anywhere: &'a BTreeSet<&'a str>,
    },
}

/// Reads files of `commit`; `prefixes` are the folders or files asked for (relative to the top level; the empty one is
/// everything).
pub fn from_commit(
    repository: &Repository,
    commit: &str,
    prefixes: &[String],
    options: &Options,
    wanted: &Wanted<'_>,
) -> Result<Discovered, DiscoverError> {
    let filter = walk::Excludes::new(options)?;
    let tree = repository.tree(commit)?;
    let mut installed = Installed::default();
    tree.iter().for_each(|entry| installed.note(&entry.path));
    let mut others = installed.folders(prefixes);
    others.extend(environments(&tree, prefixes));
    let mut walked = walk::Walked::default();
    let mut entries = Vec::new();
    for entry in &tree {
        let Some(role_path) = wanted.role_path(&entry.path, prefixes).filter(|_| entry.kind == EntryKind::File) else { continue };
        if is_left_out(&role_path) || filter.matches(&entry.path) || is_within(&entry.path, &others) {
            walked.excluded.insert(entry.path.clone());
            continue;
        }
        let Some(language) = options.language(&entry.path) else { continue };
        if wanted.includes(&entry.path) {
            let candidate = Candidate { path: entry.path.clone(), role_path, language, size: entry.size.unwrap_or_default() };
            walked.files.push((candidate, entries.len()));
            entries.push(entry);
        }
    }
    let (kept, mut discovered) = within_limits(walked, options);
    let blobs = kept.iter().map(|(_, at)| entries[*at]).collect::<Vec<_>>();
    let contents = repository.blobs(&blobs, options.max_file_bytes.max(MAX_TEXT_BYTES))?;
    let read = kept.par_iter().zip(contents).map(|((candidate, _), bytes)| decoded(candidate, bytes));
    collect(read.collect(), &mut discovered);
    Ok(discovered)
}

impl Wanted<'_> {
    fn role_path(&self, path: &str, prefixes: &[String]) -> Option<String> {
        let elsewhere = || matches!(self, Self::Only { anywhere, .. } if anywhere.contains(path)).then(|| path.to_owned());
        below(path, prefixes).or_else(elsewhere)
    }

    fn includes(&self, path: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only { below, anywhere } => below.contains(path) || anywhere.contains(path),
        }
    }
}

/// The path relative to the first prefix that holds it; a prefix that is the file itself keeps the whole path.
fn below(path: &str, prefixes: &[String]) -> Option<String> {
    prefixes.iter().find_map(|prefix| {
        if prefix.is_empty() || prefix == path {
            return Some(path.to_owned());
        }
        path.strip_prefix(prefix.as_str())?.strip_prefix('/').map(str::to_owned)
    })
}

/// Whether `path` is below one of the prefixes.
pub fn is_below(path: &str, prefixes: &[String]) -> bool {
    below(path, prefixes).is_some()
}

/// Folders with a virtual environment, below what was asked for: `python -m venv NAME` marks each.
fn environments<'a>(tree: &'a [BlobEntry], prefixes: &[String]) -> BTreeSet<&'a str> {
    let marked = tree.iter().filter_map(|entry| entry.path.strip_suffix("/pyvenv.cfg"));
    marked.filter(|folder| below(folder, prefixes).is_some() && !prefixes.iter().any(|prefix| prefix == folder)).collect()
}
