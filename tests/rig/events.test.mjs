// The real action.yml and the real binary, on a small project: every event, every answer GitHub may give.
//
// Needs STRAPLOCK_BIN. What could or could not be published never changes the exit code of the scan.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { after, before, beforeEach, describe, test } from "node:test";
import { annotationsIn, placedIn } from "./commands.mjs";
import { makePullRequest } from "./event.mjs";
import { Fake, permissions } from "./fake.mjs";
import { PLANTED, shifted, smallProject } from "./planted.mjs";
import { assertDecent, requestsTo, runAction, TOKENS, unpackUpload } from "./scenario.mjs";

const SLOW = { timeout: 10 * 60_000 };
const UPLOAD = /\/code-scanning\/sarifs$/;
const QUICK = { "fail-on": "never", "wait-for-processing": "false" };
let pull, fake;

before(async () => {
  pull = await makePullRequest({
    before: smallProject(),
    headEdits: { [PLANTED.path]: PLANTED.text },
    baseEdits: { "shop/views.py": shifted },
  });
  fake = await Fake.start({
    pull,
    tokens: { [TOKENS.full]: permissions.full, [TOKENS.fork]: permissions.fork, [TOKENS.noUpload]: permissions.noUpload },
    processing: { polls: 0 },
    creatingPerMinute: 10_000,
  });
}, SLOW);

after(() => fake?.stop());

beforeEach(() => {
  Object.assign(fake, { scripts: [], uploads: [], analyses: [], requests: [], violations: [] });
  fake.settings.processing = { polls: 0 };
  fake.settings.codeScanning = "enabled";
});

describe("events", SLOW, () => {
  const uploads = {
    pullRequest: () => ({ ref: "refs/pull/7/merge", commit: pull.merge, base: pull.base }),
    pullRequestHeadCheckout: () => ({ ref: "refs/pull/7/head", commit: pull.head, base: pull.start }),
    push: () => ({ ref: "refs/heads/main", commit: pull.base }),
    pushOfNewBranch: () => ({ ref: "refs/heads/feature", commit: pull.head }),
    pushForced: () => ({ ref: "refs/heads/main", commit: pull.base }),
    schedule: () => ({ ref: "refs/heads/main", commit: pull.base }),
    workflowDispatch: () => ({ ref: "refs/heads/main", commit: pull.base }),
  };
  for (const [event, expected] of Object.entries(uploads)) {
    test(`${event}: scanned and uploaded to its own ref`, async () => {
      const { ref, commit, base } = expected();
      const result = await runAction({ pull, fake, event, inputs: QUICK });
      assertDecent(result, { fake });
      assert.equal(result.outputs["exit-code"], "0", result.log);
      assert.equal(result.outputs.uploaded, "true", result.log);
      assert.deepEqual(fake.uploads.map((each) => [each.ref, each.commit]), [[ref, commit]]);
      assert.equal(result.outputs["head-sha"], commit);
      if (base) assert.equal(result.outputs["base-sha"], base);
      const { runs } = unpackUpload(fake.uploads[0]).log;
      assert.equal(runs[0].automationDetails.id, "straplock/", "the same category for every event");
      assert.ok(runs[0].results.length >= 1, "the old finding is always among them");
    });
  }

  test("merge_group: the gate, and nothing published", async () => {
    const result = await runAction({ pull, fake, event: "mergeGroup" });
    assertDecent(result, { fake });
    assert.equal(result.outputs["exit-code"], "1", "the queue's change plants faults");
    assert.equal(result.outputs["base-sha"], pull.base);
    assert.equal(result.outputs.uploaded, "skipped");
    assert.deepEqual(requestsTo(fake, "POST", /./), []);
  });

  test("a tag: scanned, not uploaded", async () => {
    const result = await runAction({ pull, fake, event: "pushOfTag", inputs: QUICK });
    assertDecent(result, { fake });
    assert.equal(result.outputs.uploaded, "skipped");
    assert.equal(fake.uploads.length, 0);
  });

  test("a deleted branch: nothing to scan, and no failure", async () => {
    const result = await runAction({ pull, fake, event: "pushOfDeletion" });
    assertDecent(result, { fake });
    assert.equal(result.outputs["exit-code"], "0", result.log);
    assert.equal(fake.uploads.length, 0);
  });

  test("Dependabot, with a token that may only read: like a fork", async () => {
    const result = await runAction({ pull, fake, event: "pullRequestByDependabot", token: TOKENS.noUpload });
    assertDecent(result, { fake, token: TOKENS.noUpload });
    assert.equal(result.outputs["exit-code"], "1", "the planted faults decide");
    assert.equal(result.outputs.uploaded, "denied");
    assert.ok(placedIn(result.log).some(({ file }) => file === PLANTED.path), "annotations take the alerts' place");
  });

  test("an event nobody knows: a full scan, no upload, no complaint", async () => {
    const result = await runAction({ pull, fake, event: "workflowDispatch", github: { event_name: "fireworks" }, inputs: QUICK });
    assertDecent(result, { fake });
    assert.equal(result.outputs["exit-code"], "0", result.log);
    assert.equal(fake.uploads.length, 0);
  });

  test("the whole history checked out: the same answer", async () => {
    const result = await runAction({ pull, fake, depth: 0, inputs: QUICK });
    assertDecent(result, { fake });
    assert.equal(result.outputs["base-sha"], pull.base);
    assert.equal(result.outputs["new-findings"], String(PLANTED.lines.length));
  });
});

