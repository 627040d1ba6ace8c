// Judges a SARIF file by everything we can ask short of GitHub: the JSON Schema, the SARIF Multitool with GitHub's
// rules on, the limits GitHub documents, the scanned files themselves, and the Multitool's own line hashes.

import { existsSync, lstatSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { linesOf } from "./git.mjs";
import { multitool, python, repository, sarifSchema } from "./oracle.mjs";
import { run } from "./process.mjs";

/** Rules of the Multitool that are off by default and say what GitHub needs. GH1004's limit of 1,000 is out of date. */
const GITHUB_RULES = [
  "GH1002.InlineThreadFlowLocations",
  "GH1003.ProvideRequiredRegionProperties",
  "GH1005.LocationsMustBeRelativeUrisOrFilePaths",
  "GH1006.ProvideCheckoutPath",
  "GH1007.ProvideFullyFormattedMessageStrings",
];

/** What the Multitool remarks and we do not mind, each with why. */
const HARMLESS = {
  SARIF2002: "wants message ids, which GitHub does not read",
  SARIF2003: "wants versionControlProvenance, which is ours to give or leave out",
  SARIF2006: "tries to fetch $schema, and is kept from the network here",
  SARIF2009: "wants rule ids like CS2001; ours are words",
  SARIF2010: "wants snippets, which GitHub does not read",
  SARIF2011: "wants context regions, which GitHub does not read",
};

const LIMITS = { results: 25_000, rules: 25_000, tags: 20, name: 255, description: 1_024, related: 1_000, flow: 10_000 };

/** All faults of a SARIF file, as sentences. `workspace` is the folder that was scanned; without it files are not looked at. */
export async function faultsOf(file, { workspace } = {}) {
  let log;
  try {
    log = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    return [`not JSON: ${error.message}`];
  }
  const [schema, tool] = await Promise.all([schemaFaults(file), multitoolFaults(log)]);
  const ours = schema.length ? [] : [...limitFaults(log), ...(workspace ? [...placeFaults(log, workspace)] : [])];
  const hashes = workspace && !schema.length && !ours.length ? await hashFaults(log, workspace) : [];
  return [
    ...schema.map((fault) => `schema: ${fault}`),
    ...tool.map((fault) => `multitool: ${fault}`),
    ...ours,
    ...hashes,
  ];
}

async function schemaFaults(file) {
  const script = join(repository, "tests/rig/schema.py");
  const { stdout } = await run(python(), [script, sarifSchema(), file], { check: true });
  return stdout.split("\n").filter(Boolean);
}

/**
 * The Multitool's errors and warnings.
 *
 * It always exits with 0, and a file that it cannot read into its own types passes in silence. So a run that is
 * certainly wrong is added at the end: when nothing is said about that one, the file was not looked at.
 */
async function multitoolFaults(log) {
  const copy = structuredClone(log);
  if (!Array.isArray(copy?.runs)) return ["there are no runs"];
  const canary = `runs[${copy.runs.length}]`;
  copy.runs.push({ tool: { driver: { name: "Canary" } }, results: [] });
  return inFolder(async (folder) => {
    const [input, output, config] = ["in.sarif", "out.sarif", "rules.xml"].map((name) => join(folder, name));
    writeFileSync(input, JSON.stringify(copy));
    writeFileSync(config, configuration());
    const args = ["validate", input, "--config", config, "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning;Note"];
    const { output: said } = await runMultitool([...args, "--log", "ForceOverwrite", "-o", output]);
    if (!existsSync(output)) return [`it wrote no answer:\n${said}`];
    const remarks = remarksIn(JSON.parse(readFileSync(output, "utf8")));
    const isCanary = ({ text }) => text.includes(canary);
    if (!remarks.some((remark) => isCanary(remark) && remark.rule === "GH1018")) return [`it passed over the file in silence:\n${said}`];
    return remarks
      .filter((remark) => !isCanary(remark) && remark.level !== "note" && !(remark.rule in HARMLESS))
      .map(({ level, rule, text }) => `${level} ${rule}: ${text}`);
  });
}

function remarksIn(answer) {
  return answer.runs.flatMap(({ results = [], tool, invocations = [] }) => [
    ...results.map(({ ruleId, level = "warning", message }) => ({ rule: ruleId, level, text: wording(tool, ruleId, message) })),
    ...invocations
      .flatMap(({ toolExecutionNotifications: a = [], toolConfigurationNotifications: b = [] }) => [...a, ...b])
      .filter(({ level }) => level === "error")
      .map(({ message, descriptor }) => ({ rule: descriptor?.id ?? "notification", level: "error", text: message.text ?? "" })),
  ]);
}

function wording({ driver }, id, message) {
  const template = message.text ?? driver.rules?.find((rule) => rule.id === id)?.messageStrings?.[message.id]?.text ?? message.id;
  return template.replace(/\{(\d+)\}/g, (_, index) => message.arguments?.[index] ?? "");
}

function configuration() {
  const rule = (name) =>
    `<Properties Key="${name}.Options"><Property Key="RuleEnabled" Value="Error" Type="Driver.RuleEnabledState" /></Properties>`;
  return `<?xml version="1.0" encoding="utf-8"?>\n<Properties>${GITHUB_RULES.map(rule).join("")}</Properties>\n`;
}

/** Runs the Multitool without ICU's data, and without a way to the network. */
function runMultitool(args) {
  const nowhere = "http://127.0.0.1:9";
  const env = { PATH: process.env.PATH, HOME: tmpdir(), DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: "1", http_proxy: nowhere, https_proxy: nowhere };
  return run(multitool(), args, { env, timeout: 300_000 });
}

async function inFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), "straplock-sarif-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What GitHub's documentation asks for and neither the schema nor the Multitool checks. */
function* limitFaults(log) {
  const categories = new Set();
  for (const [at, { tool, results = [], automationDetails, columnKind, invocations = [] }] of log.runs.entries()) {
    const where = `runs[${at}]`;
    const rules = tool.driver.rules ?? [];
    const category = `${tool.driver.name} ${automationDetails?.id}`;
    if (categories.has(category)) yield `${where}: the category ${category} is used twice`;
    categories.add(category);
    if (!columnKind) yield `${where}: no columnKind`;
    if (!/^[^/].*\/$/.test(automationDetails?.id ?? "")) yield `${where}: automationDetails.id is ${automationDetails?.id}, and must end with a slash`;
    if (invocations.some(({ executionSuccessful }) => !executionSuccessful)) yield `${where}: GitHub refuses an unsuccessful execution`;
    if (results.length > LIMITS.results) yield `${where}: ${results.length} results`;
    if (rules.length > LIMITS.rules) yield `${where}: ${rules.length} rules`;
    for (const [index, rule] of rules.entries()) yield* ruleFaults(rule, `${where}.rules[${index}] ${rule.id}`);
    for (const [index, result] of results.entries()) yield* resultFaults(result, rules, `${where}.results[${index}] ${result.ruleId}`);
  }
}

