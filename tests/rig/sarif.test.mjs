// The judge of SARIF files: whether it accepts a good file and catches each kind of bad one.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "./process.mjs";
import { faultsOf } from "./sarif.mjs";

const SLOW = { timeout: 5 * 60_000 };
const workspace = temporaryFolder("scanned");
mkdirSync(join(workspace, "shop"));
writeFileSync(join(workspace, "shop/views.py"), " a\nb\n  \t\tc\n d");

/** A file that GitHub would take, changed by the test. */
function file(change = () => {}) {
  const rule = {
    id: "sql-injection",
    name: "SqlInjection",
    shortDescription: { text: "Text reaches SQL." },
    fullDescription: { text: "Text from a request reaches SQL." },
    help: { text: "Pass parameters.", markdown: "Pass **parameters**." },
    helpUri: "https://example.com/sql-injection",
    defaultConfiguration: { level: "error" },
    properties: { tags: ["security", "external/cwe/cwe-089"], precision: "high", "security-severity": "8.0" },
  };
  const result = {
    ruleId: "sql-injection",
    ruleIndex: 0,
    level: "error",
    message: { text: "Something reaches SQL in this place." },
    locations: [{ physicalLocation: { artifactLocation: { uri: "shop/views.py", uriBaseId: "%SRCROOT%" }, region: { startLine: 3, startColumn: 5, endLine: 3, endColumn: 6 } } }],
    partialFingerprints: { primaryLocationLineHash: "180aee12dab6264:1" },
  };
  const driver = { name: "Straplock", semanticVersion: "0.1.0", informationUri: "https://example.com", rules: [rule] };
  const run = { tool: { driver }, automationDetails: { id: "straplock/" }, columnKind: "unicodeCodePoints", invocations: [{ executionSuccessful: true }], results: [result] };
  const log = { $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] };
  const path = join(temporaryFolder("sarif"), "a.sarif");
  writeFileSync(path, change({ log, run, rule, result, region: result.locations[0].physicalLocation.region }) ?? JSON.stringify(log));
  return path;
}

test("a good file passes, with a result and without", SLOW, async () => {
  assert.deepEqual(await faultsOf(file(), { workspace }), []);
  assert.deepEqual(await faultsOf(file(({ run }) => void (run.results = [])), { workspace }), []);
});

const broken = {
  "not JSON": [() => '{"version":', /not JSON/],
  "a level that does not exist, which the Multitool passes over": [({ result }) => void (result.level = "fatal"), /schema: .*'fatal'[\s\S]*in silence/],
  "an unknown property": [({ result }) => void (result.colour = "red"), /schema: .*colour/],
  "an absolute URI": [({ result }) => void (result.locations[0].physicalLocation.artifactLocation = { uri: "https://example.com/a.py" }), /GH1005/],
  "a URI with a blank": [({ result }) => void (result.locations[0].physicalLocation.artifactLocation.uri = "shop/my views.py"), /not percent-encoded/],
  "no columns": [({ region }) => void delete region.endColumn, /incomplete region/],
  "a line beyond the file": [({ region }) => Object.assign(region, { startLine: 9, endLine: 9 }) && undefined, /only 4 lines/],
  "a column beyond the line": [({ region }) => void (region.endColumn = 60), /beyond the end of its line/],
  "no line hash": [({ result }) => void delete result.partialFingerprints, /no primaryLocationLineHash/],
  "a wrong line hash": [({ result }) => void (result.partialFingerprints.primaryLocationLineHash = "abc:1"), /the Multitool says 180aee12dab6264:1/],
  "a suppressed result": [({ result }) => void (result.suppressions = [{ kind: "inSource" }]), /suppressed result/],
  "a severity in words": [({ rule }) => void (rule.properties["security-severity"] = "high"), /security-severity is "high"/],
  "no help": [({ rule }) => void delete rule.help, /no help/],
  "a category without its slash": [({ run }) => void (run.automationDetails.id = "straplock"), /must end with a slash/],
  "an unsuccessful execution": [({ run }) => void (run.invocations[0].executionSuccessful = false), /unsuccessful execution/],
  "too many tags": [({ rule }) => void rule.properties.tags.push(...Array.from({ length: 20 }, (_, at) => `t${at}`)), /22 tags/],
};
for (const [what, [change, expected]] of Object.entries(broken)) {
  test(`${what} is caught`, SLOW, async () => {
    assert.match((await faultsOf(file(change), { workspace })).join("\n"), expected);
  });
}
