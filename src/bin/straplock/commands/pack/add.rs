//! `straplock pack add`: fetch, show, lock, write into the configuration.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use clap::Args;
use straplock::pack::{Pack, Source, Store, Wanted, licence_notice};
use straplock::report::escape;
use straplock::rule::{self, Diagnostic, Loaded, OverridePlace, RuleSource};

use super::shelf::{Copying, Fresh};
use super::{Place, Project, counted, write};
use crate::exit::{Exit, Failure};
use crate::{loading, output};

/// Rules that are listed one by one.
const LISTED: usize = 40;

/// Add a pack: show its licence and rules, lock it, and write it into straplock.toml
///
/// Examples:
///   straplock pack add ./team-rules                    a folder of this project
///   straplock pack add ./.semgrep.yml                  rules that Semgrep runs already
///   straplock pack add github:acme/house@v1.4.0        a repository at a tag
///   straplock pack add <https://git.example.org/rules.git> --rev 3f2a1c0d9e8b7a6f5e4d3c2b1a09f8e7d6c5b4a3 --path django
///   straplock pack add github:acme/house@v1.4.0 --vendor   with a copy in .straplock/packs, for work without network
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Add {
    /// `./folder`, `github:owner/repository@TAG`, `https://…@TAG` or `ssh://…@TAG`
    #[arg(value_name = "PACK")]
    pub(crate) pack: String,
    /// Tag, branch or commit of the repository; the lock file keeps the commit it is now
    #[arg(long, value_name = "REVISION")]
    pub(crate) rev: Option<String>,
    /// Folder of the pack in its repository
    #[arg(long, value_name = "FOLDER")]
    pub(crate) path: Option<String>,
    /// Copy the pack into the project, for machines without network
    #[arg(long)]
    pub(crate) vendor: bool,
    /// Show everything and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) place: Place,
}

pub(super) fn run(args: &Add) -> Result<Exit, Failure> {
    let project = Project::open(&args.place)?;
    let source = source(args, &project)?;
    let known = &project.configured.config.packs;
    if let Some(other) = known.iter().find(|wanted| wanted.source.same_pack(&source)) {
        let error = anyhow::anyhow!("the pack {} is in straplock.toml already", other.source);
        let help = match other.source {
            Source::Folder(_) => "a folder of the project is read anew in each scan, so there is nothing more to do",
            _ => "`straplock pack update` brings a newer version of it",
        };
        return Err(Failure::usage(error).help(help));
    }
    let mut wanted = known.clone();
    let typed = Arc::new(RuleSource::new("<command line>", &args.pack));
    let place = OverridePlace { span: 0..typed.text.len(), source: typed };
    wanted.push(Wanted { source: source.clone(), except: BTreeSet::new(), place });
    // A folder needs no store.
    let nowhere = Store::new(Path::new("."), straplock::git::FileProtocol::Refused);
    let store = if matches!(source, Source::Git(_)) { project.store()? } else { project.store.as_ref().unwrap_or(&nowhere) };
    let copy = if args.vendor { Copying::Yes } else { Copying::AsBefore };
    let shelf = Fresh { locked: project.locked(), store, again: &|_| false, copy, taken: RefCell::new(BTreeMap::new()) };
    let before: BTreeSet<Source> = project.assemble(&shelf.locked, known).packs.into_iter().map(|pack| pack.source).collect();
    let assembled = project.assemble(&shelf, &wanted);
    let mut mistakes = assembled.diagnostics.clone();
    let new: Vec<&Pack> = assembled.packs.iter().filter(|pack| !before.contains(&pack.source)).collect();
    let loaded = super::load(new.iter().copied());
    mistakes.extend(loaded.diagnostics.iter().cloned());
    let mut out = String::new();
    for pack in &new {
        out.push_str(&described(pack, &loaded, &mistakes));
    }
    output::to_stdout(out.as_bytes())?;
    loading::show(&mistakes, "nothing was written")?;
    if args.dry_run {
        output::to_stdout(b"Nothing was written (--dry-run).\n")?;
        return Ok(Exit::Clean);
    }
    let taken = shelf.taken.borrow();
    write::lock(&project, &assembled, &taken)?;
    let config = write::add_to_config(&project, &source)?;
    let locked = if matches!(source, Source::Git(_)) { ", locked in straplock.lock: commit both" } else { ": commit it" };
    output::to_stdout(format!("\nAdded to {}{locked}.\n", escape::terminal(&config)).as_bytes())?;
    Ok(Exit::Clean)
}

