//! SARIF 2.1.0, the format of code scanning, in two copies: the whole truth for local viewers, and what GitHub should see.
//!
//! GitHub ignores suppressions and baselines and would open such results as alerts: they are not in the upload copy. Findings that
//! were there before the change are: an upload replaces all alerts of its category.

pub mod line_hash;
pub mod preflight;
mod results;
mod rules;
#[cfg(test)]
mod tests;
mod values;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use flate2::{Compression, write::GzEncoder};
use serde_sarif::sarif::{
    ArtifactLocation, Invocation, Location, Message, Notification as SarifNotification, PhysicalLocation, PropertyBag, Region,
    ReportingDescriptorReference, Run, RunAutomationDetails, Sarif, Tool, ToolComponent, VersionControlDetails,
};

use self::preflight::Trimmed;
use self::results::Entry;
use self::values::{ColumnKind, Level, value};
use super::{TOOL, VERSION, escape};
use crate::finding::{Configuration, Report};
use crate::notification::{Notification, NotificationLevel};
use crate::rule::Rule;

/// Where the format is described; GitHub accepts this address.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// For whom a file is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copy {
    /// For viewers: with suppressed and fixed results.
    Local,
    /// For code scanning.
    Upload,
}

/// Whether a scan that did not see everything may be uploaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Incomplete {
    /// No: the alerts of files that were not read would close.
    Refuse,
    /// Yes, the configuration says so.
    Allow,
}

/// The commit that was scanned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Provenance<'a> {
    /// `https://github.com/owner/name`.
    pub repository_uri: &'a str,
    /// The commit.
    pub revision: &'a str,
    /// The branch, when there is one.
    pub branch: Option<&'a str>,
}

/// What the report itself does not know.
#[derive(Debug, Clone, Copy)]
pub struct SarifOptions<'a> {
    /// For whom.
    pub copy: Copy,
    /// Whether an incomplete scan may be uploaded.
    pub incomplete: Incomplete,
    /// The part of a monorepo; alerts hang on it.
    pub part: Option<&'a str>,
    /// From the repository's root to the root of the scan, empty or ending in `/`.
    pub path_prefix: &'a str,
    /// The commit that was scanned.
    pub provenance: Option<Provenance<'a>>,
}

impl SarifOptions<'_> {
    /// For `copy`, of a whole repository.
    pub fn new(copy: Copy) -> Self {
        Self { copy, incomplete: Incomplete::Refuse, part: None, path_prefix: "", provenance: None }
    }
}

/// An upload, made ready.
#[derive(Debug)]
pub struct Upload {
    /// The file.
    pub json: Vec<u8>,
    /// The same, compressed.
    pub gzip: Vec<u8>,
    /// What was cut.
    pub trimmed: Trimmed,
    /// Why it must not be sent; empty when it may be.
    pub problems: Vec<String>,
}

/// Writes one file. Trimmed to GitHub's limits in the upload copy only; [`upload`] says what was cut.
pub fn render(report: &Report, options: &SarifOptions<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut entries = results::entries(report, options);
    if options.copy == Copy::Upload {
        preflight::trim_counts(&mut entries);
    }
    serde_json::to_writer_pretty(&mut *out, &assemble(report, options, &entries)).map_err(io::Error::from)?;
    writeln!(out)
}

/// Makes the upload copy and keeps GitHub's limits.
pub fn upload(report: &Report, options: &SarifOptions<'_>) -> io::Result<Upload> {
    upload_within(report, options, preflight::GZIP)
}

fn upload_within(report: &Report, options: &SarifOptions<'_>, bytes: usize) -> io::Result<Upload> {
    let options = SarifOptions { copy: Copy::Upload, ..*options };
    let mut entries = results::entries(report, &options);
    let mut trimmed = preflight::trim_counts(&mut entries);
    loop {
        let log = assemble(report, &options, &entries);
        let json = serde_json::to_vec(&log).map_err(io::Error::from)?;
        let gzip = compress(&json)?;
        if gzip.len() <= bytes || entries.is_empty() {
            let mut problems = preflight::check(&log);
            if gzip.len() > bytes {
                problems.push(format!("the compressed file has {} bytes, GitHub takes {bytes}", gzip.len()));
            }
            return Ok(Upload { json, gzip, trimmed, problems });
        }
        match preflight::drop_paths(&mut entries) {
            0 => {
                let most = entries.len() / 2;
                trimmed.results += preflight::keep_worst(&mut entries, most);
            }
            paths => trimmed.paths += paths,
        }
    }
}

