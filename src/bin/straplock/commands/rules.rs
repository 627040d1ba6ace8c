//! `straplock rules`: list, check, test, explain and write rules.

mod check;
mod list;
mod new;
mod schema;
mod surroundings;
mod test;
mod trace;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};
use straplock::report::diagnostics::{Paint, render};
use straplock::report::escape;
use straplock::rule::{self, Diagnostic, Loaded, RuleSource};

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
    List(list::List),
    Check(check::Check),
    Test(test::Test),
    Explain(trace::ExplainPlace),
    New(new::New),
    Schema(schema::Schema),
}

/// Runs one of the commands on standard output.
pub(crate) fn command(args: &Rules) -> Result<Exit, Failure> {
    let mut out = Vec::new();
    let exit = run(args, paint(crate::colour::on_stdout(Colour::Auto)), &mut out)?;
    crate::output::to_stdout(&out)?;
    Ok(exit)
}

/// Shows what a rule does with a place.
pub(crate) fn explain_place(rule: &str, place: &str, paths: &[PathBuf], project: Option<&Path>) -> Result<Exit, Failure> {
    trace::command(rule, place, paths, project)
}

/// How mistakes are drawn on a stream that shows colours, or does not.
pub(crate) fn paint(coloured: bool) -> Paint {
    if coloured { Paint::Coloured } else { Paint::Plain }
}

/// Runs one of the commands; what it has to say goes to `out`.
fn run(args: &Rules, paint: Paint, out: &mut dyn Write) -> Result<Exit, Failure> {
    match &args.command {
        RulesCommand::List(args) => Ok(list::run(args, paint, out)?),
        RulesCommand::Check(args) => check::run(args, paint, out),
        RulesCommand::Test(args) => Ok(test::run(args, paint, out)?),
        RulesCommand::New(args) => new::run(args, out),
        RulesCommand::Schema(_) => Ok(schema::run(out)?),
        RulesCommand::Explain(args) => trace::command(&args.rule, &args.place, &args.rules, args.project.as_deref()),
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

fn plural(number: usize, word: &str) -> String {
    if number == 1 { format!("1 {word}") } else { format!("{number} {word}s") }
}
