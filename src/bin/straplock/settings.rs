//! What a run is told: the command line first, then the project's configuration, then what we take for granted.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use straplock::discover::DEFAULT_MAX_FILE_BYTES;
use straplock::finding::{Configuration, Nosemgrep, Report, Side, UsedPack};
use straplock::notification::{Notification, NotificationKind, NotificationLevel};
use straplock::pack::{Assembled, ProjectTree, Source};
use straplock::rule::{Loaded, Profile, Severity};

use crate::args::{FailOn, Scan, Selection};
use crate::exit::Failure;
use crate::loading::{self, Given};
use crate::places::{self, Configured};

/// Everything that decides what runs and what is reported.
pub(crate) struct Settings {
    pub(crate) loaded: Loaded,
    pub(crate) profile: Profile,
    /// From which severity on the run fails.
    pub(crate) fail_on: Option<Severity>,
    pub(crate) exclude: Vec<String>,
    pub(crate) max_file_bytes: u64,
    pub(crate) allow_incomplete: bool,
    /// Which comments for Semgrep are honoured.
    pub(crate) nosemgrep: Nosemgrep,
    /// No built-in rule runs, so the tree need not be a Django project.
    pub(crate) any_tree: bool,
    /// Which configuration this is.
    pub(crate) configuration: Option<Configuration>,
    /// What a reader should know about it.
    pub(crate) notes: Vec<Notification>,
    /// Files and folders (with a slash at their end) below the root that decide about the rules.
    pub(crate) deciding: Vec<String>,
}

/// What was typed that the configuration may say, too.
#[derive(Default)]
pub(crate) struct Typed<'a> {
    pub(crate) profile: Option<Profile>,
    pub(crate) fail_on: Option<FailOn>,
    pub(crate) exclude: &'a [String],
    pub(crate) max_file_size: Option<u64>,
    pub(crate) allow_incomplete: Option<bool>,
}

/// Where the configuration came from, for the report.
pub(crate) struct Origin {
    /// What the commit is, or why there is no file.
    pub(crate) what: String,
    pub(crate) commit: Option<String>,
    pub(crate) side: Option<Side>,
}

/// The settings of `straplock scan`.
pub(crate) fn of_scan(args: &Scan, top: &Path) -> Result<Settings, Failure> {
    let selection = &args.selection;
    let configured = match (&selection.config, selection.no_config) {
        (_, true) => places::nothing(ProjectTree::disk(top), String::new()),
        (Some(file), false) => places::named(top, file).map_err(Failure::usage)?,
        (None, false) => {
            let start = args.paths.first().map_or_else(|| PathBuf::from("."), Clone::clone);
            places::on_disk(top, &start).map_err(Failure::usage)?
        }
    };
    let typed = Typed {
        profile: selection.profile.map(Profile::from),
        fail_on: args.reports.fail_on,
        exclude: &args.limits.exclude,
        max_file_size: args.limits.max_file_size,
        allow_incomplete: args.limits.allow_incomplete.then_some(true),
    };
    let origin = configured.config.source.is_some().then(|| Origin { what: String::new(), commit: None, side: Some(Side::Head) });
    settle(&configured, selection, &typed, origin, loading::Fetching::Never)
}

/// Brings both together and loads the rules.
pub(crate) fn settle(
    configured: &Configured<'_>,
    selection: &Selection,
    typed: &Typed<'_>,
    origin: Option<Origin>,
    fetching: loading::Fetching,
) -> Result<Settings, Failure> {
    let given = Given { selection, configured, fetching };
    let (loaded, assembled) = given.load()?;
    let config = &configured.config;
    let mut exclude = config.exclude.clone();
    exclude.extend(typed.exclude.iter().cloned());
    exclude.extend(no_part_of_the_project(configured, &assembled));
    let built_in = !selection.only_rules && config.built_in.unwrap_or(true);
    let fail_on = typed.fail_on.map(Option::<Severity>::from).or_else(|| config.fail_on.map(straplock::config::FailOn::severity));
    Ok(Settings {
        profile: typed.profile.or(config.profile).unwrap_or(Profile::Review),
        fail_on: fail_on.unwrap_or(Some(Severity::High)),
        exclude,
        max_file_bytes: typed.max_file_size.or(config.max_file_size).unwrap_or(DEFAULT_MAX_FILE_BYTES),
        allow_incomplete: typed.allow_incomplete.or(config.allow_incomplete).unwrap_or(false),
        nosemgrep: config.nosemgrep.unwrap_or_default(),
        any_tree: !built_in,
        configuration: origin.map(|origin| used(configured, &assembled, &loaded, origin)),
        notes: offered(configured, selection).into_iter().collect(),
        deciding: deciding(configured, selection),
        loaded,
    })
}

impl Settings {
    /// The report with what it should say about all this.
    pub(crate) fn told(&self, mut report: Report) -> Report {
        report.configuration.clone_from(&self.configuration);
        let ran = |name: &str| report.rules.iter().filter_map(|rule| rule.origin.pack.as_ref()).any(|pack| pack.name == name);
        for pack in report.configuration.iter_mut().flat_map(|configuration| &mut configuration.packs) {
            // A pack about another Django is left out as a whole.
            if !ran(&pack.name) {
                pack.rules = 0;
            }
        }
        if !self.notes.is_empty() {
            report.notifications.extend(self.notes.iter().cloned());
            report.notifications.sort();
        }
        report
    }
}

