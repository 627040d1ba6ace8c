//! The seam to scan and reports: which trees are read, what is said in which form.

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::atomic::AtomicUsize;

use straplock::diff::Diff;
use straplock::discover::{self, DiscoverError, Discovered};
use straplock::filter::changed;
use straplock::finding::{Comparison, Gate, Report};
use straplock::git::{Commit, Repository};
use straplock::notification::{Notification, NotificationKind, NotificationLevel};
use straplock::report::{escape, text};
use straplock::scan::{self, Base};

use super::inputs::Ci;
use super::trust::Trust;
use crate::args::{Format, Selection};
use crate::commands::scan::{Trees, is_part_of_a_project, no_project};
use crate::exit::Failure;
use crate::settings::Settings;
use crate::{loading, reports, root, threads};

/// The commit to compare with.
pub(super) enum BaseCommit {
    /// There is no comparison.
    None,
    /// It is in the clone.
    Found { name: String, commit: String },
    /// There should be one, and there is not.
    Missing { name: String, why: String },
}

/// What became of the comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compared {
    /// The event asks for none.
    NotAsked,
    /// With the findings of the base.
    Whole,
    /// With the changed lines alone, because the base could not be read.
    ByLines,
    /// With nothing, because the base could not be had.
    Not,
}

/// A scan with what only `ci` knows about it.
pub(super) struct Scanned {
    pub(super) report: Report,
    pub(super) compared: Compared,
    /// Whether the scanned tree itself was not analysed in full, whatever happened to the base.
    pub(super) head_incomplete: bool,
    /// From which severity on the job fails, unless it was typed.
    pub(super) fail_on: Option<straplock::rule::Severity>,
    /// Whether an incomplete analysis is good enough.
    pub(super) allow_incomplete: bool,
}

/// Reads and scans the head, and compares it with the base. A base that cannot be had leaves the analysis incomplete.
pub(super) fn scan(ci: &Ci, checkout: Option<(&Repository, &Commit)>, base: &BaseCommit, trust: Trust) -> Result<Scanned, Failure> {
    threads::configure(0)?;
    let selection = Selection {
        rules: ci.rules.clone(),
        only_rules: ci.only_rules.unwrap_or_default(),
        profile: ci.profile,
        config: None,
        no_config: false,
    };
    if selection.only_rules && selection.rules.is_empty() {
        return Err(Failure::usage(anyhow::anyhow!("`only-rules` leaves nothing to run, because `rules` names no rules")));
    }
    let paths = paths(ci);
    let settings = trust.settings(ci, &selection, &paths, (checkout, base))?;
    let options = discover::Options {
        texts: loading::wants_texts(&settings.loaded),
        exclude: settings.exclude.clone(),
        max_file_bytes: settings.max_file_bytes,
        ..discover::Options::default()
    };
    let job = Reading { paths, options, settings, trust };
    let scanned = match (checkout, base) {
        (Some((repository, head)), BaseCommit::Found { name, commit }) => job.compared(repository, head, name, commit)?,
        (checkout, BaseCommit::None | BaseCommit::Found { .. }) => job.alone(checkout)?,
        (checkout, BaseCommit::Missing { name, why }) => job.without_base(checkout, name, why)?,
    };
    let known = job.settings.any_tree || scanned.report.project.is_django || is_part_of_a_project(&job.paths);
    if known { Ok(scanned) } else { Err(no_project(&job.paths)) }
}

/// What was asked for, relative to the current folder.
fn paths(ci: &Ci) -> Vec<PathBuf> {
    let folder = ci.working_directory.clone().unwrap_or_else(|| PathBuf::from("."));
    if ci.paths.is_empty() { vec![folder] } else { ci.paths.iter().map(|path| folder.join(path)).collect() }
}

struct Reading {
    paths: Vec<PathBuf>,
    options: discover::Options,
    settings: Settings,
    trust: Trust,
}

impl Reading {
    /// One tree: the commit that is checked out, so that a later step's leavings make no alerts; the disk where there is no git.
    fn alone(&self, checkout: Option<(&Repository, &Commit)>) -> Result<Scanned, Failure> {
        let found = if let Some((repository, head)) = checkout {
            let prefixes = root::prefixes(repository.top_level(), &self.paths).map_err(Failure::usage)?;
            discover::from_commit(repository, &head.id, &prefixes, &self.options, &discover::Wanted::All)
        } else {
            let top = root::of(&self.paths).map_err(Failure::usage)?;
            discover::from_disk(&top, &self.paths, &self.options)
        };
        let found = found.map_err(unreadable)?;
        Ok(self.scanned(found))
    }

