//! `straplock rules list`: which rules there are, pack by pack.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};
use straplock::pack::BUILT_IN;
use straplock::report::diagnostics::Paint;
use straplock::report::escape;
use straplock::rule::{self, Fate, Loaded, Rule, RulePack, RuleSet, RuleSource};

use super::{exit, load, plural, show_mistakes};
use crate::exit::Exit;

/// List rules, pack by pack: id, severity, confidence, profile, stage, title
#[derive(Debug, Args)]
pub(crate) struct List {
    /// Rule files or folders; without any, the built-in rules and those of this project's packs
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Form of the list
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub(crate) format: ListFormat,
}

/// Forms of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// A table
    Text,
    /// For programs
    Json,
}

pub(super) fn run(args: &List, paint: Paint, out: &mut dyn Write) -> io::Result<Exit> {
    let mut loaded = load(&args.paths);
    if args.paths.is_empty() {
        let packs = crate::loading::rules_of_packs_here().unwrap_or_default();
        let all = loaded.rules.iter().chain(packs.rules.iter()).map(Arc::clone).collect();
        loaded = Loaded { rules: RuleSet::new(all), ..loaded };
    } else {
        loaded.rules = with_packs(loaded.rules);
    }
    match args.format {
        ListFormat::Json => {
            let rules: Vec<_> = loaded.rules.iter().map(|rule| as_json(rule)).collect();
            serde_json::to_writer_pretty(&mut *out, &serde_json::json!({ "schema_version": 1, "rules": rules }))?;
            writeln!(out)?;
        }
        ListFormat::Text => {
            tables(&loaded.rules, out)?;
            show_mistakes(&loaded, paint, out)?;
        }
    }
    Ok(exit(&loaded))
}

/// Rules from files that are named on the command line belong to the pack whose `pack.yaml` lies beside or above them.
fn with_packs(rules: RuleSet) -> RuleSet {
    let mut known = BTreeMap::<PathBuf, Option<Arc<RulePack>>>::new();
    rules.adjusted(|rule| {
        let folder = Path::new(&*rule.origin.file).parent().map(Path::to_owned).unwrap_or_default();
        rule.origin.pack.clone_from(known.entry(folder).or_insert_with_key(|folder| pack_around(folder)));
        Fate::Kept
    })
}

/// How many folders above a rule file a `pack.yaml` is looked for.
const MAX_DEPTH: usize = 16;

fn pack_around(folder: &Path) -> Option<Arc<RulePack>> {
    let place = folder.ancestors().take(MAX_DEPTH).map(|folder| folder.join("pack.yaml")).find(|place| place.is_file())?;
    let text = std::fs::read_to_string(&place).ok()?;
    let source = Arc::new(RuleSource::new(place.to_string_lossy(), &text));
    let manifest = rule::manifest(&source, &mut Vec::new())?;
    Some(Arc::new(RulePack { name: manifest.name, licence: Some(manifest.licence), django: manifest.django }))
}

/// Name and licence of a rule's pack.
fn pack_of(rule: &Rule) -> (Option<&str>, Option<&str>) {
    if rule.origin.built_in {
        return (Some(BUILT_IN), Some(env!("CARGO_PKG_LICENSE")));
    }
    let pack = rule.origin.pack.as_deref();
    (pack.map(|pack| pack.name.as_str()), pack.and_then(|pack| pack.licence.as_deref()))
}

fn as_json(rule: &Rule) -> serde_json::Value {
    let requires = rule.django.as_ref().map_or_else(|| serde_json::json!({}), |range| serde_json::json!({ "django": range.to_string() }));
    let (pack, licence) = pack_of(rule);
    serde_json::json!({
        "id": &*rule.id,
        "severity": rule.severity.as_str(),
        "confidence": rule.confidence.as_str(),
        "profile": rule.profile.as_str(),
        "stage": rule.stage.as_str(),
        "message": rule.message,
        "cwe": rule.metadata.cwe,
        "owasp": rule.metadata.owasp,
        "requires": requires,
        "fix": rule.fix.is_some() || rule.fix_regex.is_some(),
        "file": &*rule.origin.file,
        "line": rule.origin.line,
        "built_in": rule.origin.built_in,
        "pack": pack,
        "licence": licence,
    })
}

/// One table for each pack, the built-in one first.
fn tables(rules: &RuleSet, out: &mut dyn Write) -> io::Result<()> {
    let mut packs = BTreeMap::<_, Vec<&Rule>>::new();
    for rule in rules {
        packs.entry((!rule.origin.built_in, pack_of(rule))).or_default().push(rule);
    }
    for ((_, (name, licence)), rules) in &packs {
        let licence = licence.unwrap_or("licence not said");
        match name {
            Some(name) => writeln!(out, "{}, {}\n", escape::terminal(name), escape::terminal(licence))?,
            None if packs.len() > 1 => writeln!(out, "in no pack\n")?,
            None => {}
        }
        table(rules, out)?;
        writeln!(out)?;
    }
    writeln!(out, "{}", plural(rules.len(), "rule"))
}

fn table(rules: &[&Rule], out: &mut dyn Write) -> io::Result<()> {
    let width = rules.iter().map(|rule| rule.id.chars().count()).max().unwrap_or(2).max(2);
    writeln!(out, "{:width$}  {:8}  {:10}  {:7}  {:10}  title", "id", "severity", "confidence", "profile", "stage")?;
    for rule in rules {
        let (severity, confidence) = (rule.severity.as_str(), rule.confidence.as_str());
        let title = rule::first_sentence(&rule.message);
        let (profile, stage) = (rule.profile.as_str(), rule.stage.as_str());
        writeln!(out, "{:width$}  {severity:8}  {confidence:10}  {profile:7}  {stage:10}  {}", rule.id, escape::terminal(&title))?;
    }
    Ok(())
}
