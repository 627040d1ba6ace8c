//! The report for machines. `schemas/report.schema.json` describes it; its field names are a promise.

use std::io::{self, Write};

use serde::Serialize;

use super::{TOOL, VERSION};
use crate::files::LineColumn;
use crate::finding::{
    Comparison, Configuration, Coverage, Disposition, Finding, Fix, Gate, GateScope, Label, Location, ProjectSummary, Report, Totals,
};
use crate::notification::{Notification, NotificationKind, NotificationLevel};
use crate::rule::{Confidence, Edition, Profile, Rule, Safety, Severity, Stage};

/// Raised when a field changes its meaning or goes; new fields do not raise it.
pub const SCHEMA_VERSION: u32 = 1;

/// What the report itself does not know.
#[derive(Debug, Clone, Copy)]
pub struct JsonOptions {
    /// When the scan fails.
    pub gate: Gate,
}

/// Writes the whole report, whatever the dispositions of its findings, and one line end.
pub fn render(report: &Report, options: &JsonOptions, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &JsonReport::new(report, options.gate)).map_err(io::Error::from)?;
    writeln!(out)
}

#[derive(Serialize)]
struct JsonReport<'a> {
    schema_version: u32,
    tool: &'static str,
    version: &'static str,
    profile: Profile,
    complete: bool,
    project: &'a ProjectSummary,
    coverage: &'a Coverage,
    comparison: Option<&'a Comparison>,
    configuration: Option<&'a Configuration>,
    totals: Totals,
    gate: JsonGate,
    findings: Vec<JsonFinding<'a>>,
    fixed: Vec<JsonFinding<'a>>,
    notifications: Vec<&'a Notification>,
    unsupported: Vec<Unsupported<'a>>,
    rules: Vec<JsonRule<'a>>,
}

impl<'a> JsonReport<'a> {
    fn new(report: &'a Report, gate: Gate) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            tool: TOOL,
            version: VERSION,
            profile: report.profile,
            complete: !report.is_incomplete(),
            project: &report.project,
            coverage: &report.coverage,
            comparison: report.comparison.as_ref(),
            configuration: report.configuration.as_ref(),
            totals: report.totals(),
            gate: JsonGate { fail_on: gate.fail_on, scope: gate.scope, blocking: report.blocking(gate).count() },
            findings: report.findings.iter().map(JsonFinding::new).collect(),
            fixed: report.fixed.iter().map(JsonFinding::gone).collect(),
            notifications: report.notifications.iter().filter(|it| it.kind != NotificationKind::UnsupportedRule).collect(),
            unsupported: report.notifications.iter().filter_map(Unsupported::new).collect(),
            rules: report.rules.iter().map(|rule| JsonRule::new(rule)).collect(),
        }
    }
}

#[derive(Serialize)]
struct JsonGate {
    fail_on: Option<Severity>,
    scope: GateScope,
    blocking: usize,
}

#[derive(Serialize)]
struct JsonFinding<'a> {
    rule_id: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
    scope: &'a str,
    severity: Severity,
    confidence: Confidence,
    message: &'a str,
    cwe: &'a [String],
    owasp: &'a [String],
    references: &'a [String],
    fingerprint: &'a str,
    fingerprint_unscoped: &'a str,
    disposition: &'static str,
    suppression: Option<Suppression<'a>>,
    labels: Vec<JsonLabel<'a>>,
    trace: Vec<JsonLabel<'a>>,
    fix: Option<JsonFix<'a>>,
    stage: Stage,
    profile: Profile,
}

impl<'a> JsonFinding<'a> {
    fn new(finding: &'a Finding) -> Self {
        let rule = &*finding.rule;
        Self {
            rule_id: &rule.id,
            place: Place::new(&finding.location),
            scope: &finding.scope,
            severity: finding.severity,
            confidence: finding.confidence,
            message: &finding.message,
            cwe: &rule.metadata.cwe,
            owasp: &rule.metadata.owasp,
            references: &rule.metadata.references,
            fingerprint: &finding.fingerprint.full,
            fingerprint_unscoped: &finding.fingerprint.unscoped,
            disposition: finding.disposition.as_str(),
            suppression: Suppression::new(&finding.disposition),
            labels: finding.labels.iter().map(JsonLabel::new).collect(),
            trace: finding.trace.iter().map(JsonLabel::new).collect(),
            fix: finding.fix.as_ref().map(JsonFix::new),
            stage: rule.stage,
            profile: rule.profile,
        }
    }