    fn compared(&self, repository: &Repository, head: &Commit, name: &str, base: &str) -> Result<Scanned, Failure> {
        let prefixes = root::prefixes(repository.top_level(), &self.paths).map_err(Failure::usage)?;
        let trees = Trees { repository, prefixes: &prefixes, options: &self.options };
        let diff = match repository.diff(base, &head.id) {
            Ok(diff) => diff,
            Err(error) => return self.without_base(Some((repository, head)), name, &error.to_string()),
        };
        let found = discover::from_commit(repository, &head.id, &prefixes, &self.options, &discover::Wanted::All).map_err(unreadable)?;
        let comparison = Comparison {
            base: name.to_owned(),
            base_commit: base.to_owned(),
            head_commit: Some(head.id.clone()),
            changed_files: diff.files.len(),
        };
        match trees.base(base, &diff) {
            Ok(before) => {
                let changed = self.trust.changed(&self.settings, &diff);
                let mut scanned = self.against(found, Base { found: before, diff, comparison });
                scanned.report.notifications.extend(changed);
                scanned.report.notifications.sort();
                Ok(scanned)
            }
            Err(failure) => Ok(self.touched(found, &diff, comparison, &failure)),
        }
    }

    /// There should be a comparison, and nothing to compare with.
    fn without_base(&self, checkout: Option<(&Repository, &Commit)>, name: &str, why: &str) -> Result<Scanned, Failure> {
        let message = format!(
            "What the change is compared with ({name}) could not be had: {why}. All findings are shown, not only those that the change introduced."
        );
        Ok(lacking(self.alone(checkout)?, Compared::Not, message))
    }

    fn scanned(&self, found: Discovered) -> Scanned {
        let progress = AtomicUsize::new(0);
        let (report, _) = scan::scan(found, &self.settings.loaded, &self.options_of_scan(&progress));
        self.done(Compared::NotAsked, report)
    }

    fn against(&self, found: Discovered, base: Base) -> Scanned {
        let progress = AtomicUsize::new(0);
        let (report, _) = scan::compare(found, base, &self.settings.loaded, &self.options_of_scan(&progress));
        self.done(Compared::Whole, report)
    }

    fn options_of_scan<'p>(&self, progress: &'p AtomicUsize) -> scan::Options<'p> {
        scan::Options { profile: self.settings.profile, today: crate::clock::today(), nosemgrep: self.settings.nosemgrep, progress }
    }

    fn done(&self, compared: Compared, report: Report) -> Scanned {
        let Settings { fail_on, allow_incomplete, .. } = self.settings;
        let head_incomplete = report.head_is_incomplete;
        Scanned { compared, head_incomplete, report: self.settings.told(report), fail_on, allow_incomplete }
    }

    /// The base could not be read: what the change touched counts as new.
    fn touched(&self, found: Discovered, diff: &Diff, comparison: Comparison, failure: &Failure) -> Scanned {
        let mut scanned = self.scanned(found);
        changed::keep_touched(&mut scanned.report.findings, diff);
        scanned.report.comparison = Some(comparison);
        let message = format!("The base of the comparison could not be read: {:#}. Findings on changed lines count as new.", failure.error);
        lacking(scanned, Compared::ByLines, message)
    }
}

/// What is asked for may be wrong; a tree that git cannot read is not the user's fault.
fn unreadable(error: DiscoverError) -> Failure {
    if let DiscoverError::Git(_) = error { Failure::incomplete(error) } else { Failure::usage(error) }
}

/// The same with a notification that the comparison is not what it should be.
fn lacking(mut scanned: Scanned, compared: Compared, message: String) -> Scanned {
    scanned.compared = compared;
    scanned.report.notifications.push(Notification::scan(NotificationKind::Diff, NotificationLevel::Incomplete, message));
    scanned.report.notifications.sort();
    scanned
}

/// The report for people, in the log.
pub(super) fn show(report: &Report, gate: Gate) {
    if let Ok(bytes) = reports::render(report, gate, Format::Text, text::Styling::Plain) {
        let text = escape::log(&String::from_utf8_lossy(&bytes));
        drop(writeln!(anstream::stderr(), "{text}"));
    }
}

/// The report in another form.
pub(super) fn form(report: &Report, gate: Gate, format: Format) -> anyhow::Result<Vec<u8>> {
    reports::render(report, gate, format, text::Styling::Plain)
}
