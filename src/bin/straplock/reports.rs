//! Reports as they were asked for: one form on standard output, any number of files.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use straplock::finding::{Gate, Report};
use straplock::report::{annotations, json, markdown, phrase, sarif, text};

use crate::args::{Format, Reports};
use crate::exit::Failure;
use crate::output;

/// Whether every report reached its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rendered {
    All,
    Partly,
}

/// What was asked for.
pub(crate) struct Wanted {
    stdout: Option<Format>,
    files: Vec<(PathBuf, Format)>,
}

/// Reads the forms from the endings before anything is scanned.
pub(crate) fn wanted(args: &Reports) -> Result<Wanted, Failure> {
    let files = args.output.iter().map(|path| Ok((path.clone(), form_of(path)?))).collect::<Result<Vec<_>, Failure>>()?;
    let stdout = args.format.or_else(|| files.is_empty().then_some(Format::Text));
    Ok(Wanted { stdout, files })
}

fn form_of(path: &Path) -> Result<Format, Failure> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending {
        "txt" => Ok(Format::Text),
        "json" => Ok(Format::Json),
        "sarif" => Ok(Format::Sarif),
        "md" | "markdown" => Ok(Format::Markdown),
        _ => Err(Failure::usage(anyhow::anyhow!("the ending of {} names no form of report", path.display()))
            .help("endings are .txt, .json, .sarif and .md; for another name use --format FORM and a redirection")),
    }
}

/// Writes them all; each failure is told and none keeps another report from being written. When none could be written, what was
/// found is said for people, wherever there is room.
pub(crate) fn write(report: &Report, gate: Gate, wanted: &Wanted, args: &Reports) -> Rendered {
    let (mut written, mut failed) = (0, 0);
    let mut told = |result: anyhow::Result<()>| match result {
        Ok(()) => written += 1,
        Err(error) => {
            Failure::incomplete(error).show();
            failed += 1;
        }
    };
    for (path, format) in &wanted.files {
        told(render(report, gate, *format, text::Styling::Plain).and_then(|bytes| output::to_file(path, &bytes)));
    }
    if let Some(format) = wanted.stdout {
        let styling = if crate::colour::on_stdout(args.color) { text::Styling::Colour } else { text::Styling::Plain };
        told(render(report, gate, format, styling).and_then(|bytes| output::to_stdout(&bytes)));
    }
    if written == 0 {
        lose_nothing(report, gate);
    } else if wanted.stdout.is_none() && !args.quiet {
        drop(writeln!(anstream::stderr(), "{}", phrase::closing(report)));
    }
    if failed == 0 { Rendered::All } else { Rendered::Partly }
}

fn lose_nothing(report: &Report, gate: Gate) {
    let Ok(bytes) = render(report, gate, Format::Text, text::Styling::Plain) else { return };
    if output::to_stdout(&bytes).is_err() {
        drop(anstream::stderr().write_all(&bytes));
    }
}

/// One report as bytes.
pub(crate) fn render(report: &Report, gate: Gate, format: Format, styling: text::Styling) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    match format {
        Format::Text => text::render(report, &text::TextOptions { styling, width: width(), ..text::TextOptions::default() }, &mut bytes)?,
        Format::Json => json::render(report, &json::JsonOptions { gate }, &mut bytes)?,
        Format::Sarif => sarif::render(report, &sarif::SarifOptions::new(sarif::Copy::Local), &mut bytes)?,
        Format::Github => annotations::render(report, &annotations::AnnotationOptions { path_prefix: "" }, &mut bytes)?,
        Format::Markdown => markdown::render(report, &markdown::MarkdownOptions::new(gate), &mut bytes)?,
    }
    Ok(bytes)
}

/// Columns for the text report: the terminal's, or what fits most windows and pages.
fn width() -> usize {
    terminal_size::terminal_size_of(std::io::stdout()).map_or(120, |(width, _)| usize::from(width.0)).clamp(60, 160)
}
