//! `straplock rules test`: rules run on their cases, and what differs from what the cases say.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use straplock::engine::cases::{CaseFailure, CaseResults, Difference, Problem, Tested, all_hold, run_cases};
use straplock::report::diagnostics::Paint;
use straplock::report::escape;
use straplock::rule::{self, CaseFile, Loaded, NegativeTerm, RuleSource};

use super::{plural, show_mistakes, sources};
use crate::exit::Exit;

/// More negatives of one file are not dropped: each is a run of all its cases.
const MAX_MUTATIONS: usize = 1_000;

/// Run rules on the case files beside them and on their own examples
///
/// Beside `x.yaml` stands `x.py` (or .html …) with comments: `# ruleid: id` over a line where the
/// rule must find something, `# ok: id` over one where it must not; `x.fixed.py` is the text after
/// all fixes. `todoruleid` and `todook` speak of what does not hold yet. What differs is shown
/// like a diff: `-` before a line that is missing among the findings, `+` before one that must not
/// be there, and below it which part of the formula decided.
///
/// Examples:
///   straplock rules test team-rules/                  the cases beside the rules
///   straplock rules test team-rules/ --cases tests/   those of another tree, at the same paths
///   straplock rules test team-rules/ --mutate         also: negatives and sanitizers that no case needs
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Test {
    /// Rule files or folders; without any, the built-in rules
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Look for the case files below this folder, at the same paths as the rules below theirs
    #[arg(long, value_name = "FOLDER")]
    pub(crate) cases: Option<PathBuf>,
    /// Drop each negative in turn, and name those without which every case still holds
    #[arg(long)]
    pub(crate) mutate: bool,
}

/// Runs the cases of all rules; what there is to say goes to `out`.
pub(super) fn run(args: &Test, paint: Paint, out: &mut dyn Write) -> io::Result<Exit> {
    let mut loaded = Loaded::default();
    let sources = sources(&args.paths, &mut loaded.diagnostics);
    let mut results = CaseResults::default();
    let mut idle = Vec::new();
    let mut unread = 0;
    for source in &sources {
        let mut one = rule::load(std::slice::from_ref(source));
        loaded.diagnostics.append(&mut one.diagnostics);
        loaded.unsupported.append(&mut one.unsupported);
        loaded.elsewhere += one.elsewhere;
        match cases(source, args) {
            Ok(cases) => {
                let mut tested = run_cases(one.rules.rules(), &cases);
                // Rules that cannot run here, or are wrong, are told elsewhere.
                let ids: Vec<_> = rule::portability(std::slice::from_ref(source)).into_iter().map(|rule| rule.rule).collect();
                tested.failures.retain(|one| one.problem != Problem::UnknownRule || !ids.contains(&one.rule));
                if args.mutate && tested.failures.is_empty() && !one.rules.is_empty() {
                    idle.extend(idle_negatives(source, &cases));
                }
                results.extend(tested);
            }
            Err(error) => {
                unread += 1;
                let (path, error) = (escape::terminal(&source.path), error.to_string());
                writeln!(out, "error: the case files of {path} cannot be read: {}", escape::terminal(&error))?;
            }
        }
    }
    show_mistakes(&loaded, paint, out)?;
    show_failures(&results.failures, out)?;
    for line in &idle {
        writeln!(out, "{line}")?;
    }
    let mistakes = loaded.diagnostics.iter().filter(|one| one.is_error()).count() + unread;
    summary(&results, mistakes, out)?;
    Ok(match (mistakes > 0, results.failures.is_empty()) {
        (true, _) => Exit::Usage,
        (false, false) => Exit::Findings,
        (false, true) => Exit::Clean,
    })
}

/// The case files of a rule file: beside it, or below the folder of cases.
fn cases(source: &RuleSource, args: &Test) -> io::Result<Vec<CaseFile>> {
    let path = Path::new(&*source.path);
    match &args.cases {
        Some(folder) => {
            let below = args.paths.iter().find_map(|root| path.strip_prefix(root).ok()).filter(|below| !below.as_os_str().is_empty());
            let name = below.map_or_else(|| PathBuf::from(path.file_name().unwrap_or_default()), Path::to_owned);
            let place = folder.join(name);
            if place.parent().is_some_and(Path::is_dir) { rule::read_cases(&place) } else { Ok(Vec::new()) }
        }
        None if source.built_in => Ok(rule::built_in_cases(&source.path)),
        None => rule::read_cases(path),
    }
}

