//! Git, asked through its own program: commits, differences, and trees read from objects.
//!
//! The only place that starts a process. What a scanned repository configures (hooks, external diffs, file system
//! monitors, prefixes, programs that fetch) is switched off for each call, because the repository is not trusted; nothing
//! is written but fetched objects, and nothing is fetched but by `fetch` and `fetch_contents`.

mod command;
mod diff;
mod objects;
mod partial;
mod redirect;
mod remote;

use std::path::{Path, PathBuf};
use std::time::Duration;

pub use objects::{BlobEntry, EntryKind};
pub use remote::FileProtocol;

use crate::diff::Diff;
use crate::files::name_of;

/// What went wrong with git, for people.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// No git program on the path.
    #[error("git is not installed, or not on the PATH; comparisons and packs need it")]
    NoProgram,
    /// The path is in no repository.
    #[error("{0} is not in a git repository; a comparison needs one")]
    NotARepository(String),
    /// A name that git does not know.
    #[error("git knows no commit `{revision}` here{hint}")]
    UnknownRevision {
        /// As the user wrote it.
        revision: String,
        /// What may help, from `; ` on; may be empty.
        hint: String,
    },
    /// The two commits share no ancestor, or the history that is here does not show it.
    #[error("the histories of `{0}` and `{1}` have no common commit here{2}")]
    NoMergeBase(String, String, String),
    /// A clone made with `--filter` lacks contents that are needed.
    #[error(
        "{0} not in this clone, which was made with `--filter`; fetch what is missing (`git fetch --refetch --no-filter origin`), or clone without `--filter`"
    )]
    NotFetched(String),
    /// Git took longer than a call may.
    #[error("`git {command}` did not finish within {seconds} seconds")]
    Timeout {
        /// First words of the call.
        command: String,
        /// The limit.
        seconds: u64,
    },
    /// What git fetched grew too large.
    #[error("`git {command}` was ended: it fetched more than {megabytes} MiB")]
    TooLarge {
        /// First words of the call.
        command: String,
        /// The limit.
        megabytes: u64,
    },
    /// The other side sends who asks for the repository elsewhere.
    #[error("`{from}` redirects to {why}, which is not followed")]
    Redirected {
        /// The host that was asked.
        from: String,
        /// Where that leads.
        why: String,
    },
    /// Git said something else.
    #[error("`git {command}` failed: {message}")]
    Failed {
        /// First words of the call.
        command: String,
        /// Its own words, without secrets, shortened.
        message: String,
    },
    /// Git's answer is not of the form it documents.
    #[error("`git {command}` answered in an unexpected form: {message}")]
    Unexpected {
        /// First words of the call.
        command: String,
        /// What was expected.
        message: String,
    },
}

/// A commit as its object says it: both parents of a merge are named even where a shallow clone lacks them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Hexadecimal, 40 or 64 digits.
    pub id: String,
    /// In the commit's order.
    pub parents: Vec<String>,
}

/// The credential for one fetch; never shown.
#[derive(Clone)]
pub struct FetchCredential {
    /// `https://github.com/`: the credential is sent only there.
    pub server: String,
    /// The token.
    pub token: secrecy::SecretString,
}

/// A repository on disk.
#[derive(Debug, Clone)]
pub struct Repository {
    top: PathBuf,
    /// Whether `top` is the repository itself.
    bare: bool,
}

/// A call that only reads objects.
const READ_LIMIT: Duration = Duration::from_mins(2);
/// A call that uses the network.
const FETCH_LIMIT: Duration = Duration::from_mins(5);

/// Brings objects and moves nothing; the program at the other end of a local address is git's own.
const FETCH: [&str; 6] =
    ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--upload-pack=git-upload-pack"];

impl Repository {
    /// The repository that holds `path`.
    pub fn open(path: &Path) -> Result<Self, GitError> {
        let folder = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let call = command::Call::new(folder, &["rev-parse", "--show-toplevel"]);
        let answer = call.run(READ_LIMIT).map_err(|error| match error {
            GitError::Failed { message, .. } if message.contains("not a git repository") || message.contains("work tree") => {
                GitError::NotARepository(path.display().to_string())
            }
            other => other,
        })?;
        let top = String::from_utf8_lossy(&answer).trim_end_matches(['\r', '\n']).to_owned();
        Ok(Self { top: PathBuf::from(top), bare: false })
    }

