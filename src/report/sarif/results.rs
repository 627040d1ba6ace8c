//! Findings as SARIF results: one tight place, related places, the path, the hash that GitHub recognises them by.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde_sarif::sarif::{
    ArtifactLocation, CodeFlow, Location as SarifLocation, Message, PhysicalLocation, Region, Result as SarifResult, Suppression,
    ThreadFlow, ThreadFlowLocation,
};

use super::line_hash::line_hashes;
use super::values::{BaselineState, Importance, SuppressionKind, SuppressionStatus, result_level, value};
use super::{Copy, SarifOptions};
use crate::files::{Files, LineColumn};
use crate::finding::{Disposition, Finding, Label, Location, Report};
use crate::report::escape;
use crate::rule::{Confidence, Rule, Severity};

/// Related places that the message links to.
const LINKS: usize = 3;

/// Sorts the worst first.
pub(super) type Rank = (Reverse<Severity>, Reverse<Confidence>, Arc<str>, Arc<str>, u32, u32);

/// A result and what it is trimmed by.
pub(super) struct Entry {
    pub(super) result: SarifResult,
    pub(super) rule: Arc<Rule>,
    pub(super) rank: Rank,
}

/// All results of a copy, in the order of the report; fixed ones last and only in the local copy.
pub(super) fn entries(report: &Report, options: &SarifOptions<'_>) -> Vec<Entry> {
    let mut builder = Builder { report, options, hashes: BTreeMap::new() };
    let mut out = Vec::new();
    for finding in report.findings.iter().filter(|finding| belongs(finding, options.copy)) {
        out.push(builder.entry(finding));
    }
    if options.copy == Copy::Local && report.comparison.is_some() {
        out.extend(report.fixed.iter().map(|finding| builder.gone(finding)));
    }
    out
}

/// The whole tree is uploaded, also what the change did not touch: an alert that is missing would close.
fn belongs(finding: &Finding, copy: Copy) -> bool {
    match finding.disposition {
        Disposition::Reported | Disposition::OutsideDiff => true,
        Disposition::Suppressed { .. } | Disposition::Baselined => copy == Copy::Local,
        Disposition::BelowThreshold => false,
    }
}

struct Builder<'a> {
    report: &'a Report,
    options: &'a SarifOptions<'a>,
    hashes: BTreeMap<Arc<str>, Vec<String>>,
}

impl Builder<'_> {
    fn entry(&mut self, finding: &Finding) -> Entry {
        let mut fingerprints = BTreeMap::from([("straplock/v1".to_owned(), finding.fingerprint.full.to_string())]);
        if let Some(hash) = self.hash(&finding.location) {
            fingerprints.insert("primaryLocationLineHash".to_owned(), hash);
        }
        let tight = tighten(&self.report.files, &finding.location);
        let mut related: Vec<_> = finding.labels.clone();
        if tight.end != finding.location.end {
            related.push(Label { location: finding.location.clone(), text: "the whole of it".to_owned() });
        }
        let mut result = self.result(finding, &tight, &related);
        result.partial_fingerprints = Some(fingerprints);
        if self.options.copy == Copy::Local {
            result.baseline_state = self.state(finding).map(value);
            result.suppressions = suppression(&finding.disposition).map(|suppression| vec![suppression]);
        }
        Entry { result, rule: Arc::clone(&finding.rule), rank: rank(finding) }
    }

    /// A finding of the base: its text is not here.
    fn gone(&self, finding: &Finding) -> Entry {
        let mut result = self.result(finding, &finding.location, &[]);
        result.code_flows = None;
        result.partial_fingerprints = Some(BTreeMap::from([("straplock/v1".to_owned(), finding.fingerprint.full.to_string())]));
        result.baseline_state = Some(value(BaselineState::Absent));
        Entry { result, rule: Arc::clone(&finding.rule), rank: rank(finding) }
    }

    fn result(&self, finding: &Finding, tight: &Location, related: &[Label]) -> SarifResult {
        let prefix = self.options.path_prefix;
        let mut result = SarifResult::builder()
            .rule_id(finding.rule.id.to_string())
            .level(result_level(finding.severity))
            .message(text(&message(finding, related)))
            .locations(vec![SarifLocation::builder().physical_location(physical(tight, prefix)).build()])
            .build();
        if !related.is_empty() {
            let place = |(at, label): (usize, &Label)| {
                let mut location = labelled(label, prefix);
                location.id = i64::try_from(at + 1).ok();
                location
            };
            result.related_locations = Some(related.iter().enumerate().map(place).collect());
        }
        if !finding.trace.is_empty() {
            result.code_flows = Some(vec![flow(&finding.trace, prefix)]);
        }
        result
    }

    fn state(&self, finding: &Finding) -> Option<BaselineState> {
        self.report.comparison.as_ref()?;
        match finding.disposition {
            Disposition::Reported => Some(BaselineState::New),
            Disposition::OutsideDiff => Some(BaselineState::Unchanged),
            Disposition::Suppressed { .. } | Disposition::Baselined | Disposition::BelowThreshold => None,
        }
    }

    fn hash(&mut self, location: &Location) -> Option<String> {
        let files = &self.report.files;
        let file = files.get(files.find(&location.path)?);
        let hashes = self.hashes.entry(Arc::clone(&location.path)).or_insert_with(|| line_hashes(file.bytes()));
        hashes.get(location.start.line as usize - 1).cloned()
    }
}