function* ruleFaults(rule, where) {
  const { name = "", shortDescription, fullDescription, help, properties = {} } = rule;
  if (name.length > LIMITS.name) yield `${where}: its name has ${name.length} characters`;
  for (const [what, text] of Object.entries({ shortDescription: shortDescription?.text, fullDescription: fullDescription?.text })) {
    if (!text?.trim()) yield `${where}: no ${what}`;
    else if (text.length > LIMITS.description) yield `${where}: its ${what} has ${text.length} characters`;
  }
  if (!help?.text?.trim()) yield `${where}: no help`;
  if (!help?.markdown?.trim()) yield `${where}: no help in Markdown`;
  const severity = properties["security-severity"];
  if (severity !== undefined && !/^\d+(\.\d+)?$/.test(severity)) yield `${where}: security-severity is ${JSON.stringify(severity)}`;
  if (severity === "9.0") yield `${where}: security-severity 9.0 is neither high nor critical`;
  const tags = properties.tags ?? [];
  if (tags.length > LIMITS.tags) yield `${where}: ${tags.length} tags`;
  if (severity !== undefined && !tags.includes("security")) yield `${where}: a security severity without the tag security`;
  for (const tag of tags.filter((each) => /cwe/i.test(each))) {
    if (!/^external\/cwe\/cwe-\d{2,}$/.test(tag)) yield `${where}: the tag ${tag}`;
  }
  const precision = properties.precision;
  if (precision !== undefined && !["very-high", "high", "medium", "low"].includes(precision)) yield `${where}: precision ${precision}`;
}

function* resultFaults(result, rules, where) {
  if (!result.message?.text?.trim()) yield `${where}: no message text`;
  if (result.suppressions?.length) yield `${where}: a suppressed result, which GitHub would open`;
  if (result.ruleIndex !== undefined && rules[result.ruleIndex]?.id !== result.ruleId) yield `${where}: ruleIndex ${result.ruleIndex} is another rule`;
  if (!rules.some(({ id }) => id === result.ruleId)) yield `${where}: its rule is not among the rules`;
  if (!/^[0-9a-f]{1,16}:[1-9]\d*$/.test(result.partialFingerprints?.primaryLocationLineHash ?? "")) yield `${where}: no primaryLocationLineHash`;
  if ((result.relatedLocations ?? []).length > LIMITS.related) yield `${where}: ${result.relatedLocations.length} related locations`;
  if (!result.locations?.length) yield `${where}: no location`;
  const flows = (result.codeFlows ?? []).flatMap(({ threadFlows }) => threadFlows);
  if (flows.some(({ locations }) => locations.length > LIMITS.flow)) yield `${where}: a flow that is too long`;
  if (flows.some(({ locations }) => locations.some(({ location }) => !location))) yield `${where}: a flow whose locations are not inline`;
  for (const location of allLocations(result)) yield* locationFaults(location, where);
}