/// What was typed; a folder is relative to where it was typed, and in the file to where that lies.
fn source(args: &Add, project: &Project) -> Result<Source, Failure> {
    let wrong = |error: straplock::pack::SourceError| Failure::usage(anyhow::anyhow!(error.message)).help(error.help);
    let parsed = Source::parse(&args.pack, args.rev.as_deref(), args.path.as_deref());
    let typed = match parsed {
        Ok(Source::Folder(_)) | Err(_) if !args.pack.contains(':') => args.place.project.join(&args.pack),
        Ok(other) => return Ok(other),
        Err(error) => return Err(wrong(error)),
    };
    let parsed = parsed.map_err(wrong)?;
    let (Ok(place), Ok(folder)) = (typed.canonicalize(), project.folder().canonicalize()) else { return Ok(parsed) };
    let below = place.strip_prefix(&folder).with_context(|| format!("{} is outside of {}", typed.display(), folder.display()));
    let parts = below.map_err(Failure::usage)?.components().map(|part| part.as_os_str().to_string_lossy().into_owned());
    Source::parse(&format!("./{}", parts.collect::<Vec<_>>().join("/")), None, None).map_err(wrong)
}

/// Name, licence, what it stands on, and its rules.
pub(super) fn described(pack: &Pack, loaded: &Loaded, mistakes: &[Diagnostic]) -> String {
    let mut out = String::new();
    let version = pack.version.as_ref().map(|version| format!(" {version}")).unwrap_or_default();
    let from = pack.source.to_string();
    let from = if from == pack.name { String::new() } else { format!(" from {from}") };
    line(&mut out, &format!("{}{version}{from}", pack.name));
    if let Some(locked) = &pack.locked {
        line(&mut out, &format!("  commit   {}", locked.commit));
        line(&mut out, &format!("  digest   {}", locked.digest));
    }
    line(&mut out, &format!("  licence  {}", pack.licence.as_deref().unwrap_or("not said; ask whoever wrote it before you rely on it")));
    if let Some(notice) = pack.licence.as_deref().and_then(licence_notice) {
        line(&mut out, &format!("  notice   {notice}"));
    }
    if !pack.extends.is_empty() {
        let names: Vec<String> = pack.extends.iter().map(ToString::to_string).collect();
        line(&mut out, &format!("  extends  {}", names.join(", ")));
    }
    let mine = |file: &str| pack.files.iter().any(|own| &*own.path == file);
    let rules: Vec<_> = loaded.rules.iter().filter(|rule| mine(&rule.origin.file)).collect();
    let unsupported = loaded.unsupported.iter().filter(|one| mine(&one.file)).count();
    let wrong = mistakes.iter().filter(|mistake| mistake.is_error() && mine(&mistake.source.path)).count();
    let mut count = vec![counted(rules.len(), "rule", "rules")];
    if unsupported > 0 {
        count.push(format!("{unsupported} that this version cannot run"));
    }
    if wrong > 0 {
        count.push(counted(wrong, "mistake", "mistakes"));
    }
    line(&mut out, &format!("  rules    {}", count.join(", ")));
    let width = rules.iter().take(LISTED).map(|rule| rule.id.chars().count()).max().unwrap_or(0).min(48);
    for rule in rules.iter().take(LISTED) {
        let title = rule::first_sentence(&rule.message);
        line(&mut out, &format!("    {:8} {:width$}  {}", rule.severity.as_str(), rule.id, title));
    }
    if let Some(more) = rules.len().checked_sub(LISTED).filter(|more| *more > 0) {
        line(&mut out, &format!("    … and {more} more"));
    }
    out
}

fn line(out: &mut String, text: &str) {
    writeln!(out, "{}", escape::terminal(text).trim_end()).expect("a string takes everything");
}
