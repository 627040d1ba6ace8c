//! `straplock pack update`: what a newer version changes, in rules and in this project's findings, before it is locked.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use clap::Args;
use straplock::discover;
use straplock::pack::{Assembled, GitSource, Lock, Locked, Pack, Source, Wanted, adjust, licence_notice};
use straplock::report::escape;
use straplock::rule::{self, Loaded, Profile, RuleOutline, Severity};
use straplock::scan;

use super::shelf::{Copying, Fresh};
use super::{Place, Project, counted, load, write};
use crate::exit::{Exit, Failure};
use crate::{loading, output, threads};

/// Findings and rules that are listed one by one.
const LISTED: usize = 20;

/// Bring newer versions of packs: show which rules and which findings change, then lock them
///
/// Fetches what straplock.toml asks for now (a tag may have moved, a branch has), and shows what it changes here. Nothing is
/// written before you say so: on a terminal it asks, elsewhere it needs --yes.
///
/// Examples:
///   straplock pack update                             all packs
///   straplock pack update acme/house --to v1.5.0      one pack, to another version
///   straplock pack update --dry-run                   only look
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Update {
    /// Only this pack, by its name or where it comes from
    #[arg(value_name = "PACK")]
    pub(crate) pack: Option<String>,
    /// Ask for this version from now on; written into straplock.toml
    #[arg(long, value_name = "REVISION", requires = "pack")]
    pub(crate) to: Option<String>,
    /// Copy the packs that are fetched into the project
    #[arg(long)]
    pub(crate) vendor: bool,
    /// Write without asking
    #[arg(long, short)]
    pub(crate) yes: bool,
    /// Show everything and write nothing
    #[arg(long, conflicts_with = "yes")]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) place: Place,
}

pub(super) fn run(args: &Update) -> Result<Exit, Failure> {
    threads::configure(0)?;
    let project = Project::open(&args.place)?;
    let target = Target::new(args, &project)?;
    let before = project.assemble(&project.locked(), &project.configured.config.packs);
    let again = |git: &GitSource| target.includes(git);
    let copy = if args.vendor { Copying::Yes } else { Copying::AsBefore };
    let shelf = Fresh { locked: project.locked(), store: project.store()?, again: &again, copy, taken: RefCell::new(BTreeMap::new()) };
    let after = project.assemble(&shelf, &target.wanted);
    loading::show(&after.diagnostics, "nothing was written")?;
    let sets = Sets { before: load(before.packs.iter()), after: load(after.packs.iter()) };
    loading::show(&sets.after.diagnostics, "nothing was written")?;
    let mut out = String::new();
    let changed = packs(&before, &after, &mut out);
    let lock = write::lock_of(&after);
    let obsolete = obsolete(&project, &lock, &mut out);
    if !changed && !obsolete && lock.text() == project.configured.lock.text() && target.change.is_none() && !args.vendor {
        output::to_stdout(b"Every pack is up to date.\n")?;
        return Ok(Exit::Clean);
    }
    if changed {
        findings(&project, &before, &after, sets, &mut out)?;
    }
    output::to_stdout(out.as_bytes())?;
    match consent(args)? {
        Consent::Given => {}
        Consent::Refused => {
            output::to_stdout(b"Nothing was written.\n")?;
            return Ok(Exit::Clean);
        }
    }
    write::lock(&project, &after, &shelf.taken.borrow())?;
    if let Some((at, new)) = &target.change {
        write::change_rev(&project, *at, new)?;
    }
    output::to_stdout(b"straplock.lock is written: commit it.\n")?;
    Ok(Exit::Clean)
}

/// What is updated.
struct Target {
    wanted: Vec<Wanted>,
    /// None means all.
    only: Option<GitSource>,
    /// Number in the configuration, and the new version.
    change: Option<(usize, String)>,
}

impl Target {
    fn new(args: &Update, project: &Project) -> Result<Self, Failure> {
        let mut wanted = project.configured.config.packs.clone();
        let Some(name) = &args.pack else { return Ok(Self { wanted, only: None, change: None }) };
        let lock = &project.configured.lock;
        let is_it =
            |git: &GitSource| git.shown == *name || git.to_string() == *name || lock.find(git).is_some_and(|locked| locked.name == *name);
        let found = wanted.iter().enumerate().find_map(|(at, wanted)| match &wanted.source {
            Source::Git(git) if is_it(git) => Some((at, git.clone())),
            _ => None,
        });
        let Some((at, git)) = found else {
            let known: Vec<String> =
                wanted.iter().filter(|wanted| matches!(wanted.source, Source::Git(_))).map(|wanted| wanted.source.to_string()).collect();
            let help =
                if known.is_empty() { "it names none from a repository".to_owned() } else { format!("it names {}", known.join(", ")) };
            return Err(Failure::usage(anyhow::anyhow!("straplock.toml names no pack `{name}` in a repository")).help(help));
        };
        let Some(rev) = &args.to else { return Ok(Self { wanted, only: Some(git), change: None }) };
        let source = Source::parse(&git.shown, Some(rev), Some(&git.path));
        let source = source.map_err(|error| Failure::usage(anyhow::anyhow!(error.message)).help(error.help))?;
        let change = (*rev != git.rev).then(|| (at, rev.clone()));
        wanted[at].source = source.clone();
        let only = if let Source::Git(git) = source { Some(git) } else { None };
        Ok(Self { wanted, only, change })
    }

