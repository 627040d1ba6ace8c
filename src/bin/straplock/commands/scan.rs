//! `straplock scan`: a tree, or what a change introduced.

use std::path::{Path, PathBuf};

use straplock::diff::{ChangeKind, Diff};
use straplock::discover::{self, Discovered, Wanted};
use straplock::files::Language;
use straplock::finding::{Comparison, Gate, GateScope, Report};
use straplock::git::Repository;
use straplock::notification::{Notification, NotificationKind, NotificationLevel};
use straplock::project;
use straplock::scan::{self, Base};

use crate::args::Scan;
use crate::exit::{Exit, Failure};
use crate::reports::{self, Rendered};
use crate::settings::{self, Settings};
use crate::timings::Timings;
use crate::{loading, progress, root, threads};

/// An app lies this deep in its project at the most.
const MOST_FOLDERS_UP: usize = 8;

/// Runs it.
pub(crate) fn run(args: &Scan) -> Result<Exit, Failure> {
    let mut timings = Timings::start();
    let wanted = reports::wanted(&args.reports)?;
    threads::configure(args.limits.threads)?;
    let top = root::of(&args.paths).map_err(Failure::usage)?;
    let settings = settings::of_scan(args, &top)?;
    timings.lap("rules");
    let report = report(args, &top, &settings, &mut timings)?;
    if !settings.any_tree && !report.project.is_django && !is_part_of_a_project(&args.paths) {
        return Err(no_project(&args.paths));
    }
    let gate = Gate { fail_on: settings.fail_on, scope: GateScope::New };
    let written = reports::write(&report, gate, &wanted, &args.reports);
    timings.lap("reports");
    if args.reports.timings {
        timings.show(report.inapplicable);
    }
    Ok(verdict(&report, gate, written, settings.allow_incomplete))
}

/// Findings are never hidden behind incompleteness.
pub(crate) fn verdict(report: &Report, gate: Gate, written: Rendered, allow_incomplete: bool) -> Exit {
    if report.blocking(gate).next().is_some() {
        return Exit::Findings;
    }
    let incomplete = report.is_incomplete() && !allow_incomplete;
    if incomplete || written == Rendered::Partly { Exit::Incomplete } else { Exit::Clean }
}

fn report(args: &Scan, top: &Path, settings: &Settings, timings: &mut Timings) -> Result<Report, Failure> {
    let options = discover_options(args, settings);
    let loaded = &settings.loaded;
    let quiet = if args.reports.quiet { progress::Wanted::No } else { progress::Wanted::Yes };
    let Some(base) = &args.comparison.diff else {
        let found = discover::from_disk(top, &args.paths, &options).map_err(Failure::usage)?;
        timings.lap("files");
        let (report, spent) = progress::beside(quiet, found.files.len(), |done| {
            let options =
                scan::Options { profile: settings.profile, today: crate::clock::today(), nosemgrep: settings.nosemgrep, progress: done };
            scan::scan(found, loaded, &options)
        });
        timings.engine(spent);
        return Ok(settings.told(report));
    };
    let (head, base) = both_trees(top, args, base, &options)?;
    timings.lap("files");
    let total = head.files.len() + base.found.files.len();
    let (report, spent) = progress::beside(quiet, total, |done| {
        let options =
            scan::Options { profile: settings.profile, today: crate::clock::today(), nosemgrep: settings.nosemgrep, progress: done };
        scan::compare(head, base, loaded, &options)
    });
    timings.engine(spent);
    Ok(settings.told(report))
}

/// What is read: other texts only when some rule looks at them.
fn discover_options(args: &Scan, settings: &Settings) -> discover::Options {
    discover::Options {
        exclude: settings.exclude.clone(),
        texts: loading::wants_texts(&settings.loaded),
        respect_ignore_files: !args.limits.no_ignore,
        max_file_bytes: settings.max_file_bytes,
        ..discover::Options::default()
    }
}

