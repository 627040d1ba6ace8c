// The real action.yml and the real binary, in a pull request made of two consecutive releases of a real project.
//
// Needs STRAPLOCK_BIN. What was uploaded is taken from GitHub's stand-in, unpacked, judged by every oracle, and held
// line by line against the change.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { placedIn } from "./commands.mjs";
import { makePullRequest, OWNER, NAME } from "./event.mjs";
import { Fake, permissions } from "./fake.mjs";
import { linesOf } from "./git.mjs";
import { project, python, repository } from "./oracle.mjs";
import { appended, PLANTED, shifted } from "./planted.mjs";
import { run } from "./process.mjs";
import { atLeast, fromSarif, highest, nameOf } from "./report.mjs";
import { faultsOf } from "./sarif.mjs";
import { assertDecent, leftOver, requestsTo, runAction, TOKENS, unpackUpload } from "./scenario.mjs";

const SLOW = { timeout: 20 * 60_000 };
/** The same in both releases; the base branch moves its lines, the head appends a fault. */
const MOVED = "src/oscar/apps/customer/utils.py";
const tokens = { [TOKENS.full]: permissions.full, [TOKENS.fork]: permissions.fork };

describe("a pull request between two releases of django-oscar", SLOW, () => {
  let pull, fake, changes, first;

  before(async () => {
    pull = await makePullRequest({
      before: project("django-oscar-4.1"),
      after: project("django-oscar-4.2"),
      headEdits: { [PLANTED.path]: PLANTED.text, [MOVED]: appended },
      baseEdits: { [MOVED]: shifted },
    });
    changes = await pull.repository.changes(pull.base, pull.merge);
    fake = await Fake.start({ pull, tokens, processing: { polls: 1 } });
    first = await runAction({ pull, fake });
  }, SLOW);

  after(() => fake?.stop());

  test("the run is decent: exit code, summary, no token anywhere, nothing against GitHub's description", () => {
    assertDecent(first, { fake });
    assert.ok(first.summary.length > 0, "there is a summary");
    assert.ok(first.summary.toString("utf8").includes(PLANTED.path.split("/").pop()), "the summary names the planted file");
    assert.ok(first.report, `there is a report\n${first.log}`);
  });

  test("the base is parent 1 of the merge commit, fetched by the program itself", () => {
    assert.equal(first.outputs["base-sha"], pull.base);
    assert.equal(first.outputs["head-sha"], pull.merge);
    assert.equal(first.report.baseCommit, pull.base);
    assert.ok(first.report.compared);
  });

  test("the planted faults are new, each on its line", () => {
    const found = (path) => first.report.reported.filter((each) => each.path === path).map(({ startLine }) => startLine);
    for (const line of PLANTED.lines) assert.ok(found(PLANTED.path).includes(line), `nothing new at ${PLANTED.path}:${line}: ${list(first.report.reported)}`);
    const lines = linesOf(join(first.job.workspace, MOVED));
    const planted = lines.findIndex((text) => text.includes('eval(request.GET["planted"])')) + 1;
    assert.deepEqual(found(MOVED), [planted], "in the lines of the merge commit, which the base branch moved");
  });

  test("the outputs agree with the report", () => {
    const { outputs, report } = first;
    assert.equal(Number(outputs["new-findings"]), report.reported.length);
    assert.equal(Number(outputs.findings), report.uploadable.length);
    assert.equal(Number(outputs["fixed-findings"]), report.fixed.length);
    assert.equal(Number(outputs["blocking-findings"]), report.blocking);
    assert.equal(report.blocking, atLeast(report.reported, "high").length);
    assert.equal(outputs["highest-severity"], highest(report.reported));
    assert.equal(Number(outputs["exit-code"]), 1, "planted faults are at or above `high`");
    assert.equal(outputs.uploaded, "true");
    assert.equal(Number(outputs.truncated), 0);
    assert.equal(outputs["sarif-id"], fake.uploads[0].id);
  });

  test("the report keeps to its published schema", async () => {
    const schema = join(repository, "schemas/report.schema.json");
    assert.ok(existsSync(schema), `${schema} is missing`);
    const { stdout } = await run(python(), [join(repository, "tests/rig/schema.py"), schema, first.outputs["report-json"]], { check: true });
    assert.equal(stdout, "");
  });

  test("one upload, of the merge commit, to the pull request's ref, with only the fields every server knows", () => {
    assert.equal(fake.uploads.length, 1);
    const [{ request, token }] = fake.uploads;
    assert.equal(token, TOKENS.full);
    assert.deepEqual(Object.keys(request).sort(), ["commit_sha", "ref", "sarif"]);
    assert.equal(request.commit_sha, pull.merge);
    assert.equal(request.ref, `refs/pull/${pull.number}/merge`);
    const [sent] = requestsTo(fake, "POST", /\/code-scanning\/sarifs$/);
    assert.equal(sent.path, `/repos/${OWNER}/${NAME}/code-scanning/sarifs`);
    assert.match(sent.headers["user-agent"] ?? "", /straplock/i);
  });

  test("the program waited until GitHub had processed the upload", () => {
    assert.deepEqual(fake.analyses.map(({ tool, category, ref }) => [tool, category, ref]), [["Straplock", "straplock/", `refs/pull/${pull.number}/merge`]]);
    assert.ok(requestsTo(fake, "GET", /\/code-scanning\/sarifs\//).length >= 2);
  });

  test("the uploaded SARIF passes the schema, the Multitool with GitHub's rules, GitHub's limits, and the line hashes", async () => {
    const { file } = unpackUpload(fake.uploads[0]);
    assert.deepEqual(await faultsOf(file, { workspace: first.job.workspace }), []);
  });

  test("the uploaded SARIF holds the whole tree's findings, and only those nobody accepted", () => {
    const { log } = unpackUpload(fake.uploads[0]);
    assert.equal(log.runs.length, 1);
    const sent = log.runs[0].results.map(fromSarif).map(nameOf).sort();
    assert.deepEqual(sent, first.report.uploadable.map(nameOf).sort());
  });

  test("what is new lies in the change, line by line; what was there before does not", async () => {
    const { log } = unpackUpload(fake.uploads[0]);
    const fresh = new Map(first.report.reported.map((finding) => [nameOf(finding), finding]));
    for (const result of log.runs[0].results.map(fromSarif)) {
      const isNew = fresh.has(nameOf(result));
      const inChange = changes.covers(result.path, result.startLine, result.endLine);
      if (isNew) assert.ok(inChange, `${nameOf(result)} is new, but the change does not have all its lines`);
      else assert.ok(!inChange || !isOnlyAdded(result.path), `${nameOf(result)} is in a file that the change added, and yet counts as known`);
    }
    assert.ok(fresh.size >= PLANTED.lines.length + 1);

    function isOnlyAdded(path) {
      return changes.covers(path, 1, linesOf(join(first.job.workspace, path)).length - 1);
    }
  });

  test("with an accepted upload nothing is annotated: one voice per finding", () => {
    assert.deepEqual(placedIn(first.log), []);
  });

  test("a second run replaces the first: same bytes, same category, same fingerprints", async () => {
    const second = await runAction({ pull, fake });
    assertDecent(second, { fake });
    assert.equal(fake.uploads.length, 2);
    const [one, two] = fake.uploads.map(unpackUpload);
    assert.equal(withoutTimes(two.text), withoutTimes(one.text));
    assert.equal(fake.analyses.length, 1, "one configuration, not two");
    assert.equal(fake.analyses[0].sarif, fake.uploads[1].id);
    const prints = ({ findings }) => findings.map(({ fingerprint }) => fingerprint);
    assert.deepEqual(prints(second.report), prints(first.report));
  });

  test("a fork's token: refused, annotated, and not one step worse for it", async () => {
    fake.requests.length = 0;
    const forked = await runAction({ pull, fake, event: "pullRequestFromFork", token: TOKENS.fork });
    assertDecent(forked, { fake, token: TOKENS.fork });
    assert.equal(forked.outputs["exit-code"], first.outputs["exit-code"], "the findings decide, not the refusal");
    assert.equal(forked.outputs.uploaded, "denied");
    assert.equal(forked.outputs["sarif-id"], "");
    assert.equal(requestsTo(fake, "POST", /sarifs/).length, 1, "one attempt, no more");
    assertAnnotations(forked);
  });

  test("annotations: always, beside an upload", async () => {
    const loud = await runAction({ pull, fake, inputs: { annotations: "always", "wait-for-processing": "false", "fail-on": "never" } });
    assertDecent(loud, { fake });
    assert.equal(loud.outputs["exit-code"], "0", "`fail-on: never` reports and does not fail");
    assert.equal(loud.outputs.uploaded, "true");
    assertAnnotations(loud);
  });

  test("no process is left behind", async () => {
    assert.deepEqual(await leftOver(), []);
  });

  /** Every annotation stands on lines of the change, in its file, for a finding that is new; the worst are there. */
  function assertAnnotations({ log, report, job }) {
    const placed = placedIn(log);
    assert.ok(placed.length > 0, `there are annotations\n${log}`);
    for (const level of ["error", "warning"]) {
      const count = placed.filter((each) => each.level === level).length;
      assert.ok(count <= 10, `${count} annotations of level ${level}; GitHub drops all beyond 10`);
    }
    for (const { file, line, endLine = line, col, endColumn, title = "", message } of placed) {
      const name = `${file}:${line} ${title} ${message}`;
      assert.ok(report.reported.some((finding) => finding.path === file && finding.startLine === line), `no new finding there: ${name}`);
      assert.ok(changes.covers(file, line, endLine), `not in the change: ${name}`);
      const lines = linesOf(join(job.workspace, file));
      assert.ok(endLine <= lines.length, `beyond the file's end: ${name}`);
      if (line !== endLine) assert.ok(col === undefined && endColumn === undefined, `columns on several lines: ${name}`);
      else if (endColumn !== undefined) assert.ok(endColumn <= lines[line - 1].length + 1, `beyond the line's end: ${name}`);
    }
    const spoken = new Set(placed.map(({ file, line }) => `${file}:${line}`));
    for (const line of PLANTED.lines) assert.ok(spoken.has(`${PLANTED.path}:${line}`), `${PLANTED.path}:${line} is not annotated: ${[...spoken].join(", ")}`);
  }
});

describe("a pull request between two releases of django-helpdesk, nothing planted", SLOW, () => {
  let pull, fake;

  before(async () => {
    pull = await makePullRequest({ before: project("django-helpdesk-2.5.1"), after: project("django-helpdesk-2.6.0") });
    fake = await Fake.start({ pull, tokens, prefix: "/api/v3", processing: { polls: 0 } });
  }, SLOW);

  after(() => fake?.stop());

  test("through GitHub Enterprise's path prefix: judged by every oracle, and new means in a changed file", async () => {
    const result = await runAction({ pull, fake, inputs: { "fail-on": "never" } });
    assertDecent(result, { fake });
    assert.equal(result.outputs.uploaded, "true", result.log);
    assert.ok(fake.requests.every(({ path }) => path.startsWith("/api/v3/")));
    const { file, log } = unpackUpload(fake.uploads[0]);
    assert.deepEqual(await faultsOf(file, { workspace: result.job.workspace }), []);
    assert.deepEqual(log.runs[0].results.map(fromSarif).map(nameOf).sort(), result.report.uploadable.map(nameOf).sort());
    const changes = await pull.repository.changes(pull.base, pull.merge);
    for (const finding of result.report.reported) assert.ok(changes.files.has(finding.path), `${nameOf(finding)} is new in a file that did not change`);
  });
});

/** Start and end times are the only bytes that may differ between two runs. */
function withoutTimes(text) {
  return text.replace(/"(start|end)TimeUtc"\s*:\s*"[^"]*"/g, '"$1TimeUtc":""');
}

function list(findings) {
  return findings.map(nameOf).join("\n") || "no findings at all";
}

test("the repository's action.yml is what ran", () => {
  assert.match(readFileSync(join(repository, "action.yml"), "utf8"), /using: composite/);
});
