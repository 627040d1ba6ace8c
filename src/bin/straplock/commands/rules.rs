//! `straplock rules`: list, check and test rules.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Subcommand, ValueEnum};
use straplock::engine::cases::{CaseFailure, CaseResults, Problem, run_cases};
use straplock::report::diagnostics::{Paint, render};
use straplock::report::escape;
use straplock::rule::{self, Diagnostic, Loaded, Rule, RuleSource};

use crate::args::Colour;
use crate::exit::{Exit, Failure};

/// List, check and test rules
#[derive(Debug, Args)]
pub(crate) struct Rules {
    #[command(subcommand)]
    pub(crate) command: RulesCommand,
}

/// What to do with rules.
#[derive(Debug, Subcommand)]
pub(crate) enum RulesCommand {
    List(List),
    Check(Check),
    Test(Test),
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

/// Say everything that is wrong in rule files, with its place
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Rule files or folders, in Semgrep's language; without any, the built-in rules
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
}

/// Run rules on the case files beside them and on their own examples
///
/// Beside `x.yaml` stands `x.py` (or .html …) with comments: `# ruleid: id` over a line where the rule must find something,
/// `# ok: id` over one where it must not; `x.fixed.py` is the text after all fixes.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Test {
    /// Rule files or folders; without any, the built-in rules
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
}

/// Runs one of the commands on standard output.
pub(crate) fn command(args: &Rules) -> Result<Exit, Failure> {
    let mut out = Vec::new();
    let exit = run(args, paint(crate::colour::on_stdout(Colour::Auto)), &mut out)?;
    crate::output::to_stdout(&out)?;
    Ok(exit)
}

/// How mistakes are drawn on a stream that shows colours, or does not.
pub(crate) fn paint(coloured: bool) -> Paint {
    if coloured { Paint::Coloured } else { Paint::Plain }
}

/// Runs one of the commands; what it has to say goes to `out`.
fn run(args: &Rules, paint: Paint, out: &mut dyn Write) -> io::Result<Exit> {
    match &args.command {
        RulesCommand::List(args) => list(&args.paths, args.format, paint, out),
        RulesCommand::Check(args) => check(&args.paths, paint, out),
        RulesCommand::Test(args) => test(&args.paths, paint, out),
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

fn check(paths: &[PathBuf], paint: Paint, out: &mut dyn Write) -> io::Result<Exit> {
    let loaded = load(paths);
    show_mistakes(&loaded, paint, out)?;
    let mut parts = vec![format!("{} can run", plural(loaded.rules.len(), "rule"))];
    if !loaded.unsupported.is_empty() {
        parts.push(format!("{} cannot run in this version", loaded.unsupported.len()));
    }
    if loaded.elsewhere > 0 {
        parts.push(format!("{} for other languages", loaded.elsewhere));
    }
    writeln!(out, "{}", parts.join(", "))?;
    Ok(exit(&loaded))
}

fn test(paths: &[PathBuf], paint: Paint, out: &mut dyn Write) -> io::Result<Exit> {
    let mut loaded = Loaded::default();
    let sources = sources(paths, &mut loaded.diagnostics);
    let mut results = CaseResults::default();
    for source in &sources {
        let mut one = rule::load(std::slice::from_ref(source));
        loaded.diagnostics.append(&mut one.diagnostics);
        loaded.unsupported.append(&mut one.unsupported);
        loaded.elsewhere += one.elsewhere;
        let cases =
            if source.built_in { Ok(rule::built_in_cases(&source.path)) } else { rule::read_cases(std::path::Path::new(&*source.path)) };
        match cases {
            Ok(cases) => results.extend(run_cases(one.rules.rules(), &cases)),
            Err(error) => writeln!(out, "error: the case files beside {} cannot be read: {error}", escape::terminal(&source.path))?,
        }
    }
    show_mistakes(&loaded, paint, out)?;
    for failure in &results.failures {
        show_failure(failure, out)?;
    }
    summary(&results, out)?;
    Ok(match (loaded.has_errors(), results.failures.is_empty()) {
        (true, _) => Exit::Usage,
        (false, false) => Exit::Findings,
        (false, true) => Exit::Clean,
    })
}

fn show_failure(failure: &CaseFailure, out: &mut dyn Write) -> io::Result<()> {
    let said = match &failure.problem {
        Problem::Missed => "must find something here, and does not".to_owned(),
        Problem::NotWanted(message) => format!("must find nothing here, and says: {message}"),
        Problem::Fixed(..) => "leaves another text after its fixes".to_owned(),
        Problem::UnknownRule => "is named here, and is no rule of this file".to_owned(),
        Problem::CutShort(message) => format!("was cut short: {message}"),
    };
    writeln!(out, "failed: rule `{}` {}", escape::terminal(&failure.rule), escape::terminal(&said))?;
    writeln!(out, "  --> {}:{}", escape::terminal(&failure.path), failure.line)?;
    let number = failure.line.to_string();
    let gap = " ".repeat(number.len());
    if let Problem::Fixed(expected, made) = &failure.problem {
        writeln!(out, "{gap} |\n{gap} - {}\n{gap} + {}", escape::terminal(expected), escape::terminal(made))?;
    } else if !failure.code.is_empty() {
        writeln!(out, "{gap} |\n{number} | {}", escape::terminal(&failure.code))?;
    }
    writeln!(out)
}

fn summary(results: &CaseResults, out: &mut dyn Write) -> io::Result<()> {
    let lacking = |lacks: fn(&straplock::engine::cases::Tested) -> bool| -> Vec<String> {
        results.tested.iter().filter(|(_, tested)| lacks(tested)).map(|(rule, _)| format!("`{rule}`")).collect()
    };
    let (no_bad, no_good) = (lacking(|tested| tested.bad == 0), lacking(|tested| tested.good == 0));
    if !no_bad.is_empty() {
        writeln!(out, "note: no case says what these must find: {}", no_bad.join(", "))?;
    }
    if !no_good.is_empty() {
        writeln!(out, "note: no case says what these must leave alone: {}", no_good.join(", "))?;
    }
    let failed: std::collections::BTreeSet<_> = results.failures.iter().map(|failure| &failure.rule).collect();
    let todo = if results.todo > 0 { format!(", {} to do", results.todo) } else { String::new() };
    let rules = plural(results.tested.len(), "rule");
    let expectations = plural(results.expectations, "expectation");
    match failed.len() {
        0 => writeln!(out, "all well: {rules}, {expectations}{todo}"),
        some => writeln!(out, "{some} of {rules} failed: {} of {expectations}{todo}", results.failures.len()),
    }
}

fn plural(number: usize, word: &str) -> String {
    if number == 1 { format!("1 {word}") } else { format!("{number} {word}s") }
}
