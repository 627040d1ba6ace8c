//! The conductor: files, rules and perhaps another tree to compare with become a report.
//!
//! Opens nothing and returns no `Result`: what goes wrong in here is a notification in the report.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::{Duration, Instant};

use crate::diff::{ChangeKind, Diff};
use crate::discover::Discovered;
use crate::engine::{Breadth, Engine, Offers};
use crate::files::{Files, Language, LineIndex, Role, SourceFile};
use crate::filter::{self, changed, suppress};
use crate::finding::{Comparison, Coverage, Finding, Nosemgrep, Report};
use crate::notification::{Notification, NotificationKind, NotificationLevel};
use crate::project::{self, VersionRange};
use crate::rule::{Loaded, Profile, Rule, RuleSet, Unsupported};

/// What a scan is told.
#[derive(Debug)]
pub struct Options<'a> {
    /// How much noise is welcome.
    pub profile: Profile,
    /// Today, for suppressions that end.
    pub today: suppress::Date,
    /// Which comments for Semgrep are honoured.
    pub nosemgrep: Nosemgrep,
    /// Counts the files that are done, for a progress bar.
    pub progress: &'a AtomicUsize,
}

/// Where the time of a scan went; wall clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct Timings {
    /// Parsing and matching.
    pub engine: Duration,
    /// Everything after it.
    pub filter: Duration,
}

/// The other tree of a comparison.
#[derive(Debug)]
pub struct Base {
    /// Those of its files that differ from the head's (see `ARCHITECTURE.md`).
    pub found: Discovered,
    /// What changed from it to the head.
    pub diff: Diff,
    /// What the report says about it.
    pub comparison: Comparison,
}

/// Scans one tree.
pub fn scan(found: Discovered, loaded: &Loaded, options: &Options<'_>) -> (Report, Timings) {
    let start = Instant::now();
    let run = Run::new(&found, loaded, options);
    let (report, _, timings) = scan_with(&run, found, loaded, start);
    (report, timings)
}

/// Rules made ready, for the trees of one scan.
struct Run<'a> {
    engine: Engine,
    /// Those that are about this project's Django.
    applicable: RuleSet,
    /// Packs that are about another one.
    elsewhere: Vec<Notification>,
    rules: Known,
    options: &'a Options<'a>,
}

fn scan_with(run: &Run<'_>, found: Discovered, loaded: &Loaded, start: Instant) -> (Report, Offers, Timings) {
    let (findings, mut notifications, offers) = run.find(&found.files, &Offers::default());
    let engine = start.elapsed();
    soften(&mut notifications, &found.files);
    notifications.extend(found.notifications);
    notifications.extend(loaded.unsupported.iter().map(unsupported));
    notifications.extend(run.elsewhere.iter().cloned());
    notifications.sort();
    notifications.dedup();
    let coverage = coverage(&found.files, &notifications, found.excluded);
    let head_is_incomplete = notifications.iter().any(|it| it.level == NotificationLevel::Incomplete);
    let report = Report {
        project: project::summarise(&found.files),
        files: Arc::new(found.files),
        findings,
        fixed: Vec::new(),
        notifications,
        coverage,
        head_is_incomplete,
        comparison: None,
        configuration: None,
        rules: run.applicable.rules().to_vec(),
        inapplicable: loaded.rules.len() - run.applicable.len(),
        profile: run.options.profile,
    };
    (report, offers, Timings { engine, filter: start.elapsed().saturating_sub(engine) })
}

/// Scans the head and what differs from it in the base, and marks what is not new.
pub fn compare(head: Discovered, base: Base, loaded: &Loaded, options: &Options<'_>) -> (Report, Timings) {
    let run = Run::new(&head, loaded, options);
    let (mut report, mut unchanged, mut timings) = scan_with(&run, head, loaded, Instant::now());
    let start = Instant::now();
    // Files that are the same in both trees mean the same modules there.
    let changed: BTreeSet<&str> = base.diff.files.iter().map(|file| file.path.as_str()).collect();
    unchanged.retain(|path| !changed.contains(path));
    let (before, told, _) = run.find(&base.found.files, &unchanged);
    timings.engine += start.elapsed();
    changed::keep_changed_files(&mut report.findings, &base.diff);
    report.fixed = changed::compare(&mut report.findings, before, &base.diff);
    report.comparison = Some(base.comparison);
    let of_base_alone = only_of_base(base_notifications(base.found.notifications, told), &report.notifications, &base.diff);
    report.notifications.extend(of_base_alone);
    report.notifications.sort();
    report.notifications.dedup();
    report.coverage.incomplete = incomplete_files(&report.notifications);
    (report, timings)
}

