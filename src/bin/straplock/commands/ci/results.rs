//! Files that later steps find: SARIF, JSON, outputs, summary. A file that cannot be written is told, and the job goes on.

use straplock::github::{Outcome, OutputFile};

use super::environment::Environment;
use super::inputs::Ci;
use super::scanning;
use super::verdict::Verdict;
use crate::args::Format;
use crate::exit::Failure;
use crate::output;

/// A SARIF file that says that no analysis succeeded: there is one also after a crash. GitHub refuses it, so alerts stay.
const NOT_ANALYSED: &str = r#"{
  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
  "version": "2.1.0",
  "runs": [
    {
      "tool": { "driver": { "name": "Straplock", "rules": [] } },
      "automationDetails": { "id": "straplock/" },
      "invocations": [{ "executionSuccessful": false }],
      "columnKind": "unicodeCodePoints",
      "results": []
    }
  ]
}
"#;

/// Writes the SARIF file of a run that has not succeeded yet, and says where it is.
pub(super) fn prepare(environment: &Environment) -> Result<(), Failure> {
    output::to_file(&environment.sarif(), NOT_ANALYSED.as_bytes())?;
    let mut outputs = OutputFile::new();
    outputs.set("sarif-file", environment.sarif().display());
    outputs.set("uploaded", "skipped");
    environment.add_output(outputs.as_str())?;
    Ok(())
}

/// Writes the reports, and makes the upload copy.
pub(super) fn write(environment: &Environment, verdict: &mut Verdict) {
    for (format, file) in [(Format::Sarif, environment.sarif()), (Format::Json, environment.json())] {
        let written = scanning::form(&verdict.scanned.report, verdict.gate, format).and_then(|bytes| output::to_file(&file, &bytes));
        note(verdict, written);
    }
    match scanning::form(&verdict.scanned.report, verdict.gate, Format::Sarif) {
        Ok(bytes) => verdict.upload = Some(bytes),
        Err(error) => note(verdict, Err(error)),
    }
}

/// Everything that is known before anything is sent.
pub(super) fn write_outputs(environment: &Environment, verdict: &mut Verdict, head: &str) {
    let report = &verdict.scanned.report;
    let base = report.comparison.as_ref().map_or("", |comparison| comparison.base_commit.as_str());
    let json = environment.json();
    let mut outputs = OutputFile::new();
    outputs.set("report-json", if json.is_file() { json.display().to_string() } else { String::new() });
    outputs.set("findings", verdict.all().count());
    outputs.set("new-findings", verdict.new_ones());
    outputs.set("fixed-findings", report.fixed.len());
    outputs.set("blocking-findings", verdict.blocking());
    outputs.set("highest-severity", verdict.highest().map_or("none", straplock::rule::Severity::as_str));
    outputs.set("truncated", verdict.truncated);
    outputs.set("base-sha", base);
    outputs.set("head-sha", head);
    outputs.set("sarif-id", "");
    note(verdict, environment.add_output(outputs.as_str()));
}

/// The job summary without its last part.
pub(super) fn write_summary(environment: &Environment, verdict: &mut Verdict) {
    let summary = scanning::form(&verdict.scanned.report, verdict.gate, Format::Markdown);
    note(verdict, summary.and_then(|bytes| environment.add_summary(&String::from_utf8_lossy(&bytes))));
}

/// What became of the upload: outputs, and the summary's last part.
pub(super) fn write_published(ci: &Ci, environment: &Environment, verdict: &mut Verdict, outcome: &Outcome) {
    let mut outputs = OutputFile::new();
    outputs.set("sarif-id", outcome.id());
    outputs.set("uploaded", outcome.word());
    note(verdict, environment.add_output(outputs.as_str()));
    if ci.summary.unwrap_or(true) {
        let sentence = straplock::report::escape::markdown(&outcome.sentence());
        let text = format!("\n---\n\nResults were {}.\n", sentence.trim_end_matches('.'));
        note(verdict, environment.add_summary(&text));
    }
}

fn note(verdict: &mut Verdict, result: anyhow::Result<()>) {
    verdict.troubles.extend(result.err().map(|error| format!("{error:#}")));
}
