//! `straplock rules new`: a rule with its cases, ready to be changed.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use straplock::report::escape;

use crate::exit::{Exit, Failure};

/// Write a rule of a given kind, with its cases
///
/// Writes ID.yaml and a case file beside it. Both pass `rules check` and `rules test` at once:
/// change what the rule looks for, then the cases, and run both again. Files that exist
/// are never touched.
///
/// Examples:
///   straplock rules new money-as-float                       a pattern, in the current folder
///   straplock rules new key-in-env-file --kind regex --into team-rules/
///   straplock rules new page-without-owner --kind template --severity low
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct New {
    /// The rule's id: small letters, digits and `-`; it names the weakness and never changes
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    /// What the rule looks at, and how
    #[arg(long, value_enum, default_value_t = Kind::Pattern)]
    pub(crate) kind: Kind,
    /// The folder to write into; made when it is missing
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    pub(crate) into: PathBuf,
    /// How bad a true finding is
    #[arg(long, value_enum, default_value_t = Severity::Medium)]
    pub(crate) severity: Severity,
}

/// Kinds of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// Python code that looks like something
    Pattern,
    /// Text of any file that a regular expression matches
    Regex,
    /// Python code that data from a source reaches
    Taint,
    /// Text of Django and Jinja templates, without their comments
    Template,
    /// Elements of HTML pages and templates
    Html,
    /// Words and signs of any text, whatever the blanks between them
    Generic,
}

/// Severities, as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Severity {
    Critical,
    High,
    Medium,
    Low,
    Info,
}

/// Longest id, in characters: it is the name of a file.
const MAX_ID: usize = 80;

/// Writes the files, or says why not.
pub(super) fn run(args: &New, out: &mut dyn Write) -> Result<Exit, Failure> {
    if let Some(help) = wrong_id(&args.id) {
        return Err(Failure::usage(anyhow::anyhow!("`{}` is no id", args.id)).help(help));
    }
    let files = files(args);
    let taken: Vec<String> = files.iter().filter(|(path, _)| fs::symlink_metadata(path).is_ok()).map(|(path, _)| shown(path)).collect();
    if !taken.is_empty() {
        let exist = if taken.len() == 1 { "exists" } else { "exist" };
        let error = anyhow::anyhow!("{} {exist} already, nothing was written", taken.join(" and "));
        return Err(Failure::usage(error).help("choose another id, or another folder with --into"));
    }
    for (path, text) in &files {
        write(path, text).with_context(|| format!("cannot write {}", path.display()))?;
        writeln!(out, "wrote {}", shown(path))?;
    }
    let folder = shown(&args.into);
    writeln!(out, "\nNext: say in the rule what the code looks like, and in the cases what it must find and leave alone; then")?;
    writeln!(out, "  straplock rules check {folder}\n  straplock rules test {folder}")?;
    Ok(Exit::Clean)
}

fn shown(path: &Path) -> String {
    escape::terminal(&path.to_string_lossy()).into_owned()
}

/// What an id is, if this is none.
fn wrong_id(id: &str) -> Option<String> {
    let right = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let kebab = !id.is_empty() && id.chars().all(right) && !id.starts_with('-') && !id.ends_with('-') && !id.contains("--");
    if kebab && id.len() <= MAX_ID {
        return None;
    }
    let nearest: String = id.to_lowercase().chars().map(|c| if right(c) { c } else { '-' }).collect();
    let nearest = nearest.split('-').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-");
    let example = if nearest.is_empty() || nearest.len() > MAX_ID { "money-as-float" } else { &nearest };
    Some(format!("an id has small letters, digits and single `-`, {MAX_ID} at most: `{example}`"))
}

/// Writes a file that must not exist yet.
fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(text.as_bytes())
}

/// The rule file and its case file.
fn files(args: &New) -> [(PathBuf, String); 2] {
    let (rule, case, ending) = match args.kind {
        Kind::Pattern => (include_str!("new/pattern.yaml"), include_str!("new/pattern.py"), "py"),
        Kind::Regex => (include_str!("new/regex.yaml"), include_str!("new/regex.env"), "env"),
        Kind::Taint => (include_str!("new/taint.yaml"), include_str!("new/taint.py"), "py"),
        Kind::Template => (include_str!("new/template.yaml"), include_str!("new/template.html"), "html"),
        Kind::Html => (include_str!("new/html.yaml"), include_str!("new/html.html"), "html"),
        Kind::Generic => (include_str!("new/generic.yaml"), include_str!("new/generic.conf"), "conf"),
    };
    let severity = match args.severity {
        Severity::Critical => "CRITICAL",
        Severity::High => "HIGH",
        Severity::Medium => "MEDIUM",
        Severity::Low => "LOW",
        Severity::Info => "INFO",
    };
    let filled = |text: &str| text.replace("RULE-ID", &args.id).replace("RULE-SEVERITY", severity);
    let place = |ending: &str| args.into.join(format!("{}.{ending}", args.id));
    [(place("yaml"), filled(rule)), (place(ending), filled(case))]
}