    /// A finding of the base that the head no longer has.
    fn gone(finding: &'a Finding) -> Self {
        Self { disposition: "fixed", suppression: None, ..Self::new(finding) }
    }
}

#[derive(Serialize)]
struct Suppression<'a> {
    reason: &'a str,
}

impl<'a> Suppression<'a> {
    fn new(disposition: &'a Disposition) -> Option<Self> {
        match disposition {
            Disposition::Suppressed { reason } => Some(Self { reason }),
            Disposition::Reported | Disposition::Baselined | Disposition::OutsideDiff | Disposition::BelowThreshold => None,
        }
    }
}

#[derive(Serialize)]
struct Place<'a> {
    path: &'a str,
    start: Point,
    end: Point,
}

impl<'a> Place<'a> {
    fn new(location: &'a Location) -> Self {
        Self {
            path: &location.path,
            start: Point::new(location.start, location.span.start),
            end: Point::new(location.end, location.span.end),
        }
    }
}

/// Line and column from 1, columns in code points; the offset in bytes of the decoded text, from 0.
#[derive(Serialize)]
struct Point {
    line: u32,
    column: u32,
    offset: u32,
}

impl Point {
    fn new(place: LineColumn, offset: u32) -> Self {
        Self { line: place.line, column: place.column, offset }
    }
}

#[derive(Serialize)]
struct JsonLabel<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    text: &'a str,
}

impl<'a> JsonLabel<'a> {
    fn new(label: &'a Label) -> Self {
        Self { place: Place::new(&label.location), text: &label.text }
    }
}

#[derive(Serialize)]
struct JsonFix<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    replacement: &'a str,
    safety: Safety,
}

impl<'a> JsonFix<'a> {
    fn new(fix: &'a Fix) -> Self {
        Self { place: Place::new(&fix.location), replacement: &fix.replacement, safety: fix.safety }
    }
}

/// A rule that is right but cannot run here.
#[derive(Serialize)]
struct Unsupported<'a> {
    path: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    level: NotificationLevel,
    message: &'a str,
}

impl<'a> Unsupported<'a> {
    fn new(notification: &'a Notification) -> Option<Self> {
        (notification.kind == NotificationKind::UnsupportedRule).then(|| Self {
            path: notification.path.as_deref(),
            line: notification.line,
            column: notification.column,
            level: notification.level,
            message: &notification.message,
        })
    }
}

#[derive(Serialize)]
struct JsonRule<'a> {
    id: &'a str,
    severity: Severity,
    confidence: Confidence,
    profile: Profile,
    stage: Stage,
    edition: Edition,
    message: &'a str,
    cwe: &'a [String],
    owasp: &'a [String],
    technology: &'a [String],
    references: &'a [String],
    origin: JsonOrigin<'a>,
}

impl<'a> JsonRule<'a> {
    fn new(rule: &'a Rule) -> Self {
        Self {
            id: &rule.id,
            severity: rule.severity,
            confidence: rule.confidence,
            profile: rule.profile,
            stage: rule.stage,
            edition: rule.edition,
            message: &rule.message,
            cwe: &rule.metadata.cwe,
            owasp: &rule.metadata.owasp,
            technology: &rule.metadata.technology,
            references: &rule.metadata.references,
            origin: JsonOrigin { file: &rule.origin.file, line: rule.origin.line, built_in: rule.origin.built_in },
        }
    }
}