fn compress(json: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(json)?;
    encoder.finish()
}

fn assemble(report: &Report, options: &SarifOptions<'_>, entries: &[Entry]) -> Sarif {
    let rules = used_rules(report, entries);
    let index: BTreeMap<&str, i64> = rules.iter().zip(0..).map(|(rule, at)| (&*rule.id, at)).collect();
    let results = entries.iter().map(|entry| {
        let mut result = entry.result.clone();
        result.rule_index = index.get(&*entry.rule.id).copied();
        result
    });
    let driver = ToolComponent::builder()
        .name(TOOL)
        .semantic_version(VERSION)
        .rules(rules.iter().map(|rule| rules::descriptor(rule)).collect::<Vec<_>>())
        .build();
    let mut run = Run::builder()
        .tool(Tool::builder().driver(driver).build())
        .automation_details(RunAutomationDetails::builder().id(category(options.part)).build())
        .column_kind(value(ColumnKind::UnicodeCodePoints))
        .invocations(vec![invocation(report, options)])
        .results(results.collect::<Vec<_>>())
        .build();
    // The root stays without an address: GitHub wants paths relative to it, and no report names a machine's folders.
    let root = Message::builder().text("The repository's root.").build();
    run.original_uri_base_ids = Some([(results::ROOT.to_owned(), ArtifactLocation::builder().description(root).build())].into());
    run.version_control_provenance = options.provenance.map(|provenance| vec![version_control(provenance)]);
    Sarif::builder().schema(SCHEMA).version(value("2.1.0")).runs(vec![run]).build()
}

/// All rules that ran and all that have results, by id; only the latter when there are too many.
fn used_rules(report: &Report, entries: &[Entry]) -> Vec<Arc<Rule>> {
    let with_results = entries.iter().map(|entry| &entry.rule);
    let mut all: BTreeMap<&str, &Arc<Rule>> = with_results.map(|rule| (&*rule.id, rule)).collect();
    if report.rules.len() <= preflight::RULES.saturating_sub(all.len()) {
        all.extend(report.rules.iter().map(|rule| (&*rule.id, rule)));
    }
    all.into_values().cloned().collect()
}

/// `straplock/`, or `straplock/<part>/` in a monorepo; GitHub's category is everything before the last slash.
fn category(part: Option<&str>) -> String {
    let part = part.unwrap_or_default().trim_matches('/');
    if part.is_empty() { "straplock/".to_owned() } else { format!("straplock/{part}/") }
}

fn invocation(report: &Report, options: &SarifOptions<'_>) -> Invocation {
    let allowed = options.copy == Copy::Upload && options.incomplete == Incomplete::Allow;
    let mut out = Invocation::builder()
        .execution_successful(allowed || !report.is_incomplete())
        .tool_execution_notifications(report.notifications.iter().map(|it| notification(it, options.path_prefix)).collect::<Vec<_>>())
        .build();
    out.properties = report.configuration.as_ref().map(configuration);
    out
}

/// Which configuration counted, and which packs: what the same scan needs to be made again.
fn configuration(used: &Configuration) -> PropertyBag {
    PropertyBag::builder().additional_properties(BTreeMap::from([("configuration".to_owned(), value(used))])).build()
}

fn notification(notification: &Notification, prefix: &str) -> SarifNotification {
    let level = match notification.level {
        NotificationLevel::Incomplete => Level::Warning,
        NotificationLevel::Note => Level::Note,
    };
    let kind = value(notification.kind);
    let mut out = SarifNotification::builder()
        .descriptor(ReportingDescriptorReference::builder().id(kind.as_str().unwrap_or_default()).build())
        .level(value(level))
        .message(Message::builder().text(escape::terminal(&notification.message)).build())
        .build();
    if let Some(path) = &notification.path {
        let mut place = PhysicalLocation::builder().artifact_location(results::artifact(path, prefix)).build();
        if let Some(line) = notification.line {
            let mut region = Region::builder().start_line(i64::from(line)).build();
            region.start_column = notification.column.map(i64::from);
            place.region = Some(region);
        }
        out.locations = Some(vec![Location::builder().physical_location(place).build()]);
    }
    out
}

fn version_control(provenance: Provenance<'_>) -> VersionControlDetails {
    let mut details = VersionControlDetails::builder().repository_uri(provenance.repository_uri).revision_id(provenance.revision).build();
    details.branch = provenance.branch.map(str::to_owned);
    details.mapped_to = Some(ArtifactLocation::builder().uri_base_id(results::ROOT).build());
    details
}
