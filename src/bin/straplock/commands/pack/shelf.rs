//! Packs fetched now, to be looked at and locked.

use std::cell::RefCell;
use std::collections::BTreeMap;

use straplock::pack::{Availability, Contents, GitSource, Locked, Shelf, Store, Unmet};

/// Fetches what is asked for; the rest comes as it is locked.
pub(super) struct Fresh<'a> {
    pub(super) locked: Availability<'a>,
    pub(super) store: &'a Store,
    /// Which packs are fetched although they are locked.
    pub(super) again: &'a dyn Fn(&GitSource) -> bool,
    /// Which packs get a copy in the project.
    pub(super) copy: Copying,
    /// What was fetched, for copies of it.
    pub(super) taken: RefCell<BTreeMap<GitSource, Contents>>,
}

/// Whether packs are copied into the project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Copying {
    /// Those that were copied before.
    AsBefore,
    /// All that are fetched now.
    Yes,
}

impl Shelf for Fresh<'_> {
    fn take(&self, git: &GitSource) -> Result<(Contents, Locked), Unmet> {
        let before = self.locked.lock.find(git);
        if before.is_some_and(|before| before.asked == git.rev) && !(self.again)(git) {
            return self.locked.take(git);
        }
        let commit = self.store.fetch(git, &git.rev).map_err(|error| refused(git, &error.to_string()))?;
        let contents = self.store.contents(git, &commit).map_err(|error| refused(git, &error.to_string()))?;
        let contents = contents.ok_or_else(|| refused(git, "git did not bring the commit"))?;
        let copied = before.is_some_and(|before| !before.vendored.is_empty());
        let copy = match self.copy {
            Copying::Yes => true,
            Copying::AsBefore => copied,
        };
        let locked = Locked {
            source: git.shown.clone(),
            path: git.path.clone(),
            asked: git.rev.clone(),
            commit,
            digest: contents.digest(),
            name: String::new(),
            version: String::new(),
            licence: String::new(),
            vendored: if copy { folder_for(git) } else { String::new() },
        };
        self.taken.borrow_mut().insert(git.clone(), contents.clone());
        Ok((contents, locked))
    }
}

fn refused(git: &GitSource, why: &str) -> Unmet {
    let help = if why.contains("--allow-file") {
        "a folder of this project needs no repository: `path = \"./team-rules\"`"
    } else if why.contains("has no tag") {
        "look at the repository's tags: `git ls-remote --tags ADDRESS`"
    } else if why.contains("redirects to another host") {
        "if you trust that host, name it in the address yourself"
    } else {
        "check the address, the network, and that git may read the repository: `git ls-remote ADDRESS`"
    };
    Unmet { message: format!("the pack {git} cannot be had: {why}"), notes: Vec::new(), help: help.to_owned() }
}

/// Where a copy of a pack lies: one folder for each, named after where it comes from.
fn folder_for(git: &GitSource) -> String {
    let bare = git.shown.trim_start_matches("github:");
    let bare = bare.split_once("://").map_or(bare, |(_, rest)| rest).trim_end_matches(".git");
    let whole = if git.path.is_empty() { bare.to_owned() } else { format!("{bare}-{}", git.path) };
    let name: String = whole.chars().map(|c| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '-' }).collect();
    format!(".straplock/packs/{}", name.trim_matches(['-', '.']))
}
