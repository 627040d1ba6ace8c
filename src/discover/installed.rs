//! Folders that packages were installed into, as by `pip install --target`: other people's code, whatever the folder's name.

use std::collections::{BTreeMap, BTreeSet};

/// Fewer packages may be the project's own, built in place.
const PACKAGES: usize = 2;

/// What the records of installed packages say.
#[derive(Debug, Default)]
pub(super) struct Installed {
    /// For each folder the packages recorded in it.
    packages: BTreeMap<String, BTreeSet<String>>,
}

impl Installed {
    /// Takes note of `path` if it is the record of an installed package (`FOLDER/NAME-1.0.dist-info/RECORD`).
    pub(super) fn note(&mut self, path: &str) {
        let Some((folder, package)) = path.strip_suffix(".dist-info/RECORD").and_then(|path| path.rsplit_once('/')) else { return };
        self.packages.entry(folder.to_owned()).or_default().insert(package.to_owned());
    }

    /// The folders, except those that were asked for by name.
    pub(super) fn folders(&self, asked: &[String]) -> BTreeSet<&str> {
        let folders = self.packages.iter().filter(|(folder, packages)| packages.len() >= PACKAGES && !asked.contains(folder));
        folders.map(|(folder, _)| folder.as_str()).collect()
    }
}

/// Whether one of `folders` holds `path`.
pub(super) fn is_within(path: &str, folders: &BTreeSet<&str>) -> bool {
    !folders.is_empty() && path.match_indices('/').any(|(at, _)| folders.contains(&path[..at]))
}
