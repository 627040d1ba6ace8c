// Code scanning: takes an upload, keeps it pending for a while, then says what GitHub would say about the SARIF.

import { randomUUID } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { accepted, example, ok, page, Refusal } from "./answer.mjs";

const GZIP_LIMIT = 10 * 1024 * 1024;
const RESULTS_LIMIT = 25_000;

export const codeScanningRoutes = [
  ["POST", "/code-scanning/sarifs", { "security-events": "write" }, upload],
  ["GET", "/code-scanning/sarifs/:id", { "security-events": "read" }, status],
  ["GET", "/code-scanning/analyses", { "security-events": "read" }, analyses],
];

async function upload(fake, { body, token }) {
  const { codeScanning } = fake.settings;
  if (codeScanning !== "enabled") throw new Refusal(403, codeScanning);
  await checkCommit(fake, body);
  const packed = Buffer.from(body.sarif, "base64");
  if (packed.length > GZIP_LIMIT) throw new Refusal(413, "Payload Too Large");
  const sarif = unpack(packed);
  const id = randomUUID();
  const stored = { id, token, commit: body.commit_sha, ref: body.ref, request: body, packed, sarif, polls: 0 };
  stored.errors = fake.settings.processing.errors ?? faults(sarif);
  fake.uploads.push(stored);
  return accepted({ id, url: `${fake.url}${fake.repoPath}/code-scanning/sarifs/${id}` });
}

async function checkCommit({ repository }, { commit_sha: commit, ref }) {
  if (!(await repository.has(commit))) throw new Refusal(404, `commit not found: ${commit}`);
  const target = await repository.resolve(ref);
  if (!target) throw new Refusal(404, `ref '${ref}' not found in this repository`);
  if (/^refs\/pull\/\d+\/merge$/.test(ref) && commit !== target) throw new Refusal(400, "commit_oid is not a merge commit");
}

function unpack(packed) {
  try {
    return gunzipSync(packed).toString("utf8");
  } catch {
    throw new Refusal(400, "rejecting SARIF, as it is not compressed with gzip and then encoded as base64");
  }
}

async function status(fake, { params }) {
  const stored = fake.uploads.find(({ id }) => id === params.id);
  if (!stored) throw new Refusal(404, "Not Found");
  stored.polls += 1;
  if (stored.polls <= fake.settings.processing.polls) return ok({ processing_status: "pending" });
  if (stored.errors.length) return ok({ processing_status: "failed", errors: stored.errors });
  if (!stored.processed) {
    stored.processed = true;
    replaceAnalysis(fake, stored);
  }
  const link = `${fake.url}${fake.repoPath}/code-scanning/analyses?sarif_id=${stored.id}`;
  return ok({ processing_status: "complete", analyses_url: link });
}

/** An upload replaces what the same tool and category said about the same ref. */
function replaceAnalysis(fake, { id, commit, ref, sarif }) {
  for (const run of JSON.parse(sarif).runs) {
    const category = categoryOf(run);
    const tool = run.tool.driver.name;
    fake.analyses = fake.analyses.filter((old) => !(old.ref === ref && old.tool === tool && old.category === category));
    fake.analyses.push({ sarif: id, commit, ref, tool, category, results: run.results ?? [], rules: run.tool.driver.rules ?? [] });
  }
}

/** Everything before the last slash; without a slash there is no category. */
function categoryOf(run) {
  const id = run.automationDetails?.id ?? "";
  return id.includes("/") ? id.slice(0, id.lastIndexOf("/") + 1) : "";
}

function analyses(fake, request) {
  const [sample] = example("code-scanning-analysis-items");
  const wanted = request.query.get("sarif_id");
  const items = fake.analyses
    .filter(({ sarif }) => !wanted || sarif === wanted)
    .map(({ sarif, commit, ref, tool, category, results, rules }, index) => ({
      ...sample,
      ref,
      commit_sha: commit,
      analysis_key: "(default)",
      environment: "{}",
      category,
      results_count: results.length,
      rules_count: rules.length,
      id: index + 1,
      url: `${fake.url}${fake.repoPath}/code-scanning/analyses/${index + 1}`,
      sarif_id: sarif,
      tool: { name: tool, guid: null, version: null },
    }));
  if (!items.length) throw new Refusal(404, "no analysis found");
  return page(items, request);
}

/** What GitHub refuses while it processes an upload, in its words where they are known. */
export function faults(text) {
  let log;
  try {
    log = JSON.parse(text);
  } catch (error) {
    return [`rejecting SARIF, as it is not valid JSON: ${error.message}`];
  }
  if (!Array.isArray(log.runs)) return ["rejecting SARIF, as it has no runs"];
  const seen = new Set();
  const found = [];
  for (const run of log.runs) {
    const identity = `${run.tool?.driver?.name}\n${categoryOf(run)}`;
    if (seen.has(identity)) found.push("rejecting SARIF, as there are multiple runs with the same category");
    seen.add(identity);
    found.push(...runFaults(run));
  }
  return [...new Set(found)];
}

function* runFaults(run) {
  if (!run.tool?.driver?.name) yield "rejecting SARIF, as a run has no tool name";
  if ((run.invocations ?? []).some(({ executionSuccessful }) => executionSuccessful === false)) {
    yield "rejecting SARIF, as it contains an unsuccessful execution";
  }
  if ((run.results ?? []).length > RESULTS_LIMIT) yield `rejecting SARIF, as there are more results per run than allowed (${RESULTS_LIMIT})`;
  for (const rule of run.tool?.driver?.rules ?? []) {
    const severity = rule.properties?.["security-severity"];
    if (severity !== undefined && (typeof severity !== "string" || Number.isNaN(Number.parseFloat(severity)))) {
      yield `invalid security severity value, is not a number: ${severity}`;
    }
    if ((rule.properties?.tags ?? []).length > 20) yield "rejecting SARIF, as there are more tags per rule than allowed";
  }
  for (const result of run.results ?? []) {
    if (!result.message?.text) yield "rejecting SARIF, as a result has no message";
    const uri = result.locations?.[0]?.physicalLocation?.artifactLocation?.uri;
    if (!uri) yield "expected artifact location";
    else if (/^[a-z][a-z0-9+.-]*:/i.test(uri) || uri.startsWith("/")) yield `invalid URI in SARIF location: ${uri}`;
  }
}
