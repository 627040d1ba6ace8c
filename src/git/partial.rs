//! Clones made with `--filter`, which lack contents: git would fetch them in the midst of any call, in the way that the
//! repository's configuration names. Calls that read do not fetch (`command.rs`); what is missing is fetched here, when asked for.

use super::{BlobEntry, FETCH_LIMIT, FetchCredential, GitError, Repository};

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

    /// Fetches the names of all files of `commit` from `remote`, without their contents; the commit itself is here.
    pub fn fetch_tree(&self, remote: &str, commit: &str, credential: Option<&FetchCredential>) -> Result<(), GitError> {
        let text = self.read(&["cat-file", "commit", &self.resolve(commit)?])?;
        let text = String::from_utf8_lossy(&text);
        let tree = text.lines().next().and_then(|line| line.strip_prefix("tree ")).filter(|id| super::is_object_id(id));
        let unexpected = || GitError::Unexpected { command: "cat-file".into(), message: "`tree id` in the first line".into() };
        self.fetch_objects(remote, "--filter=blob:none", &[tree.ok_or_else(unexpected)?], credential)
    }

    /// Fetches the contents of `blobs` from `remote`, and nothing else: history stays as deep as it is.
    pub fn fetch_contents(&self, remote: &str, blobs: &[&BlobEntry], credential: Option<&FetchCredential>) -> Result<(), GitError> {
        let ids = blobs.iter().map(|blob| blob.id.as_str()).collect::<Vec<_>>();
        self.fetch_objects(remote, "--no-filter", &ids, credential)
    }

    fn fetch_objects(&self, remote: &str, filter: &str, ids: &[&str], credential: Option<&FetchCredential>) -> Result<(), GitError> {
        if remote.starts_with('-') {
            return Err(GitError::UnknownRevision { revision: remote.to_owned(), hint: String::new() });
        }
        let input = ids.iter().map(|id| format!("{id}\n")).collect::<String>();
        let words = [&super::FETCH[..], &[filter, "--stdin", "--end-of-options", remote]].concat();
        // What is here says nothing about what is missing.
        let call = self.fetching(&words, credential).with_setting("fetch.negotiationAlgorithm".to_owned(), "noop".to_owned());
        call.run_with_input(input.into_bytes(), FETCH_LIMIT).map(drop)
    }
}

/// Whether git's words say that it looked for a tree that is not here.
pub(super) fn lacks_trees(message: &str) -> bool {
    message.contains("not a tree object") || message.contains("unable to read tree")
}