fn rank(finding: &Finding) -> Rank {
    let (rule, path) = (Arc::clone(&finding.rule.id), Arc::clone(&finding.location.path));
    (Reverse(finding.severity), Reverse(finding.confidence), rule, path, finding.location.start.line, finding.location.start.column)
}

/// GitHub shows an alert in a pull request only when every line of its region is in the change: the region ends on its first line.
fn tighten(files: &Files, location: &Location) -> Location {
    let mut tight = location.clone();
    if let Some(id) = files.find(&location.path).filter(|_| location.end.line > location.start.line) {
        let file = files.get(id);
        let line = location.start.line;
        let end = file.lines().start(line) + u32::try_from(file.line_text(line).len()).expect("discovery bounds the size of a file");
        tight.span.end = end.max(location.span.start);
        tight.end = file.position(tight.span.end);
    }
    tight
}

/// The sentence, what the finding's own severity is where the rule's says otherwise, and links to related places.
fn message(finding: &Finding, related: &[Label]) -> String {
    let sentence = finding.message.trim();
    let mut out = plain(if sentence.is_empty() { &finding.rule.id } else { sentence });
    if finding.severity != finding.rule.severity {
        let rule = finding.rule.severity.as_str();
        out.push_str(&format!(" Severity here: {}; the rule's own is {rule}.", finding.severity.as_str()));
    }
    let links: Vec<_> = related.iter().take(LINKS).enumerate().map(|(at, label)| format!("[{}]({})", plain(&label.text), at + 1)).collect();
    if !links.is_empty() {
        out.push_str(&format!(" See {}.", links.join(", ")));
    }
    out
}

/// SARIF reads `[text](1)` as a link; scanned text must not be one. Text without such a shape stays as it is.
fn plain(text: &str) -> String {
    let text = escape::terminal(text);
    if text.contains("](") { text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]") } else { text.into_owned() }
}

fn text(text: &str) -> Message {
    Message::builder().text(text).build()
}

/// Where something is, relative to the repository.
pub(super) fn artifact(path: &str, prefix: &str) -> ArtifactLocation {
    ArtifactLocation::builder().uri(escape::uri(&format!("{prefix}{path}"))).build()
}

fn physical(location: &Location, prefix: &str) -> PhysicalLocation {
    PhysicalLocation::builder().artifact_location(artifact(&location.path, prefix)).region(region(location.start, location.end)).build()
}

fn region(start: LineColumn, end: LineColumn) -> Region {
    Region::builder()
        .start_line(i64::from(start.line))
        .start_column(i64::from(start.column))
        .end_line(i64::from(end.line))
        .end_column(i64::from(end.column))
        .build()
}

fn labelled(label: &Label, prefix: &str) -> SarifLocation {
    let words = if label.text.trim().is_empty() { "related" } else { label.text.trim() };
    SarifLocation::builder().physical_location(physical(&label.location, prefix)).message(text(&plain(words))).build()
}

fn flow(trace: &[Label], prefix: &str) -> CodeFlow {
    let step = |label| ThreadFlowLocation::builder().location(labelled(label, prefix)).importance(value(Importance::Essential)).build();
    CodeFlow::builder().thread_flows(vec![ThreadFlow::builder().locations(trace.iter().map(step).collect::<Vec<_>>()).build()]).build()
}

fn suppression(disposition: &Disposition) -> Option<Suppression> {
    let (kind, why) = match disposition {
        Disposition::Suppressed { reason } => (SuppressionKind::InSource, escape::terminal(reason).into_owned()),
        Disposition::Baselined => (SuppressionKind::External, "listed in the baseline".to_owned()),
        Disposition::Reported | Disposition::OutsideDiff | Disposition::BelowThreshold => return None,
    };
    Some(Suppression::builder().kind(value(kind)).status(value(SuppressionStatus::Accepted)).justification(why).build())
}
