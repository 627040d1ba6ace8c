//! The project as packs see it: its folder on disk, or a commit of it, which a pull request cannot change.

use std::fs;
use std::path::{Path, PathBuf};

use super::contents::{Contents, ContentsError};
use crate::git::{BlobEntry, EntryKind, GitError, Repository};

/// Where copies of packs lie in a project.
pub(crate) const VENDORED: &str = ".straplock/packs";

/// A larger file of configuration is refused, in bytes.
const MAX_FILE: u64 = 1 << 20;

/// The files of a project.
pub enum ProjectTree<'a> {
    /// A folder on disk.
    Disk(PathBuf),
    /// A folder of a commit.
    Commit {
        /// Whose objects.
        repository: &'a Repository,
        /// The whole tree.
        entries: Vec<BlobEntry>,
        /// The folder, relative to the repository's top; empty for the top.
        below: String,
    },
}

/// Why a file of a project cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum TreeError {
    /// The system says no.
    #[error("`{0}` cannot be read: {1}")]
    Unreadable(String, std::io::Error),
    /// It leads elsewhere.
    #[error("`{0}` is a symbolic link; configuration is read only from files")]
    Link(String),
    /// It is no text.
    #[error("`{0}` is not UTF-8 text")]
    NotText(String),
    /// It is too large.
    #[error("`{0}` has more than 1 MiB")]
    TooLarge(String),
    /// Git refused.
    #[error(transparent)]
    Git(#[from] GitError),
}

impl<'a> ProjectTree<'a> {
    /// A folder on disk.
    pub fn disk(folder: &Path) -> Self {
        Self::Disk(folder.to_owned())
    }

    /// The folder `below` of a commit.
    pub fn commit(repository: &'a Repository, commit: &str, below: &str) -> Result<Self, GitError> {
        Ok(Self::Commit { repository, entries: repository.tree(commit)?, below: below.to_owned() })
    }

    /// The same tree, another folder of it; relative to the repository's top in a commit.
    #[must_use]
    pub fn at(self, folder: &str) -> Self {
        match self {
            Self::Disk(root) => Self::Disk(root.join(folder)),
            Self::Commit { repository, entries, .. } => Self::Commit { repository, entries, below: folder.to_owned() },
        }
    }

    fn full(&self, path: &str) -> String {
        match self {
            Self::Commit { below, .. } if !below.is_empty() && !path.is_empty() => format!("{below}/{path}"),
            Self::Commit { below, .. } if path.is_empty() => below.clone(),
            Self::Disk(_) | Self::Commit { .. } => path.to_owned(),
        }
    }

    /// A text file; none when there is no such file.
    pub fn text(&self, path: &str) -> Result<Option<String>, TreeError> {
        let bytes = match self {
            Self::Disk(root) => on_disk(&root.join(path), path)?,
            Self::Commit { repository, entries, .. } => in_commit(repository, entries, &self.full(path), path)?,
        };
        bytes.map(|bytes| String::from_utf8(bytes).map_err(|_| TreeError::NotText(path.to_owned()))).transpose()
    }

    /// Whether there is a file or folder.
    pub fn has(&self, path: &str) -> bool {
        match self {
            Self::Disk(root) => fs::symlink_metadata(root.join(path)).is_ok(),
            Self::Commit { entries, .. } => {
                let full = self.full(path);
                entries.iter().any(|entry| entry.path == full || entry.path.strip_prefix(&*full).is_some_and(|rest| rest.starts_with('/')))
            }
        }
    }

    /// A folder or file as a pack.
    pub fn contents(&self, path: &str) -> Result<Contents, ContentsError> {
        match self {
            Self::Disk(root) => Contents::from_disk(root, path),
            Self::Commit { repository, entries, .. } => Contents::from_tree(repository, entries, &self.full(path)),
        }
    }
}

fn on_disk(place: &Path, path: &str) -> Result<Option<Vec<u8>>, TreeError> {
    let unreadable = |error| TreeError::Unreadable(path.to_owned(), error);
    let metadata = match fs::symlink_metadata(place) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(error)),
    };
    if metadata.file_type().is_symlink() {
        return Err(TreeError::Link(path.to_owned()));
    }
    if !metadata.is_file() {
        return Err(unreadable(std::io::Error::other("it is no file")));
    }
    if metadata.len() > MAX_FILE {
        return Err(TreeError::TooLarge(path.to_owned()));
    }
    fs::read(place).map(Some).map_err(unreadable)
}

fn in_commit(repository: &Repository, entries: &[BlobEntry], full: &str, path: &str) -> Result<Option<Vec<u8>>, TreeError> {
    let Some(entry) = entries.iter().find(|entry| entry.path == full) else { return Ok(None) };
    match entry.kind {
        EntryKind::Link => return Err(TreeError::Link(path.to_owned())),
        EntryKind::Submodule => return Ok(None),
        EntryKind::File if entry.size.unwrap_or_default() > MAX_FILE => return Err(TreeError::TooLarge(path.to_owned())),
        EntryKind::File => {}
    }
    Ok(repository.blobs(&[entry], MAX_FILE)?.into_iter().next())
}