    /// The folder that holds the work tree.
    pub fn top_level(&self) -> &Path {
        &self.top
    }

    /// The commit that is checked out.
    pub fn head(&self) -> Result<Commit, GitError> {
        self.commit("HEAD")
    }

    /// The commit that `revision` names.
    pub fn commit(&self, revision: &str) -> Result<Commit, GitError> {
        let id = self.resolve(revision)?;
        let text = self.read(&["cat-file", "commit", &id])?;
        let text = String::from_utf8_lossy(&text);
        let header = text.lines().take_while(|line| !line.is_empty());
        let parents = header.filter_map(|line| line.strip_prefix("parent ")).map(str::to_owned).collect();
        Ok(Commit { id, parents })
    }

    /// Whether the commit's object is here.
    pub fn has_commit(&self, id: &str) -> bool {
        is_object_id(id) && self.read(&["cat-file", "-e", &format!("{id}^{{commit}}")]).is_ok()
    }

    /// Whether history is cut off somewhere.
    pub fn is_shallow(&self) -> Result<bool, GitError> {
        Ok(self.read(&["rev-parse", "--is-shallow-repository"])?.starts_with(b"true"))
    }

    /// The id of the commit that `revision` names (a branch, a tag, `HEAD~2`, an id).
    pub fn resolve(&self, revision: &str) -> Result<String, GitError> {
        let peeled = format!("{revision}^{{commit}}");
        let unknown = || GitError::UnknownRevision { revision: revision.to_owned(), hint: self.unknown_hint() };
        if revision.is_empty() || revision.starts_with('-') {
            return Err(unknown());
        }
        let answer = match self.read(&["rev-parse", "--verify", "--quiet", "--end-of-options", &peeled]) {
            Ok(answer) => answer,
            Err(GitError::Failed { .. }) => return Err(unknown()),
            Err(error) => return Err(error),
        };
        let id = String::from_utf8_lossy(&answer).trim().to_owned();
        if is_object_id(&id) { Ok(id) } else { Err(unknown()) }
    }

    fn unknown_hint(&self) -> String {
        if self.is_shallow().unwrap_or(false) {
            "; the clone is shallow: fetch the commit first (`git fetch origin NAME`, or checkout with `fetch-depth: 0`)".into()
        } else {
            "; fetch it first, or name a branch, tag or commit that `git log` shows".into()
        }
    }

    /// The commit where the histories of `a` and `b` parted. On the boundary of a shallow clone an answer may be
    /// silently wrong, so it is refused there.
    pub fn merge_base(&self, a: &str, b: &str) -> Result<String, GitError> {
        let (left, right) = (self.resolve(a)?, self.resolve(b)?);
        let shallow = self.is_shallow()?;
        let hint =
            if shallow { "; the clone is shallow: deepen it (`git fetch --unshallow`, or checkout with `fetch-depth: 0`)" } else { "" };
        let none = || GitError::NoMergeBase(a.to_owned(), b.to_owned(), hint.to_owned());
        let answer = match self.read(&["merge-base", &left, &right]) {
            Ok(answer) => answer,
            Err(GitError::Failed { .. }) => return Err(none()),
            Err(error) => return Err(error),
        };
        let base = String::from_utf8_lossy(&answer).trim().to_owned();
        if !is_object_id(&base) {
            return Err(none());
        }
        if shallow && self.commit(&base)?.parents.iter().any(|parent| !self.has_commit(parent)) && base != left && base != right {
            return Err(none());
        }
        Ok(base)
    }