fn both_trees(top: &Path, args: &Scan, base: &str, options: &discover::Options) -> Result<(Discovered, Base), Failure> {
    let repository = Repository::open(top).map_err(Failure::usage)?;
    let head_commit = repository.resolve(&args.comparison.head).map_err(Failure::usage)?;
    let base_commit = repository.merge_base(base, &head_commit).map_err(Failure::usage)?;
    let prefixes = root::prefixes(repository.top_level(), &args.paths).map_err(Failure::usage)?;
    let trees = Trees { repository: &repository, prefixes: &prefixes, options };
    let (mut head, diff, found) = trees.read(&base_commit, &head_commit)?;
    if args.comparison.head == "HEAD" {
        head.notifications.extend(not_committed(&repository, &prefixes)?);
    }
    let comparison = Comparison { base: base.to_owned(), base_commit, head_commit: Some(head_commit), changed_files: diff.files.len() };
    Ok((head, Base { found, diff, comparison }))
}

/// Says so where Python files or templates are changed or new in the work tree: a comparison looks at commits.
fn not_committed(repository: &Repository, prefixes: &[String]) -> Result<Option<Notification>, Failure> {
    let changes = repository.local_changes().map_err(Failure::usage)?;
    let matters = |path: &&String| {
        let language = discover::language_of(path);
        discover::is_below(path, prefixes) && matches!(language, Some(Language::Python | Language::Template))
    };
    let message = |example: &String, number: usize| {
        let more = if number > 1 { format!(" and {} more", number - 1) } else { String::new() };
        let message = format!("Changes that are not committed were not scanned ({example}{more}). Commit them, or scan without --diff.");
        Notification::scan(NotificationKind::Diff, NotificationLevel::Note, message)
    };
    Ok(changes.iter().find(matters).map(|example| message(example, changes.iter().filter(matters).count())))
}

/// Two commits, read from objects.
pub(crate) struct Trees<'a> {
    pub(crate) repository: &'a Repository,
    /// What was asked for, relative to the top level.
    pub(crate) prefixes: &'a [String],
    pub(crate) options: &'a discover::Options,
}

impl Trees<'_> {
    /// The head whole, what changed, and of the base what differs.
    pub(crate) fn read(&self, base: &str, head: &str) -> Result<(Discovered, Diff, Discovered), Failure> {
        let diff = self.repository.diff(base, head).map_err(Failure::usage)?;
        let found = discover::from_commit(self.repository, head, self.prefixes, self.options, &Wanted::All).map_err(Failure::usage)?;
        let before = self.base(base, &diff)?;
        Ok((found, diff, before))
    }

    /// Of the base the files that the change touches, as they were; also those that it moved here from elsewhere.
    pub(crate) fn base(&self, base: &str, diff: &Diff) -> Result<Discovered, Failure> {
        let touched = diff.files.iter().map(|file| file.old_path.as_str()).collect();
        let moved = diff.files.iter().filter(|file| file.kind == ChangeKind::Renamed && discover::is_below(&file.path, self.prefixes));
        let moved = moved.map(|file| file.old_path.as_str()).collect();
        let wanted = Wanted::Only { below: &touched, anywhere: &moved };
        discover::from_commit(self.repository, base, self.prefixes, self.options, &wanted).map_err(Failure::usage)
    }
}

/// Whether a folder above what was asked for holds a Django project's manage.py: a single template or app may be scanned alone.
pub(crate) fn is_part_of_a_project(paths: &[PathBuf]) -> bool {
    let Some(first) = paths.first().and_then(|path| path.canonicalize().ok()) else { return false };
    let is_project = |folder: &Path| {
        let manage = folder.join("manage.py");
        let found = manage.is_file().then(|| discover::from_disk(folder, &[manage], &discover::Options::default()).ok()).flatten();
        found.is_some_and(|found| project::summarise(&found.files).is_django)
    };
    first.ancestors().skip(1).take(MOST_FOLDERS_UP).any(is_project)
}

/// The failure that says so.
pub(crate) fn no_project(paths: &[PathBuf]) -> Failure {
    let named = paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
    let error = anyhow::anyhow!("no Django project in {named}: no manage.py, no import of django, no requirement of it");
    Failure { exit: Exit::NoProject, error, help: None }
        .help("name the folder that holds manage.py; or run your own rules over any tree: straplock scan --rules PATH --only-rules")
}
