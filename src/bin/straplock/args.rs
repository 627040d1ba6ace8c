//! What was typed. What it means is left to the commands.

use std::path::PathBuf;

use clap::builder::Styles;
use clap::builder::styling::AnsiColor;
use clap::{Args, Parser, Subcommand, ValueEnum};
use straplock::rule::{Profile, Severity};

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

const EXIT_CODES: &str = "\
Exit codes:
  0  nothing at or above --fail-on
  1  findings at or above --fail-on
  2  wrong usage, configuration or rule
  3  no Django project found
  4  the analysis is incomplete, or a report could not be written";

/// Security analysis for Django projects, without running them
///
/// Reads settings, views, forms, models and templates the way Django does and says what is dangerous, why, and the edit that
/// mends it. In a pull request it reports what the change introduced. No network, no account, no import of your code.
#[derive(Debug, Parser)]
#[command(name = "straplock", version, styles = STYLES, args_conflicts_with_subcommands = true, after_help = EXIT_CODES, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) scan: Scan,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Scan(Box<Scan>),
    Rules(crate::commands::rules::Rules),
    Explain(crate::commands::explain::Explain),
    Pack(crate::commands::pack::Pack),
    Ci(Box<crate::commands::ci::Ci>),
    Completions(Completions),
}

/// Scan a tree, or what a change introduced (the default command)
///
/// Examples:
///   straplock scan                              the current folder
///   straplock scan --diff main                  what HEAD adds to main
///   straplock scan -o out.sarif -o report.json  write reports
///   straplock scan --rules team-rules/          with your own rules
///
/// What is not typed here comes from straplock.toml (docs/configuration.md).
#[derive(Debug, Clone, Args)]
#[command(verbatim_doc_comment, after_help = EXIT_CODES)]
pub(crate) struct Scan {
    /// Folders or files to scan
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) selection: Selection,
    #[command(flatten)]
    pub(crate) comparison: Comparison,
    #[command(flatten)]
    pub(crate) reports: Reports,
    #[command(flatten)]
    pub(crate) limits: Limits,
}

/// Which rules run.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Rules")]
pub(crate) struct Selection {
    /// Add a rule file or a folder of them, in Semgrep's language (repeatable)
    #[arg(long, value_name = "PATH")]
    pub(crate) rules: Vec<PathBuf>,
    /// Run only the rules of --rules; then any tree may be scanned, Django or not
    #[arg(long, requires = "rules")]
    pub(crate) only_rules: bool,
    /// How much noise is welcome: review (for pull requests), strict, audit [default: review]
    #[arg(long, value_enum)]
    pub(crate) profile: Option<ProfileArg>,
    /// Read the configuration from FILE [default: straplock.toml, or `[tool.straplock]` in pyproject.toml, found upwards]
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Read no configuration, and run no packs
    #[arg(long, conflicts_with = "config")]
    pub(crate) no_config: bool,
}

/// What to compare with.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Comparison")]
pub(crate) struct Comparison {
    /// Report only what the history from BASE to --head introduced, and what it mended
    ///
    /// Compares the commit where both histories parted with --head, both read from git; the work tree is not touched.
    #[arg(long, value_name = "BASE")]
    pub(crate) diff: Option<String>,
    /// The commit that is looked at with --diff
    #[arg(long, value_name = "REVISION", default_value = "HEAD", requires = "diff")]
    pub(crate) head: String,
}

/// How it is said.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Reports")]
pub(crate) struct Reports {
    /// Form of the report on standard output
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,
    /// Write a report to FILE; the ending says the form: .txt .json .sarif .md (repeatable)
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Vec<PathBuf>,
    /// Exit with 1 when a finding has this severity or more; with --diff only new ones count [default: high]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(crate) fail_on: Option<FailOn>,
    /// Colours in the text report
    #[arg(long, value_enum, default_value_t = Colour::Auto, value_name = "WHEN")]
    pub(crate) color: Colour,
    /// No progress, no closing words: only the report
    #[arg(short, long)]
    pub(crate) quiet: bool,
    /// Say on standard error where the time went
    #[arg(long)]
    pub(crate) timings: bool,
}

/// What is read, and how much.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Files and limits")]
pub(crate) struct Limits {
    /// Leave out files that match, in the language of .gitignore (repeatable)
    ///
    /// Like the paths in reports, a glob with a slash in it counts from the top of the repository.
    #[arg(long, value_name = "GLOB")]
    pub(crate) exclude: Vec<String>,
    /// Scan files that .gitignore leaves out, too
    #[arg(long)]
    pub(crate) no_ignore: bool,
    /// Do not analyse files larger than this many bytes [default: 4194304]
    #[arg(long, value_name = "BYTES")]
    pub(crate) max_file_size: Option<u64>,
    /// Exit with 0 or 1 even when something could not be analysed
    #[arg(long)]
    pub(crate) allow_incomplete: bool,
    /// How many threads; 0 means one for each processor
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) threads: usize,
    /// Use no network (this is the default for a scan; the flag states it)
    #[arg(long)]
    pub(crate) offline: bool,
}

/// Print a completion script for a shell
#[derive(Debug, Args)]
#[command(after_help = "For example: straplock completions bash > ~/.local/share/bash-completion/completions/straplock")]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

/// Profiles, as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProfileArg {
    /// Only what deserves attention in every pull request
    Review,
    /// Also what teams with stricter habits want to know
    Strict,
    /// Also places that a person should look at in an audit
    Audit,
}

/// Forms of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people at a terminal
    Text,
    /// Everything, for programs (schemas/report.schema.json)
    Json,
    /// For code scanning and other SARIF readers
    Sarif,
    /// Annotations in a GitHub Actions log
    Github,
    /// A summary for a job or a page
    Markdown,
}

/// The gate, as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// Report only
    Never,
    Info,
    Low,
    Medium,
    High,
    Critical,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    Always,
    Never,
}

impl From<ProfileArg> for Profile {
    fn from(profile: ProfileArg) -> Self {
        match profile {
            ProfileArg::Review => Self::Review,
            ProfileArg::Strict => Self::Strict,
            ProfileArg::Audit => Self::Audit,
        }
    }
}

impl From<FailOn> for Option<Severity> {
    fn from(gate: FailOn) -> Self {
        match gate {
            FailOn::Never => None,
            FailOn::Info => Some(Severity::Info),
            FailOn::Low => Some(Severity::Low),
            FailOn::Medium => Some(Severity::Medium),
            FailOn::High => Some(Severity::High),
            FailOn::Critical => Some(Severity::Critical),
        }
    }
}
