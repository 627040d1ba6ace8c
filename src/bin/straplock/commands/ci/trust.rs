//! Whose configuration counts: a pull request must not decide which rules look at it.

use std::path::PathBuf;

use straplock::diff::Diff;
use straplock::finding::Side;
use straplock::git::{Commit, Repository};
use straplock::github::Event;
use straplock::notification::{Notification, NotificationKind, NotificationLevel};
use straplock::pack::ProjectTree;

use super::inputs::Ci;
use super::scanning::BaseCommit;
use crate::args::Selection;
use crate::exit::Failure;
use crate::loading::Fetching;
use crate::places::{self, Configured};
use crate::root;
use crate::settings::{self, Origin, Settings, Typed};

/// Who wrote what is scanned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trust {
    /// A branch of the repository itself: its own configuration counts.
    Own,
    /// A change that is proposed: the configuration of what it is merged into counts.
    Proposed,
    /// The same from somebody who may not write here.
    Fork,
}

impl Trust {
    pub(super) fn of(event: &Event) -> Self {
        match event {
            Event::PullRequest(request) | Event::PullRequestTarget(request) if request.from_fork => Self::Fork,
            Event::PullRequest(_) | Event::PullRequestTarget(_) | Event::MergeGroup(_) => Self::Proposed,
            Event::Push(_) | Event::Schedule | Event::WorkflowDispatch | Event::WorkflowRun | Event::Other(_) => Self::Own,
        }
    }

    /// Reads the configuration where it may be trusted, and loads the rules.
    pub(super) fn settings(
        self,
        ci: &Ci,
        selection: &Selection,
        paths: &[PathBuf],
        (checkout, base): (Option<(&Repository, &Commit)>, &BaseCommit),
    ) -> Result<Settings, Failure> {
        let (configured, origin) = self.configured(paths, checkout, base)?;
        let typed =
            Typed { profile: ci.profile.map(Into::into), fail_on: ci.fail_on, allow_incomplete: ci.allow_incomplete, ..Typed::default() };
        let there_is_something = configured.config.source.is_some() || self != Self::Own;
        let fetching = if ci.offline.unwrap_or_default() { Fetching::Never } else { Fetching::Locked };
        settings::settle(&configured, selection, &typed, there_is_something.then_some(origin), fetching)
    }

    fn configured<'a>(
        self,
        paths: &[PathBuf],
        checkout: Option<(&'a Repository, &Commit)>,
        base: &BaseCommit,
    ) -> Result<(Configured<'a>, Origin), Failure> {
        let from = |repository: &'a Repository, commit: &str, side: Side| -> anyhow::Result<(Configured<'a>, Origin)> {
            let prefixes = root::prefixes(repository.top_level(), paths)?;
            let start = prefixes.first().map(String::as_str).unwrap_or_default();
            let configured = places::in_commit(repository, commit, start)?;
            let what = if side == Side::Base { "the base commit" } else { "the scanned commit" };
            let what = if configured.config.source.is_some() { what.to_owned() } else { format!("{what} has no straplock.toml") };
            Ok((configured, Origin { what, commit: Some(commit.to_owned()), side: Some(side) }))
        };
        match (self, checkout, base) {
            (Self::Proposed | Self::Fork, Some((repository, _)), BaseCommit::Found { commit, .. }) => {
                from(repository, commit, Side::Base).map_err(Failure::usage)
            }
            (Self::Fork, ..) => {
                let top = root::of(paths).map_err(Failure::usage)?;
                let what = "there is no base commit, and a fork does not choose the rules that look at it".to_owned();
                Ok((places::nothing(ProjectTree::disk(&top), String::new()), Origin { what, commit: None, side: None }))
            }
            (_, Some((repository, head)), _) => from(repository, &head.id, Side::Head).map_err(Failure::usage),
            (_, None, _) => {
                let top = root::of(paths).map_err(Failure::usage)?;
                let start = paths.first().cloned().unwrap_or_else(|| top.clone());
                let configured = places::on_disk(&top, &start).map_err(Failure::usage)?;
                Ok((configured, Origin { what: "the files on disk".to_owned(), commit: None, side: Some(Side::Head) }))
            }
        }
    }

    /// Says which files that decide about the rules the change edits: they count when it is merged.
    pub(super) fn changed(self, settings: &Settings, diff: &Diff) -> Vec<Notification> {
        if self == Self::Own {
            return Vec::new();
        }
        let decides = |path: &str| {
            settings.deciding.iter().any(|deciding| path == deciding || deciding.ends_with('/') && path.starts_with(deciding.as_str()))
        };
        let changed = diff.files.iter().filter(|file| decides(&file.path) || decides(&file.old_path));
        let paths: Vec<&str> = changed.map(|file| file.path.as_str()).collect();
        let Some(first) = paths.first() else { return Vec::new() };
        let more = if paths.len() > 1 { format!(" and {} more", paths.len() - 1) } else { String::new() };
        let message = format!(
            "The change edits what decides about the rules ({first}{more}). The scan used the base commit's; the change counts once it is merged."
        );
        vec![Notification::scan(NotificationKind::Configuration, NotificationLevel::Note, message)]
    }
}
