//! `straplock rules check`: every mistake of every rule file, and which rules Semgrep can run as well.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use straplock::discover;
use straplock::report::diagnostics::Paint;
use straplock::report::escape;
use straplock::rule::{self, Loaded, Portability};

use super::{exit, plural, show_mistakes, sources};
use crate::exit::{Exit, Failure};

/// Say everything that is wrong in rule files, with its place
///
/// Every mistake of every file is told at once, with the place in the file, the nearest known word
/// and a code. Errors keep a rule from running; warnings tell rules that run and do less than they
/// say: alternatives that add nothing, a `pattern-not` that takes nothing away, rules that match
/// everything or contradict themselves. `straplock explain CODE` says more.
///
/// Examples:
///   straplock rules check team-rules/
///   straplock rules check team-rules/ --project .   also whether `paths` still match some file
///   straplock rules check team-rules/ --portable    also which rules Semgrep can run
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Check {
    /// Rule files or folders, in Semgrep's language; without any, the built-in rules
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Tell `paths` of rules that match no file of this project
    #[arg(long, value_name = "FOLDER")]
    pub(crate) project: Option<PathBuf>,
    /// Say which rules Semgrep can run, and why not the others
    #[arg(long)]
    pub(crate) portable: bool,
}

/// Checks rules; what there is to say goes to `out`.
pub(super) fn run(args: &Check, paint: Paint, out: &mut dyn Write) -> Result<Exit, Failure> {
    let mut diagnostics = Vec::new();
    let sources = sources(&args.paths, &mut diagnostics);
    let mut loaded = rule::check(&sources);
    diagnostics.append(&mut loaded.diagnostics);
    if let Some(folder) = &args.project {
        let files = files_of(folder)?;
        diagnostics.extend(rule::idle_paths(&sources, &files.iter().map(String::as_str).collect::<Vec<_>>()));
    }
    loaded.diagnostics = diagnostics;
    show_mistakes(&loaded, paint, out)?;
    more_about(&loaded, out)?;
    if args.portable {
        portable(&rule::portability(&sources), out)?;
    }
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

/// Where the codes are explained.
fn more_about(loaded: &Loaded, out: &mut dyn Write) -> io::Result<()> {
    let mut codes: Vec<&str> = loaded.diagnostics.iter().map(|one| one.code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    match codes[..] {
        [] => Ok(()),
        [code] => writeln!(out, "`straplock explain {code}` says more, and so does rules/README.md#{}", code.to_lowercase()),
        [first, ..] => {
            let (anchor, rest) = (first.to_lowercase(), codes[1..].join(", "));
            writeln!(out, "`straplock explain {first}` says more, and so does rules/README.md#{anchor}; the same for {rest}")
        }
    }
}

/// Paths of all files that a scan of the folder may read.
fn files_of(folder: &Path) -> Result<Vec<String>, Failure> {
    let options = discover::Options { texts: true, ..discover::Options::default() };
    let found = discover::from_disk(folder, &[folder.to_owned()], &options).map_err(Failure::usage)?;
    Ok(found.files.iter().map(|(_, file)| file.path().to_owned()).collect())
}

/// Which rules Semgrep runs, which it refuses and why, and which it runs with another meaning.
fn portable(rules: &[Portability], out: &mut dyn Write) -> io::Result<()> {
    let mut ignored = BTreeMap::<&str, Vec<&str>>::new();
    for rule in rules {
        let place = format!("{}:{}", escape::terminal(&rule.file), rule.line);
        for reason in &rule.refused {
            writeln!(out, "not portable: `{}` ({place}): {}", escape::terminal(&rule.rule), escape::terminal(reason))?;
        }
        for key in rule.ignored.iter().filter(|_| rule.refused.is_empty()) {
            ignored.entry(key).or_default().push(&rule.rule);
        }
    }
    for (key, rules) in ignored {
        let names = rules.iter().map(|rule| format!("`{}`", escape::terminal(rule))).collect::<Vec<_>>().join(", ");
        writeln!(out, "note: Semgrep ignores `{key}`, so it may find more with {names}")?;
    }
    let refused = rules.iter().filter(|rule| !rule.refused.is_empty()).count();
    let able = rules.len() - refused;
    write!(out, "Semgrep can run {able} of {}", plural(rules.len(), "rule"))?;
    if refused > 0 {
        write!(out, "; it refuses a whole run for one that it cannot, so leave their files out")?;
    }
    writeln!(out)
}