fn used(configured: &Configured<'_>, assembled: &Assembled, loaded: &Loaded, origin: Origin) -> Configuration {
    let mut counts = BTreeMap::<&str, usize>::new();
    for rule in &loaded.rules {
        *counts.entry(&*rule.origin.file).or_default() += 1;
    }
    let packs = assembled.packs.iter().map(|pack| UsedPack {
        source: pack.source.to_string(),
        name: pack.name.clone(),
        version: pack.version.clone(),
        licence: pack.licence.clone(),
        commit: pack.locked.as_ref().map(|locked| locked.commit.clone()),
        digest: pack.locked.as_ref().map(|locked| locked.digest.clone()),
        rules: pack.files.iter().filter_map(|file| counts.get(&*file.path)).sum(),
    });
    Configuration {
        file: configured.config.source.as_ref().map(|source| source.path.to_string()),
        commit: origin.commit,
        origin: origin.what,
        side: origin.side,
        packs: packs.collect(),
    }
}

/// The files that rules of the project's packs are tested with, and copies of packs: data, and full of planted faults.
fn no_part_of_the_project(configured: &Configured<'_>, assembled: &Assembled) -> Vec<String> {
    let below = &configured.below;
    let own = assembled.packs.iter().filter(|pack| matches!(pack.source, Source::Folder(_)));
    let cases = own.flat_map(|pack| &pack.cases).map(|path| literal(&format!("{below}{path}")));
    let copies = configured.lock.packs.iter().filter(|locked| !locked.vendored.is_empty());
    cases.chain(copies.map(|locked| format!("{}/", literal(&format!("{below}{}", locked.vendored))))).collect()
}

/// A glob of `.gitignore` that matches exactly this path.
fn literal(path: &str) -> String {
    let mut glob = String::from("/");
    for c in path.chars() {
        if matches!(c, '*' | '?' | '[' | ']' | '{' | '}' | '!' | '#' | ' ' | '\\') {
            glob.push('\\');
        }
        glob.push(c);
    }
    glob
}

/// What a change may not decide about itself: the files of configuration, and folders with rules.
fn deciding(configured: &Configured<'_>, selection: &Selection) -> Vec<String> {
    let below = &configured.below;
    let mut paths: Vec<String> = [straplock::config::FILE, straplock::config::LOCK_FILE].map(|name| format!("{below}{name}")).into();
    if let Some(source) = configured.config.source.as_ref().filter(|source| straplock::config::Config::is_shared(source)) {
        paths.push(source.path.to_string());
    }
    for wanted in &configured.config.packs {
        if let Source::Folder(path) = &wanted.source {
            let full = format!("{below}{path}");
            paths.extend([format!("{full}/"), full]);
        }
    }
    for rules in &selection.rules {
        let clean = rules.to_string_lossy().replace('\\', "/").trim_start_matches("./").trim_end_matches('/').to_owned();
        paths.extend([format!("{clean}/"), clean]);
    }
    let copies = configured.lock.packs.iter().filter(|locked| !locked.vendored.is_empty());
    paths.extend(copies.map(|locked| format!("{below}{}/", locked.vendored)));
    paths
}

/// Where Semgrep looks for rules.
const SEMGREP: [&str; 3] = [".semgrep.yml", ".semgrep.yaml", ".semgrep"];

/// Says so where rules for Semgrep lie in the project and nobody asked for them.
fn offered(configured: &Configured<'_>, selection: &Selection) -> Option<Notification> {
    let asked = |name: &str| {
        let in_config = configured.config.packs.iter().any(|wanted| wanted.source == Source::Folder(name.to_owned()));
        in_config || selection.rules.iter().any(|path| path.file_name().is_some_and(|last| last == name))
    };
    if selection.only_rules || selection.no_config {
        return None;
    }
    let name = SEMGREP.into_iter().find(|name| configured.tree.has(name) && !asked(name))?;
    let number = rules_in(&configured.tree, name);
    if number == 0 {
        return None;
    }
    let (rules, are, them) = if number == 1 { ("rule", "is", "it") } else { ("rules", "are", "them") };
    let message = format!(
        "{number} {rules} in {}{name} {are} not run. Add {them} with `straplock pack add ./{name}`, or write `packs = [\"./{name}\"]` into straplock.toml.",
        configured.below
    );
    Some(Notification::scan(NotificationKind::Configuration, NotificationLevel::Note, message))
}

/// How many rules there seem to be: reading them all would cost every scan.
fn rules_in(tree: &ProjectTree<'_>, name: &str) -> usize {
    let Ok(contents) = tree.contents(name) else { return 0 };
    let is_id = |line: &&str| line.trim_start().trim_start_matches("- ").trim_start().starts_with("id:");
    let files = contents.files().filter(|(path, _)| path.rsplit('/').next().is_some_and(straplock::rule::is_rule_file));
    files.map(|(_, bytes)| String::from_utf8_lossy(bytes).lines().filter(is_id).count()).sum()
}
