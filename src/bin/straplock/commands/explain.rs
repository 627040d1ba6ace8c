//! `straplock explain RULE`: what it finds, why it matters, vulnerable and safe code, the edit. Offline.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use straplock::engine::cases::{Sample, sample};
use straplock::report::diagnostics::{Paint, render};
use straplock::report::escape;
use straplock::rule::{self, CaseFile, Code, EXPLANATIONS, Loaded, Rule};

use crate::exit::{Exit, Failure};

/// Lines of prose are broken at this width.
const WIDTH: usize = 96;

/// Explain a rule: what, why, vulnerable and safe code, the edit
///
/// Examples:
///   straplock explain sql-raw-formatted                      a rule
///   straplock explain sql-raw-formatted --at views.py:40     what it does there, by operator
///   straplock explain R012                                   a mistake that `rules check` tells
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Explain {
    /// The rule's id, as in a finding, or the code of a mistake in rules
    #[arg(value_name = "RULE")]
    pub(crate) rule: String,
    /// Look in this rule file or folder, too (repeatable)
    #[arg(long, value_name = "PATH")]
    pub(crate) rules: Vec<PathBuf>,
    /// Show instead what the rule does with this place, operator by operator
    #[arg(long, value_name = "FILE[:LINE]")]
    pub(crate) at: Option<String>,
    /// With --at: the folder that is scanned, if it is not the repository or the folder of manage.py or straplock.toml
    #[arg(long, value_name = "FOLDER", requires = "at")]
    pub(crate) project: Option<PathBuf>,
}

/// Explains a rule on standard output.
pub(crate) fn command(args: &Explain) -> Result<Exit, Failure> {
    if let Some(place) = &args.at {
        return super::rules::explain_place(&args.rule, place, &args.rules, args.project.as_deref());
    }
    let (mut out, mut errors) = (Vec::new(), Vec::new());
    let exit = run(args, super::rules::paint(crate::colour::on_stderr()), &mut out, &mut errors)?;
    crate::output::to_stdout(&out)?;
    anstream::stderr().write_all(&errors)?;
    Ok(exit)
}

/// Explains a rule on `out`; what is wrong with the request goes to `errors`.
fn run(args: &Explain, paint: Paint, out: &mut dyn Write, errors: &mut dyn Write) -> io::Result<Exit> {
    if let Some(code) = Code::parse(&args.rule).and_then(Code::explanation) {
        writeln!(out, "{}: {}", code.code.as_str(), code.title)?;
        section(out, "What to do", code.advice)?;
        return Ok(Exit::Clean);
    }
    let built_in = rule::built_in();
    let own = if args.rules.is_empty() { of_packs(&args.rule, &built_in) } else { super::rules::load(&args.rules) };
    errors.write_all(render(&own.diagnostics, paint).as_bytes())?;
    if let Some(rule) = own.rules.find(&args.rule).or_else(|| built_in.rules.find(&args.rule)) {
        explain(rule, &cases(rule), out)?;
        return Ok(Exit::Clean);
    }
    unknown(&args.rule, &own, &built_in, errors)?;
    Ok(Exit::Usage)
}

/// The rules of this project's packs, where no built-in one has the id. What is wrong with packs is a scan's business to say.
pub(super) fn of_packs(id: &str, built_in: &Loaded) -> Loaded {
    if built_in.rules.find(id).is_some() {
        return Loaded::default();
    }
    crate::loading::rules_of_packs_here().unwrap_or_default()
}

/// Says that there is no such rule, and which one is near.
pub(super) fn unknown(id: &str, own: &Loaded, built_in: &Loaded, errors: &mut dyn Write) -> io::Result<()> {
    if is_code(id) {
        writeln!(errors, "error: there is no code `{}`", escape::terminal(id))?;
        let last = EXPLANATIONS[EXPLANATIONS.len() - 1].code.as_str();
        return writeln!(errors, "  help: the mistakes that `rules check` tells have codes from R001 to {last}");
    }
    writeln!(errors, "error: there is no rule `{}`", escape::terminal(id))?;
    if own.has_errors() {
        return writeln!(errors, "  help: it may be one of those with the mistakes above, which are not read");
    }
    let ids = own.rules.iter().chain(built_in.rules.iter()).map(|rule| &*rule.id);
    match rule::nearest(id, ids) {
        Some(help) => writeln!(errors, "  help: {help}"),
        None => writeln!(errors, "  help: `straplock rules list` names all rules"),
    }
}