/// What is worth telling about the base: of `found` and of `told`, what its files and what the rules gave.
fn base_notifications(found: Vec<Notification>, told: Vec<Notification>) -> impl Iterator<Item = Notification> {
    // A base that was read only in part makes old findings look new: it is told, and the analysis counts as incomplete.
    let incomplete = found.into_iter().filter(|notification| notification.level == NotificationLevel::Incomplete);
    // What did not parse there is read in part: enough to pair most findings, and the change may be what mends it.
    let partly = told.into_iter().filter(|it| matches!(it.kind, NotificationKind::Syntax | NotificationKind::Limit));
    incomplete.chain(partly.map(|it| Notification { level: NotificationLevel::Note, ..it }))
}

/// Those of `notifications` that the head does not tell, too: the same problem with the same file, wherever in it.
fn only_of_base(notifications: impl Iterator<Item = Notification>, of_head: &[Notification], diff: &Diff) -> Vec<Notification> {
    // Several rules may reach several limits.
    let problem = |it: &Notification| (it.kind, if it.kind == NotificationKind::Limit { it.message.clone() } else { String::new() });
    let mut told = BTreeMap::new();
    for it in of_head {
        let level = told.entry((it.path.as_deref(), problem(it))).or_insert(it.level);
        *level = it.level.max(*level);
    }
    let renamed = diff.files.iter().filter(|file| file.kind == ChangeKind::Renamed);
    let renamed: BTreeMap<_, _> = renamed.map(|file| (file.old_path.as_str(), file.path.as_str())).collect();
    let is_new = |it: &Notification| {
        let path = it.path.as_deref().map(|path| renamed.get(path).copied().unwrap_or(path));
        told.get(&(path, problem(it))).is_none_or(|level| *level < it.level)
    };
    notifications.filter(is_new).map(of_base).collect()
}

/// The rules of this run, as suppressions see them.
struct Known {
    all: BTreeSet<Arc<str>>,
    ran: BTreeSet<Arc<str>>,
    locked: BTreeSet<Arc<str>>,
}

impl Known {
    fn new(loaded: &RuleSet, applicable: &RuleSet) -> Self {
        let ids = |rules: &RuleSet, wanted: fn(&Rule) -> bool| {
            rules.iter().filter(|rule| wanted(rule)).map(|rule| Arc::clone(&rule.id)).collect()
        };
        Self { all: ids(loaded, |_| true), ran: ids(applicable, |_| true), locked: ids(loaded, |rule| rule.locked) }
    }

    fn suppress(&self, findings: &mut [Finding], files: &Files, options: &Options<'_>) -> Vec<Notification> {
        let known = suppress::KnownRules { all: &self.all, ran: &self.ran, locked: &self.locked };
        let mut notifications = suppress::apply(findings, files, &known, options.today);
        notifications.extend(suppress::nosemgrep::apply(findings, files, &known, options.nosemgrep));
        notifications
    }
}

impl<'a> Run<'a> {
    /// Of a comparison, the head says which Django this is.
    fn new(found: &Discovered, loaded: &Loaded, options: &'a Options<'a>) -> Self {
        let (applicable, elsewhere) = applicable(&loaded.rules, &found.files);
        Self {
            engine: Engine::new(&applicable).on_day(options.today.seconds()),
            rules: Known::new(&loaded.rules, &applicable),
            applicable,
            elsewhere,
            options,
        }
    }

    fn find(&self, files: &Files, others: &Offers) -> (Vec<Finding>, Vec<Notification>, Offers) {
        let outcome = self.engine.run_among(files, Breadth::Project, (others, self.options.progress));
        let (mut findings, mut notifications) = (outcome.findings, outcome.notifications);
        notifications.extend(self.rules.suppress(&mut findings, files, self.options));
        filter::below_threshold(&mut findings, self.options.profile);
        (findings, notifications, outcome.offers)
    }
}