    fn includes(&self, git: &GitSource) -> bool {
        self.only.as_ref().is_none_or(|only| only == git)
    }
}

/// The rules of both versions.
struct Sets {
    before: Loaded,
    after: Loaded,
}

/// Shows each pack that is another one now.
fn packs(before: &Assembled, after: &Assembled, out: &mut String) -> bool {
    let mut changed = false;
    for pack in &after.packs {
        let old = before.packs.iter().find(|old| old.source.same_pack(&pack.source));
        let digest = |pack: &Pack| pack.locked.as_ref().map(|locked| locked.digest.clone());
        if old.is_some_and(|old| digest(old) == digest(pack)) {
            continue;
        }
        changed = true;
        heading(old, pack, out);
        rules(old, pack, out);
    }
    changed
}

/// Says which locked packs nobody asks for any more.
fn obsolete(project: &Project, new: &Lock, out: &mut String) -> bool {
    let kept = |locked: &Locked| new.packs.iter().any(|other| (&other.source, &other.path) == (&locked.source, &locked.path));
    let gone: Vec<_> = project.configured.lock.packs.iter().filter(|locked| !kept(locked)).collect();
    for locked in &gone {
        line(out, &format!("{} {} is no longer asked for; it leaves straplock.lock", locked.source, locked.asked));
        if !locked.vendored.is_empty() {
            line(out, &format!("  its copy in {} may be deleted", locked.vendored));
        }
    }
    !gone.is_empty()
}

fn heading(old: Option<&Pack>, pack: &Pack, out: &mut String) {
    let version = |pack: &Pack| pack.version.clone().unwrap_or_default();
    let commit = |pack: &Pack| pack.locked.as_ref().map(|locked| locked.commit.chars().take(10).collect::<String>()).unwrap_or_default();
    if let Some(old) = old {
        line(out, &format!("{} {} -> {}", pack.name, version(old), version(pack)));
        line(out, &format!("  commit   {} -> {}", commit(old), commit(pack)));
        if old.licence != pack.licence {
            let said = |pack: &Pack| pack.licence.clone().unwrap_or_else(|| "not said".to_owned());
            line(out, &format!("  licence  {} -> {}", said(old), said(pack)));
        }
    } else {
        line(out, &format!("{} {} (new here)", pack.name, version(pack)));
        line(out, &format!("  commit   {}", commit(pack)));
        line(out, &format!("  licence  {}", pack.licence.as_deref().unwrap_or("not said")));
    }
    if let Some(notice) = pack.licence.as_deref().and_then(licence_notice) {
        line(out, &format!("  notice   {notice}"));
    }
}

/// Rules added, changed and removed.
fn rules(old: Option<&Pack>, pack: &Pack, out: &mut String) {
    let outlines = |pack: &Pack| -> BTreeMap<String, RuleOutline> {
        pack.files.iter().flat_map(rule::outline).map(|outline| (outline.id.clone(), outline)).collect()
    };
    let (before, after) = (old.map(outlines).unwrap_or_default(), outlines(pack));
    let mut lines = Vec::new();
    for (id, outline) in &after {
        match before.get(id) {
            None => lines.push(format!("  + {id}")),
            Some(earlier) if earlier != outline => lines.push(format!("  ~ {id} ({})", keys(earlier, outline).join(", "))),
            Some(_) => {}
        }
    }
    lines.extend(before.keys().filter(|id| !after.contains_key(*id)).map(|id| format!("  - {id}")));
    let number = |mark: &str| lines.iter().filter(|line| line.starts_with(mark)).count();
    line(out, &format!("  rules    {} added, {} changed, {} removed", number("  +"), number("  ~"), number("  -")));
    let more = lines.len().saturating_sub(2 * LISTED);
    for one in lines.iter().take(2 * LISTED) {
        line(out, &format!("  {one}"));
    }
    if more > 0 {
        line(out, &format!("    … and {more} more"));
    }
}

