//! Repositories without a work tree that hold what was fetched from elsewhere: packs of rules.
//!
//! Nothing is checked out, so no hook, filter or submodule of the other side ever runs; only https and ssh are spoken.

use std::fs;
use std::path::Path;
use std::time::Duration;

use super::{GitError, Repository, is_object_id, redirect};

/// Whether repositories on this machine may be fetched from (`file://`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FileProtocol {
    /// Yes: somebody asked for it.
    Allowed,
    /// No.
    #[default]
    Refused,
}

/// A pack is small; a repository that takes longer is not one.
const LIMIT: Duration = Duration::from_mins(2);
/// One commit of a repository of packs may have this many bytes, compressed.
const MAX_BYTES: u64 = 256 << 20;

impl Repository {
    /// The repository without a work tree in `folder`, made when it is not there yet.
    pub fn bare(folder: &Path) -> Result<Self, GitError> {
        let repository = Self { top: folder.to_owned(), bare: true };
        if folder.join("HEAD").is_file() {
            return Ok(repository);
        }
        let failed = |error: std::io::Error| GitError::Failed { command: "init".into(), message: format!("{}: {error}", folder.display()) };
        fs::create_dir_all(folder).map_err(failed)?;
        repository.call(&["init", "--quiet", "--bare", "--template="]).run(LIMIT)?;
        Ok(repository)
    }

    /// Brings one commit from `address`, without history, and gives its id. `revision` is a commit, a tag or a branch, looked
    /// for in this order.
    pub fn fetch_commit(&self, address: &str, revision: &str, files: FileProtocol) -> Result<String, GitError> {
        if address.starts_with('-') || revision.starts_with('-') {
            return Err(GitError::UnknownRevision { revision: revision.to_owned(), hint: String::new() });
        }
        if is_object_id(revision) {
            let kept = format!("refs/straplock/commits/{revision}");
            self.bring(address, &format!("+{revision}:{kept}"), files)?;
            return self.resolve(&kept);
        }
        let tag = format!("refs/straplock/tags/{revision}");
        match self.bring(address, &format!("+refs/tags/{revision}:{tag}"), files) {
            Ok(()) => return self.resolve(&tag),
            Err(GitError::Failed { message, .. }) if message.contains("couldn't find remote ref") => {}
            Err(error) => return Err(error),
        }
        let branch = format!("refs/straplock/heads/{revision}");
        match self.bring(address, &format!("+refs/heads/{revision}:{branch}"), files) {
            Ok(()) => self.resolve(&branch),
            Err(GitError::Failed { message, .. }) if message.contains("couldn't find remote ref") => {
                let hint = "; it has no tag and no branch of that name (a commit is written with all of its digits)".to_owned();
                Err(GitError::UnknownRevision { revision: revision.to_owned(), hint })
            }
            Err(error) => Err(error),
        }
    }

    /// Fetches from `address`, or from where its host says that the repository is now.
    fn bring(&self, address: &str, refspec: &str, files: FileProtocol) -> Result<(), GitError> {
        let mut place = address.to_owned();
        for _ in 0..redirect::MOST {
            match self.bring_from(&place, refspec, files) {
                Err(GitError::Failed { message, .. }) if redirect::is_told(&message) => place = self.redirected(&place)?.unwrap_or(place),
                done => return done,
            }
        }
        Err(GitError::Redirected { from: redirect::host(address), why: "one place after another".to_owned() })
    }

    /// Where the server says that the repository is; none if it says so no more.
    fn redirected(&self, address: &str) -> Result<Option<String>, GitError> {
        // What git tells of its requests is written nowhere; it leaves out passwords by itself.
        let told = [("GIT_TRACE_CURL", "1"), ("GIT_TRACE_CURL_NO_DATA", "1"), ("GIT_TRACE_REDACT", "1")];
        let call = self.call(&["ls-remote", "--quiet", "--end-of-options", address, "HEAD"]).with_protocols("https");
        let call = call.with_setting("http.followRedirects".to_owned(), "false".to_owned());
        let call = told.into_iter().fold(call, |call, (name, value)| call.with_variable(name, value));
        let told = call.run_for_errors(LIMIT)?;
        let told = String::from_utf8_lossy(&told);
        redirect::location(&told).map(|location| redirect::followed(address, location)).transpose()
    }

    fn bring_from(&self, address: &str, refspec: &str, files: FileProtocol) -> Result<(), GitError> {
        let words = [
            "fetch",
            "--quiet",
            "--no-tags",
            "--no-write-fetch-head",
            "--no-recurse-submodules",
            "--no-auto-maintenance",
            "--depth=1",
            "--end-of-options",
            address,
            refspec,
        ];
        let protocols = match files {
            FileProtocol::Allowed => "https:ssh:file",
            FileProtocol::Refused => "https:ssh",
        };
        // A pack is written to disk as it comes, where its size is watched; small ones would be taken apart in memory.
        let settings = [("fetch.unpackLimit", "1"), ("http.followRedirects", "false")];
        let call = settings.into_iter().fold(self.call(&words), |call, (name, value)| call.with_setting(name.to_owned(), value.to_owned()));
        call.with_protocols(protocols).with_disk_limit(&self.top, MAX_BYTES).run(LIMIT).map(drop)
    }
}