function allLocations({ locations = [], relatedLocations = [], codeFlows = [] }) {
  const flows = codeFlows.flatMap(({ threadFlows }) => threadFlows).flatMap(({ locations: steps }) => steps.map(({ location }) => location));
  return [...locations, ...relatedLocations, ...flows].filter(Boolean);
}

function* locationFaults({ physicalLocation }, where) {
  const uri = physicalLocation?.artifactLocation?.uri ?? "";
  if (!uri) yield `${where}: a location without a file`;
  if (/^([a-z][a-z0-9+.-]*:|\/)/i.test(uri)) yield `${where}: the URI ${uri} is not relative`;
  if (uri.split("/").some((part) => part === ".." || part === ".")) yield `${where}: the URI ${uri} climbs`;
  if (/[^A-Za-z0-9\-._~!$&'()*+,;=:@/%]|%(?![0-9A-Fa-f]{2})/.test(uri)) yield `${where}: the URI ${uri} is not percent-encoded`;
  const { startLine, startColumn, endLine, endColumn } = physicalLocation?.region ?? {};
  if ([startLine, startColumn, endLine, endColumn].some((number) => !(number >= 1))) yield `${where}: an incomplete region in ${uri}`;
  else if (endLine < startLine || (endLine === startLine && endColumn < startColumn)) yield `${where}: a region that ends before it begins in ${uri}`;
}

/** Whether each place lies in its file, and each file in the workspace. */
function* placeFaults(log, workspace) {
  const root = realpathSync(workspace);
  const files = new Map();
  for (const { results = [], columnKind } of log.runs) {
    for (const result of results) {
      for (const { physicalLocation } of allLocations(result)) {
        const path = decodeURIComponent(physicalLocation.artifactLocation.uri);
        const where = `${result.ruleId} at ${path}:${physicalLocation.region.startLine}`;
        if (!files.has(path)) files.set(path, readable(join(root, path), root));
        const lines = files.get(path);
        if (!lines) yield `${where}: there is no such file in the workspace`;
        else yield* regionFaults(physicalLocation.region, lines, columnKind, where);
      }
    }
  }
}

function readable(file, root) {
  if (!existsSync(file) || !lstatSync(file).isFile() || !realpathSync(file).startsWith(root + sep)) return null;
  return linesOf(file);
}

function* regionFaults({ startLine, startColumn, endLine, endColumn }, lines, columnKind, where) {
  const width = (line) => (columnKind === "utf16CodeUnits" ? lines[line - 1].length : [...lines[line - 1]].length);
  if (startLine > lines.length || endLine > lines.length) yield `${where}: the file has only ${lines.length} lines`;
  else if (startColumn > width(startLine) + 1 || endColumn > width(endLine) + 1) yield `${where}: column beyond the end of its line`;
}

/** Where our line hashes differ from the Multitool's, which computes them as GitHub's own uploader does. */
async function hashFaults(log, workspace) {
  const copy = structuredClone(log);
  const root = pathToFileURL(realpathSync(workspace) + sep).href;
  for (const run of copy.runs) {
    run.originalUriBaseIds = { ...run.originalUriBaseIds, ROOT: { uri: root } };
    for (const result of run.results ?? []) {
      delete result.partialFingerprints;
      const { artifactLocation } = result.locations[0].physicalLocation;
      result.locations[0].physicalLocation.artifactLocation = { uri: artifactLocation.uri, uriBaseId: "ROOT" };
    }
  }
  return inFolder(async (folder) => {
    const [input, output] = [join(folder, "in.sarif"), join(folder, "out.sarif")];
    writeFileSync(input, JSON.stringify(copy));
    const { output: said } = await runMultitool(["rewrite", input, "--insert", "RollingHashPartialFingerprints", "-o", output, "--log", "ForceOverwrite"]);
    if (!existsSync(output)) return [`the Multitool computed no line hashes:\n${said}`];
    const theirs = JSON.parse(readFileSync(output, "utf8")).runs;
    return log.runs.flatMap(({ results = [] }, at) =>
      results.flatMap((result, index) => {
        const ours = result.partialFingerprints.primaryLocationLineHash;
        const other = theirs[at].results[index].partialFingerprints?.primaryLocationLineHash;
        const { artifactLocation, region } = result.locations[0].physicalLocation;
        return ours === other ? [] : [`${artifactLocation.uri}:${region.startLine}: primaryLocationLineHash is ${ours}, the Multitool says ${other}`];
      }),
    );
  });
}

/** Throws with all faults of a SARIF file. */
export async function assertGoodSarif(file, options) {
  const faults = await faultsOf(file, options);
  if (faults.length) throw new Error(`${file} has ${faults.length} faults:\n${faults.slice(0, 40).join("\n")}`);
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const [file, workspace] = process.argv.slice(2);
  if (!file) {
    console.error("usage: node sarif.mjs FILE.sarif [SCANNED_FOLDER]");
    process.exit(2);
  }
  const faults = await faultsOf(file, { workspace });
  for (const fault of faults) console.log(fault);
  process.exitCode = faults.length ? 1 : 0;
}