fn keys(before: &RuleOutline, after: &RuleOutline) -> Vec<String> {
    let all: BTreeSet<&String> = before.keys.keys().chain(after.keys.keys()).collect();
    all.into_iter().filter(|key| before.keys.get(*key) != after.keys.get(*key)).cloned().collect()
}

/// How this project's findings change, in the profile that it asks for.
fn findings(project: &Project, before: &Assembled, after: &Assembled, sets: Sets, out: &mut String) -> Result<(), Failure> {
    let profile = project.configured.config.profile.unwrap_or(Profile::Review);
    let texts = loading::wants_texts(&sets.before) || loading::wants_texts(&sets.after);
    let one = |loaded: Loaded, assembled: &Assembled| -> Result<BTreeMap<Key, Shown>, Failure> {
        let mut told = Vec::new();
        let rules = adjust(loaded.rules, assembled, &project.configured.config.rules, &mut told);
        let loaded = Loaded { rules, ..loaded };
        let exclude = project.configured.config.exclude.clone();
        let options = discover::Options { texts, exclude, ..discover::Options::default() };
        let found = discover::from_disk(&project.top, &[project.folder()], &options).map_err(Failure::usage)?;
        let options = scan::Options {
            profile,
            today: crate::clock::today(),
            nosemgrep: straplock::finding::Nosemgrep::Off,
            progress: &AtomicUsize::new(0),
        };
        let (report, _) = scan::scan(found, &loaded, &options);
        Ok(report.reported().map(|finding| (Key::new(finding), Shown::new(finding))).collect())
    };
    let (old, new) = (one(sets.before, before)?, one(sets.after, after)?);
    let added: Vec<_> = new.iter().filter(|(key, _)| !old.contains_key(*key)).map(|(_, shown)| shown).collect();
    let gone: Vec<_> = old.iter().filter(|(key, _)| !new.contains_key(*key)).map(|(_, shown)| shown).collect();
    let other: Vec<_> = new
        .iter()
        .filter_map(|(key, shown)| old.get(key).filter(|earlier| earlier.severity != shown.severity).map(|earlier| (earlier, shown)))
        .collect();
    line(
        out,
        &format!(
            "\nIn this project: {} more, {} fewer, {} of another severity",
            counted(added.len(), "finding", "findings"),
            gone.len(),
            other.len()
        ),
    );
    let more = added.iter().map(|shown| format!("  + {shown}"));
    let fewer = gone.iter().map(|shown| format!("  - {shown}"));
    let others = other.iter().map(|(earlier, shown)| format!("  ~ {shown}, was {}", earlier.severity.as_str()));
    let lines: Vec<String> = more.chain(fewer).chain(others).collect();
    for one in lines.iter().take(LISTED) {
        line(out, one);
    }
    if let Some(rest) = lines.len().checked_sub(LISTED).filter(|rest| *rest > 0) {
        line(out, &format!("  … and {rest} more"));
    }
    Ok(())
}

/// One finding, whatever version found it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    rule: Arc<str>,
    path: Arc<str>,
    fingerprint: String,
}

impl Key {
    fn new(finding: &straplock::finding::Finding) -> Self {
        let fingerprint = finding.fingerprint.full.to_string();
        Self { rule: Arc::clone(&finding.rule.id), path: Arc::clone(&finding.location.path), fingerprint }
    }
}

struct Shown {
    severity: Severity,
    place: String,
    message: String,
}

impl Shown {
    fn new(finding: &straplock::finding::Finding) -> Self {
        let place = format!("{}:{}", finding.location.path, finding.location.start.line);
        Self { severity: finding.severity, place, message: format!("{} [{}]", rule::first_sentence(&finding.message), finding.rule.id) }
    }
}

impl std::fmt::Display for Shown {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}: {}: {}", self.place, self.severity.as_str(), self.message)
    }
}

/// Whether the files may be written.
enum Consent {
    Given,
    Refused,
}

fn consent(args: &Update) -> Result<Consent, Failure> {
    if args.yes {
        return Ok(Consent::Given);
    }
    if args.dry_run {
        return Ok(Consent::Refused);
    }
    let stdin = std::io::stdin();
    if !stdin.is_terminal() || !std::io::stderr().is_terminal() {
        let error = anyhow::anyhow!("nothing was written: there is nobody to ask");
        return Err(Failure::usage(error).help("add --yes to write straplock.lock, or --dry-run to only look"));
    }
    drop(write!(anstream::stderr(), "\nLock these packs in straplock.lock? [y/N] "));
    drop(std::io::stderr().flush());
    let mut answer = String::new();
    stdin.lock().read_line(&mut answer)?;
    Ok(if matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes") { Consent::Given } else { Consent::Refused })
}

fn line(out: &mut String, text: &str) {
    writeln!(out, "{}", escape::terminal_lines(text).trim_end()).expect("a string takes everything");
}