#[derive(Serialize)]
struct JsonOrigin<'a> {
    file: &'a str,
    line: u32,
    built_in: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn value(report: &Report) -> serde_json::Value {
        let mut out = Vec::new();
        let gate = Gate { fail_on: Some(Severity::High), scope: GateScope::New };
        render(report, &JsonOptions { gate }, &mut out).expect("memory takes everything");
        serde_json::from_slice(&out).expect("the report is JSON")
    }

    /// Every key of the schema's object that `value` lacks, and every key of `value` that the schema does not know.
    fn differences(schema: &serde_json::Value, definition: &str, value: &serde_json::Value) -> Vec<String> {
        let object = if definition.is_empty() { schema } else { &schema["$defs"][definition] };
        let names = |value: &serde_json::Value| -> Vec<String> { value.as_object().expect("an object").keys().cloned().collect() };
        let mut known = names(&object["properties"]);
        let mut required: Vec<String> = serde_json::from_value(object["required"].clone()).expect("a list of names");
        let mut said = names(value);
        known.sort();
        required.sort();
        said.sort();
        let mut out = Vec::new();
        if known != said {
            out.push(format!("{definition}: the schema knows {known:?}, the report says {said:?}"));
        }
        if required != said {
            out.push(format!("{definition}: the schema requires {required:?}, the report says {said:?}"));
        }
        out
    }

    #[test]
    fn the_published_schema_knows_every_field() {
        let schema: serde_json::Value = serde_json::from_str(include_str!("../../schemas/report.schema.json")).expect("the schema is JSON");
        let mut report = fixture::full();
        let label = report.findings[0].trace[0].clone();
        report.findings[0].labels.push(label);
        report.notifications.push(Notification::scan(NotificationKind::UnsupportedRule, NotificationLevel::Note, "No."));
        report.configuration = Some(fixture::configuration());
        let value = value(&report);
        let finding = &value["findings"][0];
        let pairs = [
            ("", &value),
            ("project", &value["project"]),
            ("coverage", &value["coverage"]),
            ("comparison", &value["comparison"]),
            ("configuration", &value["configuration"]),
            ("pack", &value["configuration"]["packs"][0]),
            ("totals", &value["totals"]),
            ("gate", &value["gate"]),
            ("finding", finding),
            ("finding", &value["fixed"][0]),
            ("suppression", &value["findings"][3]["suppression"]),
            ("point", &finding["start"]),
            ("label", &finding["labels"][0]),
            ("label", &finding["trace"][0]),
            ("fix", &finding["fix"]),
            ("notification", &value["notifications"][0]),
            ("unsupported", &value["unsupported"][0]),
            ("rule", &value["rules"][0]),
            ("origin", &value["rules"][0]["origin"]),
        ];
        let wrong: Vec<_> = pairs.iter().flat_map(|(definition, value)| differences(&schema, definition, value)).collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn a_finding_for_machines() {
        let mut finding = value(&fixture::full())["findings"][0].clone();
        finding.as_object_mut().expect("an object").retain(|key, _| key != "trace" && key != "fix");
        insta::assert_snapshot!(serde_json::to_string_pretty(&finding).expect("it was JSON"), @r#"
        {
          "rule_id": "sql-injection",
          "path": "shop/orders/views.py",
          "start": {
            "line": 7,
            "column": 34,
            "offset": 182
          },
          "end": {
            "line": 7,
            "column": 77,
            "offset": 225
          },
          "scope": "OrderSearch.get",
          "severity": "high",
          "confidence": "high",
          "message": "`q` from the query string reaches raw SQL in OrderSearch.get",
          "cwe": [
            "CWE-89"
          ],
          "owasp": [
            "A05:2025"
          ],
          "references": [
            "https://docs.djangoproject.com/en/5.2/topics/security/"
          ],
          "fingerprint": "sl1:00112233445566778899aabbccddeeff",
          "fingerprint_unscoped": "sl1:ffeeddccbbaa99887766554433221100",
          "disposition": "reported",
          "suppression": null,
          "labels": [],
          "stage": "stable",
          "profile": "review"
        }
        "#);
    }

    #[test]
    fn every_disposition_is_said() {
        let value = value(&fixture::full());
        let words: Vec<_> =
            value["findings"].as_array().expect("a list").iter().map(|it| it["disposition"].as_str().expect("a word")).collect();
        assert_eq!(words, ["reported", "below-threshold", "outside-diff", "suppressed"]);
        assert_eq!(value["fixed"][0]["disposition"], "fixed");
        assert_eq!(value["gate"], serde_json::json!({ "fail_on": "high", "scope": "new", "blocking": 1 }));
        assert_eq!(value["complete"], false);
    }
}
