//! `straplock rules explain RULE FILE[:LINE]`: the formula as a tree, with what each operator found there.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use straplock::engine::trace::{Place, Step, StepResult, Taken, Trace, trace, verdict};
use straplock::report::diagnostics::{Paint, render};
use straplock::report::escape;
use straplock::rule::{self, Rule};

use super::surroundings;
use crate::exit::{Exit, Failure};

/// Longer trees are cut, in lines.
const MAX_LINES: usize = 300;
/// Of more alternatives that find nothing only the number is told.
const MAX_IDLE: usize = 6;

/// Show what a rule does with a file: which operator matched what, and the first one that failed
///
/// The formula is printed as a tree. `+` stands before an operator that leaves something, `-`
/// before one that leaves nothing, `.` before one that was not asked any more. Below each stand
/// the places that it matched and what metavariables stand for there. The last lines say in words
/// where the rule gave up, or why it finds something. Names that come from other files of the project
/// mean what they mean in a scan of it.
///
/// Examples:
///   straplock rules explain eval-dynamic shop/views.py:40   one line
///   straplock rules explain eval-dynamic shop/views.py      the whole file
///   straplock rules explain my-rule views.py:7 --rules team/
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct ExplainPlace {
    /// The rule's id
    #[arg(value_name = "RULE")]
    pub(crate) rule: String,
    /// A file, and if you like a line of it
    #[arg(value_name = "FILE[:LINE]")]
    pub(crate) place: String,
    /// Look for the rule in this rule file or folder, too (repeatable)
    #[arg(long, value_name = "PATH")]
    pub(crate) rules: Vec<PathBuf>,
    /// The folder that is scanned, if it is not the repository or the folder of manage.py or straplock.toml
    #[arg(long, value_name = "FOLDER")]
    pub(crate) project: Option<PathBuf>,
}

/// Shows it on standard output.
pub(crate) fn command(rule: &str, place: &str, paths: &[PathBuf], project: Option<&Path>) -> Result<Exit, Failure> {
    let (path, line) = split(place);
    let paint = super::paint(crate::colour::on_stderr());
    if let Some((file, line)) = place.rsplit_once(':').filter(|(file, _)| !path.exists() && Path::new(file).is_file()) {
        let error = anyhow::anyhow!("`{}` is no line of {}", escape::terminal(line), escape::terminal(file));
        return Err(Failure::usage(error).help("a line is a number from 1 on, as in `shop/views.py:40`"));
    }
    let Some(rule) = find(rule, paths, paint)? else { return Ok(Exit::Usage) };
    let seen = surroundings::read(&path, project, &rule)?;
    let Some(file) = seen.file() else {
        let error = anyhow::anyhow!("{} is not read: it is no text, or a folder", escape::terminal(&path.to_string_lossy()));
        return Err(Failure::usage(error));
    };
    if let Some(line) = line.filter(|line| *line == 0 || *line > file.lines().count()) {
        let error =
            anyhow::anyhow!("{} has {} lines, there is no line {line}", escape::terminal(&path.to_string_lossy()), file.lines().count());
        return Err(Failure::usage(error));
    }
    let mut out = Vec::new();
    let shown = Shown { rule: &rule, path: file.path(), line, code: line.map(|line| file.line_text(line)) };
    let mut trace = trace(&rule, (file, &seen.around), line);
    trace.aside.extend(seen.note.clone());
    show(&shown, &trace, &mut out)?;
    crate::output::to_stdout(&out)?;
    Ok(Exit::Clean)
}

/// `a.py:7` is line 7 of `a.py`, unless there is a file of that name.
fn split(place: &str) -> (PathBuf, Option<u32>) {
    let numbered = place.rsplit_once(':').and_then(|(path, line)| Some((path, line.parse::<u32>().ok()?)));
    match numbered {
        Some((path, line)) if !Path::new(place).exists() => (PathBuf::from(path), Some(line)),
        _ => (PathBuf::from(place), None),
    }
}

/// The rule, from what was named or built in; when there is none, what is near is told.
fn find(id: &str, paths: &[PathBuf], paint: Paint) -> Result<Option<Arc<Rule>>, Failure> {
    let built_in = rule::built_in();
    let own = if paths.is_empty() { crate::commands::explain::of_packs(id, &built_in) } else { super::load(paths) };
    let mut errors = render(&own.diagnostics, paint).into_bytes();
    let found = own.rules.find(id).or_else(|| built_in.rules.find(id)).map(Arc::clone);
    if found.is_none() {
        if let Some(one) = own.unsupported.iter().find(|one| &*one.rule == id) {
            writeln!(errors, "error: this version does not run {}, so there is nothing to show", escape::terminal(&one.reason))?;
        } else {
            crate::commands::explain::unknown(id, &own, &built_in, &mut errors)?;
        }
    }
    anstream::stderr().write_all(&errors)?;
    Ok(found)
}

/// What was asked about.
struct Shown<'a> {
    rule: &'a Rule,
    path: &'a str,
    line: Option<u32>,
    code: Option<&'a str>,
}