/// The rules without those that are about other versions of Django than the project may run on.
///
/// A whole pack that is left out is told, because nobody sees that from its rules.
fn applicable(rules: &RuleSet, files: &Files) -> (RuleSet, Vec<Notification>) {
    let asks = |rule: &Arc<Rule>| rule.django.is_some() || of_pack(rule).is_some();
    if !rules.iter().any(asks) {
        return (rules.clone(), Vec::new());
    }
    let versions = project::DjangoVersions::of(files);
    let mut left_out = BTreeMap::<&str, (&VersionRange, usize)>::new();
    let mut kept = Vec::with_capacity(rules.len());
    for rule in rules {
        if let Some((pack, wanted)) = of_pack(rule).filter(|(_, wanted)| !versions.may_be(wanted)) {
            left_out.entry(pack).or_insert((wanted, 0)).1 += 1;
        } else if rule.django.as_ref().is_none_or(|wanted| versions.may_be(wanted)) {
            kept.push(Arc::clone(rule));
        }
    }
    (RuleSet::new(kept), left_out.into_iter().map(|(pack, (wanted, rules))| for_another_django(pack, wanted, rules)).collect())
}

/// The pack of a rule, and the versions of Django that it is about.
fn of_pack(rule: &Rule) -> Option<(&str, &VersionRange)> {
    let pack = rule.origin.pack.as_ref()?;
    Some((pack.name.as_str(), pack.django.as_ref()?))
}

fn for_another_django(pack: &str, wanted: &VersionRange, rules: usize) -> Notification {
    let (its, were) = if rules == 1 { ("Its rule", "was") } else { ("Its rules", "were") };
    let message = format!(
        "The pack `{pack}` is about Django {wanted}, and the lock and requirement files here say another. {its} ({rules}) {were} not run."
    );
    Notification::scan(NotificationKind::Configuration, NotificationLevel::Note, message)
}

/// What is not analysed in tests and in other people's code leaves the analysis complete.
fn soften(notifications: &mut [Notification], files: &Files) {
    let aside = files.iter().map(|(_, file)| file).filter(|file| matches!(file.role(), Role::Test | Role::Vendored));
    let aside = aside.map(SourceFile::path).collect::<BTreeSet<_>>();
    for notification in notifications {
        if notification.path.as_deref().is_some_and(|path| aside.contains(path)) {
            notification.level = NotificationLevel::Note;
        }
    }
}

fn of_base(mut notification: Notification) -> Notification {
    notification.message = format!("In the base of the comparison: {}", notification.message);
    notification
}

fn unsupported(rule: &Unsupported) -> Notification {
    let message = format!("The rule `{}` was not run: this version does not run {}.", rule.rule, rule.reason);
    let notification = Notification::file(&rule.file, NotificationKind::UnsupportedRule, NotificationLevel::Incomplete, message);
    notification.at(rule.line, 1)
}

fn coverage(files: &Files, notifications: &[Notification], excluded: usize) -> Coverage {
    let mut coverage = Coverage { excluded, ..Coverage::default() };
    for (_, file) in files.iter() {
        match file.language() {
            Language::Python => {
                coverage.python += 1;
                coverage.python_lines += lines(file);
            }
            Language::Template => coverage.templates += 1,
            Language::Text => coverage.texts += 1,
        }
    }
    coverage.incomplete = incomplete_files(notifications);
    coverage
}

fn incomplete_files(notifications: &[Notification]) -> usize {
    let paths = notifications
        .iter()
        .filter(|notification| notification.level == NotificationLevel::Incomplete && is_about_a_file(notification))
        .filter_map(|notification| notification.path.as_deref());
    paths.collect::<BTreeSet<_>>().len()
}

/// How many lines a person counts: what ends a line begins none.
fn lines(file: &SourceFile) -> usize {
    let ended = file.text().is_empty() || file.text().ends_with(['\n', '\r']);
    LineIndex::count_in(file.text()).saturating_sub(usize::from(ended))
}

fn is_about_a_file(notification: &Notification) -> bool {
    match notification.kind {
        NotificationKind::Unreadable
        | NotificationKind::TooLarge
        | NotificationKind::Binary
        | NotificationKind::Encoding
        | NotificationKind::Syntax
        | NotificationKind::Limit => true,
        NotificationKind::LinkOutside
        | NotificationKind::UnsupportedRule
        | NotificationKind::Suppression
        | NotificationKind::Diff
        | NotificationKind::Configuration => false,
    }
}
