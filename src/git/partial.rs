//! Clones made with `--filter`, which lack contents: git would fetch them in the midst of any call, in the way that the
//! repository's configuration names. Calls that read do not fetch (`command.rs`); what is missing is fetched here, when asked for.

use super::{BlobEntry, FETCH_LIMIT, FetchCredential, GitError, Repository, command};

/// The settings by which git knows such a clone.
const MARKS: &str = r"^(extensions\.partialclone|remote\..*\.(promisor|partialclonefilter))$";

impl Repository {
    /// Whether contents may be missing here because the clone was made with `--filter`.
    pub fn is_partial(&self) -> Result<bool, GitError> {
        match self.read(&["config", "--name-only", "--get-regexp", MARKS]) {
            Ok(names) => Ok(!names.is_empty()),
            Err(GitError::Failed { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Fetches the contents of `blobs` from `remote`, and nothing else: history stays as deep as it is.
    pub fn fetch_contents(&self, remote: &str, blobs: &[&BlobEntry], credential: Option<&FetchCredential>) -> Result<(), GitError> {
        if remote.starts_with('-') {
            return Err(GitError::UnknownRevision { revision: remote.to_owned(), hint: String::new() });
        }
        let ids = blobs.iter().map(|blob| format!("{}\n", blob.id)).collect::<String>();
        let words = [&super::FETCH[..], &["--no-filter", "--stdin", "--end-of-options", remote]].concat();
        // What is here says nothing about what is missing.
        let call = command::Call::fetching(&self.top, &words).with_setting("fetch.negotiationAlgorithm".to_owned(), "noop".to_owned());
        let call = match credential {
            Some(credential) => call.with_credential(credential),
            None => call,
        };
        call.run_with_input(ids.into_bytes(), FETCH_LIMIT).map(drop)
    }
}