/// A line for each negative without which every case still holds.
fn idle_negatives(source: &Arc<RuleSource>, cases: &[CaseFile]) -> Vec<String> {
    let negatives = rule::negatives(source);
    let idle = negatives.iter().enumerate().take(MAX_MUTATIONS).filter(|(at, _)| {
        let without = rule::load_without(source, *at);
        !without.rules.is_empty() && all_hold(without.rules.rules(), cases)
    });
    let line = |(_, one): (usize, &NegativeTerm)| {
        let text = if one.text.is_empty() { String::new() } else { format!(": {}", one.text) };
        let place = format!("{}:{}", source.path, one.line);
        escape::terminal(&format!("note: no case needs `{}` of rule `{}` ({place}){text}", one.operator, one.rule)).into_owned()
    };
    let mut lines: Vec<String> = idle.map(line).collect();
    if negatives.len() > MAX_MUTATIONS {
        lines.push(format!("note: of {} only the first {MAX_MUTATIONS} negatives were dropped", escape::terminal(&source.path)));
    }
    lines
}

/// What differs, rule by rule and case by case, in the order of lines.
fn show_failures(failures: &[CaseFailure], out: &mut dyn Write) -> io::Result<()> {
    let mut failures: Vec<&CaseFailure> = failures.iter().collect();
    failures.sort_by_key(|one| (&one.path, &one.rule, one.line));
    for group in failures.chunk_by(|one, other| (&one.path, &one.rule) == (&other.path, &other.rule)) {
        let first = group[0];
        writeln!(out, "failed: rule `{}`", escape::terminal(&first.rule))?;
        writeln!(out, "  --> {}:{}", escape::terminal(&first.path), first.line)?;
        let width = group.iter().map(|one| one.line.to_string().len()).max().unwrap_or(1);
        for failure in group {
            show_failure(failure, width, out)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn show_failure(failure: &CaseFailure, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let (sign, said) = match &failure.problem {
        Problem::Missed => ('-', "missing: the rule must find something here".to_owned()),
        Problem::NotWanted(message) => ('+', format!("extra: the rule must find nothing here, and says: {message}")),
        Problem::Fixed(difference) => return show_difference(failure, difference, width, out),
        Problem::UnknownRule => (' ', "this annotation names no rule of the file".to_owned()),
        Problem::CutShort(message) => (' ', format!("cut short: {message}")),
    };
    if !failure.code.is_empty() {
        writeln!(out, "{sign} {:width$} | {}", failure.line, escape::terminal(&failure.code))?;
    }
    for sentence in std::iter::once(&said).chain(&failure.because) {
        writeln!(out, "  {:width$} = {}", "", escape::terminal(sentence))?;
    }
    Ok(())
}

fn show_difference(failure: &CaseFailure, difference: &Difference, width: usize, out: &mut dyn Write) -> io::Result<()> {
    for (sign, lines) in [('-', &difference.expected), ('+', &difference.made)] {
        for (number, line) in (failure.line..).zip(lines) {
            writeln!(out, "{sign} {number:width$} | {}", escape::terminal(line))?;
        }
    }
    writeln!(out, "  {:width$} = the text after all fixes differs: `-` is expected, `+` is what the fixes leave", "")
}

fn summary(results: &CaseResults, mistakes: usize, out: &mut dyn Write) -> io::Result<()> {
    let lacking = |lacks: fn(&Tested) -> bool| -> Vec<String> {
        results.tested.iter().filter(|(_, tested)| lacks(tested)).map(|(rule, _)| format!("`{rule}`")).collect()
    };
    let (no_bad, no_good) = (lacking(|tested| tested.bad == 0), lacking(|tested| tested.good == 0));
    if !no_bad.is_empty() {
        writeln!(out, "note: no case says what these must find: {}", no_bad.join(", "))?;
    }
    if !no_good.is_empty() {
        writeln!(out, "note: no case says what these must leave alone: {}", no_good.join(", "))?;
    }
    let failed: BTreeSet<_> = results.failures.iter().map(|failure| &failure.rule).collect();
    let todo = if results.todo > 0 { format!(", {} to do", results.todo) } else { String::new() };
    let rules = plural(results.tested.len(), "rule");
    let expectations = plural(results.expectations, "expectation");
    match failed.len() {
        0 if mistakes > 0 => {
            writeln!(out, "not everything was tested, because of {}: {rules}, {expectations}{todo}", plural(mistakes, "mistake"))
        }
        0 => writeln!(out, "all well: {rules}, {expectations}{todo}"),
        some => writeln!(out, "{some} of {rules} failed: {} of {expectations}{todo}", results.failures.len()),
    }
}
