//! Packs that were fetched, on this machine: one repository without a work tree for each address.

use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

pub use crate::git::FileProtocol;
use crate::git::{GitError, Repository};

use super::contents::{Contents, ContentsError};
use super::source::GitSource;

/// A folder with repositories.
#[derive(Debug, Clone)]
pub struct Store {
    folder: PathBuf,
    files: FileProtocol,
}

/// Why a pack could not be fetched.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Git refused.
    #[error(transparent)]
    Git(#[from] GitError),
    /// A pack on this machine, and nobody asked for it.
    #[error("`{0}` is a repository on this machine, which nobody else has; allow it with --allow-file")]
    File(String),
}

impl Store {
    /// The store in `folder`, which need not exist yet.
    pub fn new(folder: &Path, files: FileProtocol) -> Self {
        Self { folder: folder.to_owned(), files }
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn repository(&self, address: &str) -> PathBuf {
        let hex: String = Sha256::digest(address.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        self.folder.join(format!("{hex}.git"))
    }

    /// Brings what `git.rev` names now, and gives its commit. The only function here that uses the network.
    pub fn fetch(&self, git: &GitSource, revision: &str) -> Result<String, StoreError> {
        if git.address.starts_with("file:") && self.files == FileProtocol::Refused {
            return Err(StoreError::File(git.shown.clone()));
        }
        Ok(Repository::bare(&self.repository(&git.address))?.fetch_commit(&git.address, revision, self.files)?)
    }

    /// The pack at a commit; none when that commit was not fetched.
    pub fn contents(&self, git: &GitSource, commit: &str) -> Result<Option<Contents>, ContentsError> {
        let folder = self.repository(&git.address);
        if !folder.join("HEAD").is_file() {
            return Ok(None);
        }
        let repository = Repository::bare(&folder)?;
        if !repository.has_commit(commit) {
            return Ok(None);
        }
        Contents::from_tree(&repository, &repository.tree(commit)?, &git.path).map(Some)
    }
}
