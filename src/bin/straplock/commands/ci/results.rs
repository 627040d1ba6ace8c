//! Files that later steps find: SARIF, JSON, outputs, summary. A file that cannot be written is told, and the job goes on.

use anyhow::Context as _;
use straplock::github::{Outcome, OutputFile};
use straplock::report::markdown::{self, MarkdownOptions, Published, Repository};
use straplock::report::sarif::{self, Copy, Incomplete, SarifOptions};

use super::environment::Environment;
use super::scanning;
use super::verdict::Verdict;
use crate::args::Format;
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

/// Writes the SARIF file of a run that has not succeeded yet, and says where it is. Gives what could not be written.
pub(super) fn prepare(environment: &Environment) -> Vec<String> {
    let mut outputs = OutputFile::new();
    outputs.set("sarif-file", environment.sarif().display());
    outputs.set("uploaded", "skipped");
    let written = [output::to_file(&environment.sarif(), NOT_ANALYSED.as_bytes()), environment.add_output(outputs.as_str())];
    written.into_iter().filter_map(Result::err).map(|error| format!("{error:#}")).collect()
}

/// Writes the reports, and makes the upload copy.
pub(super) fn write(environment: &Environment, verdict: &mut Verdict, options: &SarifOptions<'_>) {
    let report = &verdict.scanned.report;
    let mut local = Vec::new();
    let sarif = sarif::render(report, options, &mut local).map_err(anyhow::Error::from);
    let sarif = sarif.and_then(|()| output::to_file(&environment.sarif(), &local));
    let json = scanning::form(report, verdict.gate, Format::Json).and_then(|bytes| output::to_file(&environment.json(), &bytes));
    // Whether an incomplete scan is sent was asked before: what matters is the head, not the base.
    let upload = sarif::upload(report, &SarifOptions { copy: Copy::Upload, incomplete: Incomplete::Allow, ..*options });
    note(verdict, sarif);
    note(verdict, json);
    match upload.context("cannot make the SARIF file for the upload") {
        Ok(upload) => verdict.upload = Some(upload),
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
    outputs.set("truncated", verdict.truncated());
    outputs.set("base-sha", base);
    outputs.set("head-sha", head);
    outputs.set("sarif-id", "");
    note(verdict, environment.add_output(outputs.as_str()));
}

/// The job summary; without an outcome before anything is sent, so that there is one whatever happens meanwhile.
pub(super) fn write_summary(environment: &Environment, verdict: &mut Verdict, repository: Repository<'_>, outcome: Option<&Outcome>) {
    let sentence = outcome.map(Outcome::sentence).unwrap_or_default();
    let state = if outcome.is_some_and(Outcome::is_published) { "published" } else { "not published" };
    let rows = outcome.map(|_| Published { channel: "code scanning", state, why: &sentence });
    let options = MarkdownOptions { repository: Some(repository), published: rows.as_slice(), ..MarkdownOptions::new(verdict.gate) };
    let mut text = Vec::new();
    let rendered = markdown::render(&verdict.scanned.report, &options, &mut text).map_err(anyhow::Error::from);
    note(verdict, rendered.and_then(|()| environment.write_summary(&text)));
}

/// What became of the upload.
pub(super) fn write_published(environment: &Environment, verdict: &mut Verdict, outcome: &Outcome) {
    let mut outputs = OutputFile::new();
    outputs.set("sarif-id", outcome.id());
    outputs.set("uploaded", outcome.word());
    note(verdict, environment.add_output(outputs.as_str()));
}

fn note(verdict: &mut Verdict, result: anyhow::Result<()>) {
    if let Err(error) = result {
        verdict.trouble(format!("{error:#}"));
    }
}
