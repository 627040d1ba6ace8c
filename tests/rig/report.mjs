// Field access for Straplock's JSON report: when a field of the report changes, this is the one place to follow.

import { readFileSync } from "node:fs";

/** The report, as the tests want to ask it. Paths are relative to the root of the scan. */
export function readReport(file) {
  const document = JSON.parse(readFileSync(file, "utf8"));
  if (document.schema_version !== 1) throw new Error(`${file} has schema_version ${document.schema_version}; tests/rig/report.mjs reads 1`);
  const findings = document.findings.map(asFinding);
  return {
    document,
    findings,
    /** Shown and counted; in a comparison those that the change introduced. */
    reported: findings.filter(({ disposition }) => disposition === "reported"),
    /** In a comparison: there before. */
    known: findings.filter(({ disposition }) => disposition === "outside-diff"),
    /** What belongs into an upload: everything of the tree that nobody accepted. */
    uploadable: findings.filter(({ disposition }) => ["reported", "outside-diff"].includes(disposition)),
    fixed: document.fixed.map(asFinding),
    compared: document.comparison !== null,
    baseCommit: document.comparison?.base_commit ?? "",
    complete: document.complete,
    blocking: document.gate.blocking,
    notifications: document.notifications,
    rules: document.rules.map(({ id }) => id),
  };
}

function asFinding({ rule_id: rule, path, start, end, severity, fingerprint, disposition, message }) {
  return {
    rule,
    path,
    startLine: start.line,
    startColumn: start.column,
    endLine: end.line,
    endColumn: end.column,
    severity,
    fingerprint,
    disposition,
    message,
  };
}

/** One line that says which finding, for comparing and for messages. */
export const nameOf = ({ rule, path, startLine, startColumn }) => `${path}:${startLine}:${startColumn} ${rule}`;

/** A SARIF result in the same shape as a report's finding, as far as it goes. */
export function fromSarif({ ruleId, locations, level, partialFingerprints }) {
  const { artifactLocation, region } = locations[0].physicalLocation;
  return { rule: ruleId, path: decodeURIComponent(artifactLocation.uri), ...region, level, partialFingerprints };
}

const SEVERITIES = ["info", "low", "medium", "high", "critical"];

/** Those at or above a severity. */
export const atLeast = (findings, least) => findings.filter(({ severity }) => SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least));

/** The highest severity, or none. */
export const highest = (findings) => SEVERITIES[Math.max(-1, ...findings.map(({ severity }) => SEVERITIES.indexOf(severity)))] ?? "none";
