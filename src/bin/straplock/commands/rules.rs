//! `straplock rules`: list, check, test, explain and write rules.

mod check;
mod new;
mod schema;
mod test;
mod trace;

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Subcommand, ValueEnum};
use straplock::report::diagnostics::{Paint, render};
use straplock::report::escape;
use straplock::rule::{self, Diagnostic, Loaded, Rule, RuleSource};

use crate::args::Colour;
use crate::exit::{Exit, Failure};

/// List, check, test, explain and write rules
#[derive(Debug, Args)]
pub(crate) struct Rules {
    #[command(subcommand)]
    pub(crate) command: RulesCommand,
}

/// What to do with rules.
#[derive(Debug, Subcommand)]
pub(crate) enum RulesCommand {
    List(List),
    Check(check::Check),
    Test(test::Test),
    Explain(trace::ExplainPlace),
    New(new::New),
    Schema(schema::Schema),
}

/// List rules: id, severity, confidence, profile, stage, title
#[derive(Debug, Args)]
pub(crate) struct List {
    /// Rule files or folders; without any, the built-in rules
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

/// Runs one of the commands on standard output.
pub(crate) fn command(args: &Rules) -> Result<Exit, Failure> {
    let mut out = Vec::new();
    let exit = run(args, paint(crate::colour::on_stdout(Colour::Auto)), &mut out)?;
    crate::output::to_stdout(&out)?;
    Ok(exit)
}

/// Shows what a rule does with a place.
pub(crate) fn explain_place(rule: &str, place: &str, paths: &[PathBuf]) -> Result<Exit, Failure> {
    trace::command(rule, place, paths)
}

/// How mistakes are drawn on a stream that shows colours, or does not.
pub(crate) fn paint(coloured: bool) -> Paint {
    if coloured { Paint::Coloured } else { Paint::Plain }
}

/// Runs one of the commands; what it has to say goes to `out`.
fn run(args: &Rules, paint: Paint, out: &mut dyn Write) -> Result<Exit, Failure> {
    match &args.command {
        RulesCommand::List(args) => Ok(list(&args.paths, args.format, paint, out)?),
        RulesCommand::Check(args) => check::run(args, paint, out),
        RulesCommand::Test(args) => Ok(test::run(args, paint, out)?),
        RulesCommand::New(args) => new::run(args, out),
        RulesCommand::Schema(_) => Ok(schema::run(out)?),
        RulesCommand::Explain(args) => trace::command(&args.rule, &args.place, &args.rules),
    }
}

/// The rule files that were named, or the built-in ones; what cannot be read is among the diagnostics.
pub(crate) fn sources(paths: &[PathBuf], diagnostics: &mut Vec<Diagnostic>) -> Vec<Arc<RuleSource>> {
    if paths.is_empty() {
        return rule::built_in_sources();
    }
    paths.iter().flat_map(|path| rule::read_sources(path, diagnostics)).collect()
}

/// Reads rules and checks them in full.
pub(crate) fn load(paths: &[PathBuf]) -> Loaded {
    let mut diagnostics = Vec::new();
    let sources = sources(paths, &mut diagnostics);
    let mut loaded = rule::load(&sources);
    diagnostics.append(&mut loaded.diagnostics);
    loaded.diagnostics = diagnostics;
    loaded
}

/// Mistakes, and rules that cannot run.
fn show_mistakes(loaded: &Loaded, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(render(&loaded.diagnostics, paint).as_bytes())?;
    for one in &loaded.unsupported {
        let place = format!("{}:{}", escape::terminal(&one.file), one.line);
        writeln!(out, "note: rule `{}` ({place}) is right, but this version does not run {}", one.rule, escape::terminal(&one.reason))?;
    }
    Ok(())
}

fn exit(loaded: &Loaded) -> Exit {
    if loaded.has_errors() { Exit::Usage } else { Exit::Clean }
}

fn list(paths: &[PathBuf], format: ListFormat, paint: Paint, out: &mut dyn Write) -> io::Result<Exit> {
    let loaded = load(paths);
    match format {
        ListFormat::Json => {
            let rules: Vec<_> = loaded.rules.iter().map(|rule| as_json(rule)).collect();
            serde_json::to_writer_pretty(&mut *out, &serde_json::json!({ "schema_version": 1, "rules": rules }))?;
            writeln!(out)?;
        }
        ListFormat::Text => {
            table(loaded.rules.rules(), out)?;
            show_mistakes(&loaded, paint, out)?;
        }
    }
    Ok(exit(&loaded))
}

fn as_json(rule: &Rule) -> serde_json::Value {
    let requires = rule.django.as_ref().map_or_else(|| serde_json::json!({}), |range| serde_json::json!({ "django": range.to_string() }));
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
    })
}

fn table(rules: &[Arc<Rule>], out: &mut dyn Write) -> io::Result<()> {
    let width = rules.iter().map(|rule| rule.id.chars().count()).max().unwrap_or(2).max(2);
    writeln!(out, "{:width$}  {:8}  {:10}  {:7}  {:10}  title", "id", "severity", "confidence", "profile", "stage")?;
    for rule in rules {
        let (severity, confidence) = (rule.severity.as_str(), rule.confidence.as_str());
        let title = rule::first_sentence(&rule.message);
        let (profile, stage) = (rule.profile.as_str(), rule.stage.as_str());
        writeln!(out, "{:width$}  {severity:8}  {confidence:10}  {profile:7}  {stage:10}  {}", rule.id, escape::terminal(&title))?;
    }
    writeln!(out, "\n{}", plural(rules.len(), "rule"))
}

fn plural(number: usize, word: &str) -> String {
    if number == 1 { format!("1 {word}") } else { format!("{number} {word}s") }
}
