//! The commit to compare with: found here, or fetched, one commit deep where that is enough.

use std::collections::BTreeSet;

use anyhow::{Context as _, bail};
use straplock::discover;
use straplock::git::{BlobEntry, EntryKind, FetchCredential, GitError, Repository, is_object_id};
use straplock::github::{Base, Network};

/// How often history is made four times as deep before giving up.
const DEPTHS: [u32; 5] = [4, 16, 64, 256, 1024];

/// Finds and fetches.
pub(super) struct Finder<'a> {
    pub(super) repository: &'a Repository,
    /// The scanned commit.
    pub(super) head: &'a str,
    /// Address of the repository, for a clone without `origin`.
    pub(super) address: String,
    pub(super) network: Network,
    /// Used only where the remote refuses without.
    pub(super) credential: Option<FetchCredential>,
}

impl Finder<'_> {
    /// The id of the commit; none where the plan compares with nothing.
    pub(super) fn find(&self, base: &Base) -> anyhow::Result<Option<String>> {
        match base {
            Base::None { .. } => Ok(None),
            Base::Exact { commit, .. } => self.exact(commit).map(Some),
            Base::MergeBase { with, .. } => self.merge_base(with).map(Some),
        }
    }

    fn exact(&self, commit: &str) -> anyhow::Result<String> {
        if !self.repository.has_commit(commit) {
            self.fetch(commit, 1).with_context(|| format!("the base commit {commit} is not in this clone"))?;
        }
        Ok(commit.to_owned())
    }

    fn merge_base(&self, with: &str) -> anyhow::Result<String> {
        let mut error = match self.parted(with) {
            Ok(base) => return Ok(base),
            Err(error) => error,
        };
        for depth in DEPTHS {
            self.fetch(with, depth).with_context(|| format!("`{with}` is not in this clone, or not its history"))?;
            self.fetch(self.head, depth).with_context(|| format!("the history of {} is not in this clone", self.head))?;
            error = match self.parted(with) {
                Ok(base) => return Ok(base),
                Err(error) => error,
            };
            if !self.repository.is_shallow()? {
                break;
            }
        }
        Err(error.into())
    }

    /// Where the head and `with` parted; the remote's branch counts before a local one, which a checkout leaves behind.
    fn parted(&self, with: &str) -> Result<String, GitError> {
        let remote = format!("refs/remotes/origin/{with}");
        let name = if self.repository.resolve(&remote).is_ok() { remote.as_str() } else { with };
        self.repository.merge_base(name, self.head)
    }

    /// A commit by its id, or the remote's branch or tag of that name.
    fn fetch(&self, revision: &str, depth: u32) -> anyhow::Result<()> {
        if self.network == Network::Offline {
            bail!("`offline` is set, so it cannot be fetched; check out with `fetch-depth: 0`, or 2 for a merge commit");
        }
        if is_object_id(revision) {
            return self.fetch_as(revision, depth).context("it could not be fetched");
        }
        let revision = revision.strip_prefix("origin/").unwrap_or(revision);
        let branch = format!("+refs/heads/{revision}:refs/remotes/origin/{revision}");
        let tag = format!("+refs/tags/{revision}:refs/tags/{revision}");
        let fetched = self.fetch_as(&branch, depth);
        fetched.or_else(|error| self.fetch_as(&tag, depth).map_err(|_| error)).context("it could not be fetched")
    }

    fn fetch_as(&self, what: &str, depth: u32) -> Result<(), GitError> {
        // In a whole clone a depth would cut its history off; there, little is missing.
        let depth = self.repository.is_shallow()?.then_some(depth);
        self.attempt(|remote, credential| self.repository.fetch(remote, what, depth, credential))
    }

    /// In a clone made with `--filter`: brings the contents that a scan of the head, and a comparison with `base`, read.
    pub(super) fn complete(&self, base: Option<&str>) -> anyhow::Result<()> {
        if !self.repository.is_partial()? {
            return Ok(());
        }
        let head = self.tree(self.head)?;
        let base = base.map(|base| self.tree(base)).transpose()?.unwrap_or_default();
        let missing = missing(&head, &base);
        if missing.is_empty() {
            return Ok(());
        }
        if self.network == Network::Offline {
            bail!("`offline` is set, so the contents of {} files that this partial clone lacks cannot be fetched", missing.len());
        }
        let fetched = self.attempt(|remote, credential| self.repository.fetch_contents(remote, &missing, credential));
        fetched.with_context(|| format!("the contents of {} files that this partial clone lacks could not be fetched", missing.len()))
    }

    /// The files of `commit`, fetched when a clone made with `--filter=tree:0` lacks them.
    fn tree(&self, commit: &str) -> anyhow::Result<Vec<BlobEntry>> {
        let tree = self.repository.tree(commit);
        if !matches!(tree, Err(GitError::NotFetched(_))) || self.network == Network::Offline {
            return Ok(tree?);
        }
        let fetched = self.attempt(|remote, credential| self.repository.fetch_tree(remote, commit, credential));
        fetched.with_context(|| format!("the tree of {commit}, which this partial clone lacks, could not be fetched"))?;
        Ok(self.repository.tree(commit)?)
    }

    /// Without the token first: a public repository, or a checkout that kept its credentials, needs none.
    fn attempt(&self, fetch: impl Fn(&str, Option<&FetchCredential>) -> Result<(), GitError>) -> Result<(), GitError> {
        let attempts = [("origin", None), ("origin", self.credential.as_ref()), (self.address.as_str(), self.credential.as_ref())];
        let mut first = None;
        for (remote, credential) in attempts {
            match fetch(remote, credential) {
                Ok(()) => return Ok(()),
                Err(error @ (GitError::NoProgram | GitError::Timeout { .. })) => return Err(error),
                Err(error) => first = first.or(Some(error)),
            }
        }
        Err(first.expect("three attempts were made"))
    }
}

/// What is not here of what is needed: files that may be analysed, and both sides of what differs.
fn missing<'a>(head: &'a [BlobEntry], base: &'a [BlobEntry]) -> Vec<&'a BlobEntry> {
    let ids = |tree: &'a [BlobEntry]| tree.iter().map(|entry| entry.id.as_str()).collect::<BTreeSet<_>>();
    let (in_head, in_base) = (ids(head), ids(base));
    let differs = |entry: &BlobEntry| !base.is_empty() && !in_base.contains(entry.id.as_str());
    let of_head = head.iter().filter(|entry| discover::language_of(&entry.path).is_some() || differs(entry));
    let of_base = base.iter().filter(|entry| !in_head.contains(entry.id.as_str()));
    of_head.chain(of_base).filter(|entry| entry.kind != EntryKind::Submodule && entry.size.is_none()).collect()
}