    /// Brings `revision` (a commit id or ref) from `remote`; without `depth` with its history.
    pub fn fetch(&self, remote: &str, revision: &str, depth: Option<u32>, credential: Option<&FetchCredential>) -> Result<(), GitError> {
        if revision.starts_with('-') || remote.starts_with('-') {
            return Err(GitError::UnknownRevision { revision: revision.to_owned(), hint: String::new() });
        }
        let depth = depth.map(|depth| format!("--depth={depth}"));
        let mut words = FETCH.to_vec();
        words.extend(depth.as_deref());
        words.extend(["--end-of-options", remote, revision]);
        self.fetching(&words, credential).run(FETCH_LIMIT).map(drop)
    }

    /// What changed from `base` to `head`, renames followed.
    pub fn diff(&self, base: &str, head: &str) -> Result<Diff, GitError> {
        let (base, head) = (self.resolve(base)?, self.resolve(head)?);
        let mut words = vec!["diff"];
        words.extend(diff::ARGUMENTS);
        words.extend([base.as_str(), head.as_str(), "--"]);
        diff::parse(&self.read(&words)?, |raw| self.read(&[&["diff"], raw, &[&base, &head, "--"]].concat()))
    }

    /// Paths of the work tree that differ from `HEAD`: tracked ones that changed, and new ones that are not ignored.
    pub fn local_changes(&self) -> Result<Vec<String>, GitError> {
        let words = ["status", "--porcelain", "-z", "--untracked-files=all", "--ignore-submodules=all", "--no-renames"];
        let call = self.filters()?.into_iter().fold(command::Call::new(&self.top, &words), |call, name| {
            let value = if name.ends_with(".required") { "false" } else { "" };
            call.with_setting(name, value.to_owned())
        });
        let answer = call.run(READ_LIMIT)?;
        let records = answer.split(|byte| *byte == 0).filter_map(|record| record.get(3..)).filter(|path| !path.is_empty());
        Ok(records.map(name_of).collect())
    }

    /// The settings of every filter program that is configured here: `git status` would run them.
    fn filters(&self) -> Result<Vec<String>, GitError> {
        let names = match self.read(&["config", "--name-only", "-z", "--get-regexp", r"^filter\..*\.(clean|process|required)$"]) {
            Ok(names) => names,
            // None is configured.
            Err(GitError::Failed { .. }) => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        // One whose name cannot be handed back cannot be switched off.
        let strange = |_| GitError::Unexpected { command: "config".into(), message: "names of filters in UTF-8".into() };
        let names = names.split(|byte| *byte == 0).filter(|name| !name.is_empty());
        names.map(|name| String::from_utf8(name.to_vec()).map_err(strange)).collect()
    }

    /// Every blob of `commit`'s tree, sorted by path.
    pub fn tree(&self, commit: &str) -> Result<Vec<BlobEntry>, GitError> {
        let id = self.resolve(commit)?;
        objects::parse_tree(&self.read(&["ls-tree", "-r", "-z", "-l", "--full-tree", &id])?)
    }

    /// The contents of `blobs`, in their order; `limit` bounds each blob in bytes (larger ones must not be asked for).
    pub fn blobs(&self, blobs: &[&BlobEntry], limit: u64) -> Result<Vec<Vec<u8>>, GitError> {
        objects::read_blobs(self, blobs, limit)
    }

    /// A call that may use the network. Programs that know passwords are not asked: the repository's configuration may name them.
    fn fetching(&self, words: &[&str], credential: Option<&FetchCredential>) -> command::Call {
        let call = command::Call::new(&self.top, words).with_protocols(command::FETCH_PROTOCOLS);
        let call = call.with_setting("credential.helper".to_owned(), String::new());
        match credential {
            Some(credential) => call.with_credential(credential),
            None => call,
        }
    }

    fn read(&self, words: &[&str]) -> Result<Vec<u8>, GitError> {
        match self.call(words).run(READ_LIMIT) {
            Err(GitError::Failed { message, .. }) if partial::lacks_trees(&message) && self.is_partial().unwrap_or(false) => {
                Err(GitError::NotFetched("the trees of older commits are".to_owned()))
            }
            answer => answer,
        }
    }

    fn call(&self, words: &[&str]) -> command::Call {
        let call = command::Call::new(&self.top, words);
        if self.bare { call.bare() } else { call }
    }
}

/// Whether `text` is a full object id.
pub fn is_object_id(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