/// Whether this is written as the code of a mistake is.
fn is_code(id: &str) -> bool {
    id.strip_prefix(['R', 'r']).is_some_and(|number| number.len() == 3 && number.bytes().all(|digit| digit.is_ascii_digit()))
}

/// The case files of a rule; an explanation without them is still one.
fn cases(rule: &Rule) -> Vec<CaseFile> {
    if rule.origin.built_in { rule::cases_of(rule) } else { rule::read_cases(Path::new(&*rule.origin.file)).unwrap_or_default() }
}

fn explain(rule: &Rule, cases: &[CaseFile], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}\n", escape::terminal(&rule::first_sentence(&rule.message)))?;
    let mut facts = vec![format!("rule {}", rule.id), format!("severity {}", rule.severity.as_str())];
    facts.push(format!("confidence {}", rule.confidence.as_str()));
    facts.push(format!("profile {}", rule.profile.as_str()));
    facts.extend(rule.metadata.cwe.iter().chain(&rule.metadata.owasp).map(|word| escape::terminal(word).into_owned()));
    if rule.stage != rule::Stage::Stable {
        facts.push(rule.stage.as_str().to_owned());
    }
    facts.extend(rule.django.as_ref().map(|range| format!("only for Django {}", escape::terminal(&range.to_string()))));
    writeln!(out, "  {}", facts.join(" · "))?;
    if let Some(other) = &rule.replaced_by {
        writeln!(out, "  replaced by {}", escape::terminal(other))?;
    }
    section(out, "Why it matters", &rule.docs.why)?;
    section(out, "What to do", &rule.docs.how)?;
    let (bad, good) = sample(rule, cases);
    code(out, "Found", &bad)?;
    code(out, "Not found", &good)?;
    if let Some(fix) = &rule.fix {
        writeln!(out, "\nEdit ({})", fix.safety.as_str())?;
        for line in fix.replacement.lines() {
            writeln!(out, "    {}", escape::terminal(line))?;
        }
    }
    if !rule.metadata.references.is_empty() {
        writeln!(out, "\nRead on")?;
        for reference in &rule.metadata.references {
            writeln!(out, "  {}", escape::terminal(reference))?;
        }
    }
    let comment = if rule.languages.contains(&rule::RuleLanguage::Template) { ["{# ", " #}"] } else { ["# ", ""] };
    let refused = if rule.locked { "\nThis rule is locked: a comment in the code does not accept its findings." } else { "" };
    let accept = format!("    {}straplock: ignore[{}] -- why it is acceptable here{}", comment[0], rule.id, comment[1]);
    if rule.locked {
        writeln!(out, "{refused}")
    } else {
        writeln!(out, "\nTo accept one finding, above it or at the end of its line\n{accept}")
    }
}

fn section(out: &mut dyn Write, title: &str, text: &str) -> io::Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{title}")?;
    for paragraph in text.split("\n\n") {
        for line in wrap(&escape::terminal(&paragraph.replace('\n', " ")), WIDTH) {
            writeln!(out, "  {line}")?;
        }
    }
    Ok(())
}

fn code(out: &mut dyn Write, title: &str, samples: &[Sample]) -> io::Result<()> {
    if samples.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{title}")?;
    let long = samples.iter().any(|sample| sample.text.contains('\n'));
    for (at, sample) in samples.iter().enumerate() {
        if long && at > 0 {
            writeln!(out)?;
        }
        for line in sample.text.lines() {
            writeln!(out, "    {}", escape::terminal(line))?;
        }
    }
    Ok(())
}

/// Lines of at most `width` characters, broken at spaces.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}