fn show(shown: &Shown<'_>, trace: &Trace, out: &mut dyn Write) -> io::Result<()> {
    let place = match shown.line {
        Some(line) => format!("{}:{line}", shown.path),
        None => shown.path.to_owned(),
    };
    let number = trace.places.len() + trace.more;
    let says = match number {
        0 => "finds nothing".to_owned(),
        1 => "finds 1 place".to_owned(),
        _ => format!("finds {number} places"),
    };
    writeln!(out, "rule {} {says} in {}", shown.rule.id, escape::terminal(&place))?;
    if let (Some(line), Some(code)) = (shown.line, shown.code) {
        writeln!(out, "\n{line} | {}", escape::terminal(&code.chars().take(160).collect::<String>()))?;
    }
    for reason in &trace.aside {
        writeln!(out, "\nnote: {}", escape::terminal(reason))?;
    }
    let Some(root) = &trace.root else { return Ok(()) };
    writeln!(out, "\n{}", escape::terminal(&shown.rule.origin.file))?;
    let mut lines = Vec::new();
    tree(root, 0, &mut lines);
    let cut = lines.len().saturating_sub(MAX_LINES);
    lines.truncate(MAX_LINES);
    for line in &lines {
        writeln!(out, "{}", escape::terminal(line))?;
    }
    if cut > 0 {
        writeln!(out, "  … and {cut} more lines")?;
    }
    let said = verdict(trace);
    let heading = if number > 0 { "It is found because" } else { "It ends where" };
    if !said.is_empty() {
        writeln!(out, "\n{heading}")?;
    }
    for sentence in said.iter().take(8) {
        writeln!(out, "  {}", escape::terminal(sentence))?;
    }
    for one in trace.places.iter().filter(|one| shown.line.is_some_and(|line| line != one.line)) {
        let line = one.line;
        writeln!(out, "\nnote: a finding is told in the line where it starts, {line}")?;
    }
    Ok(())
}

fn tree(step: &Step, depth: usize, lines: &mut Vec<String>) {
    let indent = "  ".repeat(depth + 1);
    let mark = match step.result {
        StepResult::NotAsked => '.',
        _ if step.result.holds() => '+',
        _ => '-',
    };
    let line = step.line.map(|line| format!(" (line {line})")).unwrap_or_default();
    let detail = if step.detail.is_empty() { String::new() } else { format!(": {}", step.detail) };
    lines.push(format!("{indent}{mark} {}{line}{detail}{}", step.operator, aftermath(step)));
    match &step.result {
        StepResult::TookAway(taken) | StepResult::TookAll(taken) => {
            lines.extend(taken.iter().map(|one| format!("{indent}    takes away {}{}", place(&one.place), by(one))));
        }
        StepResult::Disagrees(pairs) => {
            lines.extend(pairs.iter().map(|one| format!("{indent}    {} does not agree with {}", place(&one.by), place(&one.place))));
        }
        StepResult::False(places) => lines.extend(places.iter().map(|one| format!("{indent}    false for {}", place(one)))),
        StepResult::NotAsked => {}
        StepResult::Holds | StepResult::Nothing | StepResult::Elsewhere(_) => {
            if step.steps.is_empty() || depth == 0 {
                lines.extend(step.places.iter().map(|one| format!("{indent}    {}", place(one))));
                lines.extend((step.more > 0).then(|| format!("{indent}    … and {} more places", step.more)));
            }
        }
    }
    if step.result != StepResult::NotAsked {
        children(step, depth, lines);
    }
}

/// The parts; of many alternatives only those that find something.
fn children(step: &Step, depth: usize, lines: &mut Vec<String>) {
    let idle = |one: &Step| step.operator == "pattern-either" && matches!(one.result, StepResult::Nothing | StepResult::NotAsked);
    let number = step.steps.iter().filter(|one| idle(one)).count();
    let hidden = number > MAX_IDLE;
    for one in step.steps.iter().filter(|one| !hidden || !idle(one)) {
        tree(one, depth + 1, lines);
    }
    if hidden {
        lines.push(format!("{}- {number} other alternatives match nothing", "  ".repeat(depth + 2)));
    }
}

/// What is to say of a step behind its text.
fn aftermath(step: &Step) -> &'static str {
    match &step.result {
        StepResult::Elsewhere(_) if step.operator == "pattern-inside" => "  is not around it",
        StepResult::Elsewhere(_) => "  matches elsewhere",
        StepResult::Nothing if step.steps.is_empty() => "  matches nothing",
        _ => "",
    }
}

fn by(one: &Taken) -> String {
    if one.place.line == one.by.line && one.place.code == one.by.code && one.by.bindings.is_empty() {
        return String::new();
    }
    format!(" by {}", place(&one.by))
}

fn place(one: &Place) -> String {
    let bindings: Vec<String> = one.bindings.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    let bindings = if bindings.is_empty() { String::new() } else { format!("   {}", bindings.join(", ")) };
    format!("{}:{} {}{bindings}", one.line, one.column, one.code)
}