describe("what GitHub may answer to the upload", SLOW, () => {
  const answers = [
    { what: "401", answer: { status: 401, body: { message: "Bad credentials" } }, most: 2 },
    { what: "403, no permission", answer: { status: 403, body: { message: "Resource not accessible by integration" } }, most: 2 },
    { what: "403, code scanning not available", answer: { status: 403, body: { message: "Code Security must be enabled for this repository to use code scanning." } }, most: 2 },
    { what: "404", answer: { status: 404, body: { message: "Not Found" } }, most: 2 },
    { what: "400", answer: { status: 400, body: { message: "rejecting SARIF, as it is not to our taste" } }, most: 1, says: /not to our taste/ },
    { what: "413", answer: { status: 413, body: { message: "Payload Too Large" } }, most: 1 },
    { what: "422", answer: { status: 422, body: { message: "Validation Failed" } }, most: 1 },
    { what: "429 with retry-after", answer: { status: 429, body: { message: "API rate limit exceeded" }, headers: { "retry-after": "1" } }, most: 6 },
    { what: "500", answer: { status: 500, body: { message: "Server Error" } }, most: 6 },
    { what: "502 in HTML", answer: { status: 502, body: "<html><h1>Unicorn!</h1></html>" }, most: 6 },
    { what: "503", answer: { status: 503, body: { message: "Service Unavailable" } }, most: 6 },
    { what: "a cut connection", answer: "cut", most: 6 },
  ];
  for (const { what, answer, most, says } of answers) {
    test(`${what}: told in one sentence, and the exit code is the scan's`, async () => {
      fake.script({ method: "POST", path: UPLOAD, answer });
      const started = Date.now();
      const result = await runAction({ pull, fake, inputs: { "fail-on": "never" } });
      assertDecent(result, { fake });
      assert.equal(result.outputs["exit-code"], "0", result.log);
      assert.equal(result.outputs.uploaded, "denied", result.log);
      assert.equal(result.outputs["sarif-id"], "");
      const tries = requestsTo(fake, "POST", UPLOAD).length;
      assert.ok(tries >= 1 && tries <= most, `${tries} attempts`);
      assert.ok(Date.now() - started < 4 * 60_000, "in bounded time");
      const said = annotationsIn(result.log).filter(({ file }) => !file);
      assert.ok(said.length >= 1, `the log says why\n${result.log}`);
      assert.doesNotMatch(result.log, /<h1>/, "no HTML in the log");
      if (says) assert.match(result.log, says);
      assert.ok(placedIn(result.log).some(({ file }) => file === PLANTED.path), "annotations take the alerts' place");
    });
  }

  test("trouble that passes: tried again, and uploaded", async () => {
    fake.script({ method: "POST", path: UPLOAD, times: 1, answer: { status: 502, body: "<html></html>" } });
    const result = await runAction({ pull, fake, inputs: QUICK });
    assertDecent(result, { fake });
    assert.equal(result.outputs.uploaded, "true", result.log);
    assert.equal(requestsTo(fake, "POST", UPLOAD).length, 2);
  });

  test("the answer is lost after GitHub took the upload: sent again, still one configuration", async () => {
    fake.script({ method: "POST", path: UPLOAD, times: 1, when: "after", answer: "cut" });
    const result = await runAction({ pull, fake, inputs: { "fail-on": "never" } });
    assertDecent(result, { fake });
    assert.ok(fake.analyses.length <= 1);
  });

  test("fail-on-upload: refused is exit code 4, with everything written before", async () => {
    fake.script({ method: "POST", path: UPLOAD, answer: { status: 403, body: { message: "Resource not accessible by integration" } } });
    const result = await runAction({ pull, fake, inputs: { "fail-on": "never", "fail-on-upload": "true" } });
    assertDecent(result, { fake });
    assert.equal(result.outputs["exit-code"], "4", result.log);
    assert.equal(result.outputs["new-findings"], String(PLANTED.lines.length));
    assert.ok(result.report);
  });

  test("findings come before a refused upload: exit code 1", async () => {
    fake.script({ method: "POST", path: UPLOAD, answer: { status: 403, body: { message: "Resource not accessible by integration" } } });
    const result = await runAction({ pull, fake, inputs: { "fail-on-upload": "true" } });
    assert.equal(result.outputs["exit-code"], "1", result.log);
  });

  test("processing fails: GitHub's own words are shown, and the exit code is the scan's", async () => {
    fake.settings.processing = { polls: 0, errors: ["rejecting SARIF, as there are more unicorns than allowed"] };
    const result = await runAction({ pull, fake, inputs: { "fail-on": "never" } });
    assertDecent(result, { fake });
    assert.equal(result.outputs["exit-code"], "0", result.log);
    assert.match(result.log + result.summary, /more unicorns than allowed/);
  });

  test("the status cannot be read: a notice, no failure", async () => {
    fake.script({ method: "GET", path: /\/code-scanning\/sarifs\//, answer: { status: 404, body: { message: "Not Found" } } });
    const result = await runAction({ pull, fake, inputs: { "fail-on": "never" } });
    assertDecent(result, { fake });
    assert.equal(result.outputs["exit-code"], "0", result.log);
    assert.equal(fake.uploads.length, 1);
  });
});

describe("inputs", SLOW, () => {
  test("no token: scanned, gated, not uploaded", async () => {
    const result = await runAction({ pull, fake, token: "" });
    assertDecent(result, { fake, token: "" });
    assert.equal(result.outputs["exit-code"], "1");
    assert.notEqual(result.outputs.uploaded, "true");
    assert.equal(fake.uploads.length, 0);
  });

  test("offline: not one request", async () => {
    const result = await runAction({ pull, fake, depth: 0, inputs: { offline: "true", "fail-on": "never" } });
    assertDecent(result, { fake });
    assert.equal(result.outputs["exit-code"], "0", result.log);
    assert.deepEqual(fake.requests, []);
    assert.equal(result.outputs.uploaded, "skipped");
  });

  test("upload: never", async () => {
    const result = await runAction({ pull, fake, inputs: { upload: "never", "fail-on": "never" } });
    assertDecent(result, { fake });
    assert.deepEqual(requestsTo(fake, "POST", /./), []);
    assert.equal(result.outputs.uploaded, "skipped");
  });

  test("category: its own configuration beside the whole repository's", async () => {
    await runAction({ pull, fake, inputs: { "fail-on": "never" } });
    await runAction({ pull, fake, inputs: { "fail-on": "never", category: "api" } });
    assert.deepEqual(fake.analyses.map(({ category }) => category), ["straplock/", "straplock/api/"]);
  });

  test("a misspelt input is an error that names the right one", async () => {
    const result = await runAction({ pull, fake, inputs: { "fail-onn": "never" } });
    assertDecent(result, { fake });
    assert.equal(result.outputs["exit-code"], "2", result.log);
    assert.match(result.log, /fail-onn[\s\S]*fail-on\b/);
    assert.equal(fake.uploads.length, 0);
  });

  test("a value that is not one of those listed", async () => {
    const result = await runAction({ pull, fake, inputs: { "fail-on": "hgih" } });
    assertDecent(result, { fake });
    assert.equal(result.outputs["exit-code"], "2", result.log);
    assert.match(result.log, /hgih/);
  });

  test("a malformed event payload: said so, nothing lost", async () => {
    const edit = (job) => writeFileSync((job.payloadForSteps = `${job.eventPath}.broken`), '{"pull_request": "is a wor');
    const result = await runAction({ pull, fake, edit, inputs: QUICK });
    assert.match(result.log, /\.broken/, "the message names the file");
    assertDecent(result, { fake });
  });

  test("no binary at all: a clear error before anything runs", async () => {
    const result = await runAction({ pull, fake, inputs: { "binary-path": "/nonexistent/straplock" } });
    assert.equal(result.code, 1);
    assert.match(result.log, /\/nonexistent\/straplock/);
    assert.doesNotMatch(result.log, /panicked/);
  });
});
