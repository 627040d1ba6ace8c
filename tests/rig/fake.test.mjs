// GitHub's stand-in and the proxy in front of it: whether they let right requests pass and catch wrong ones.

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { makePullRequest } from "./event.mjs";
import { Fake, permissions } from "./fake.mjs";
import { PLANTED, smallProject } from "./planted.mjs";

const SLOW = { timeout: 5 * 60_000 };
const tokens = { writer: permissions.full, fork: permissions.fork, checker: { ...permissions.full, checks: "write" } };
let pull;

before(async () => {
  pull = await makePullRequest({ before: smallProject(), headEdits: { [PLANTED.path]: PLANTED.text, "shop/views.py": (text) => `${text}\n# end\n` } });
}, SLOW);

function packed(log = { version: "2.1.0", runs: [{ tool: { driver: { name: "Straplock" } }, automationDetails: { id: "straplock/" }, results: [] }] }) {
  return gzipSync(JSON.stringify(log)).toString("base64");
}

const upload = (changes = {}) => ({ commit_sha: pull.merge, ref: "refs/pull/7/merge", sarif: packed(), ...changes });

for (const prefix of ["", "/api/v3"]) {
  describe(`with the path prefix "${prefix}"`, SLOW, () => {
    let fake;

    before(async () => {
      fake = await Fake.start({ pull, prefix, tokens, processing: { polls: 1 }, creatingPerMinute: 1_000 });
    }, SLOW);
    after(() => fake?.stop());
    beforeEach(() => Object.assign(fake, { requests: [], violations: [], scripts: [], uploads: [], analyses: [] }));

    async function call(method, path, body, token = "writer") {
      const headers = { "user-agent": "rig", "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
      const answer = await fetch(`${fake.url}${path}`, { method, headers, body: body && JSON.stringify(body) });
      const text = await answer.text();
      const isJson = /json/.test(answer.headers.get("content-type") ?? "");
      return { status: answer.status, body: text && isJson ? JSON.parse(text) : text, headers: answer.headers };
    }
    const repo = (path) => `/repos/octo-org/shop${path}`;

    test("a right upload: 202, pending, complete, an analysis", async () => {
      const { status, body } = await call("POST", repo("/code-scanning/sarifs"), upload());
      assert.equal(status, 202);
      const states = [];
      for (let turn = 0; turn < 2; turn += 1) states.push((await call("GET", repo(`/code-scanning/sarifs/${body.id}`))).body.processing_status);
      assert.deepEqual(states, ["pending", "complete"]);
      const [analysis] = (await call("GET", repo(`/code-scanning/analyses?sarif_id=${body.id}`))).body;
      assert.equal(analysis.category, "straplock/");
      assert.deepEqual(fake.violations, []);
    });

    test("a wrong upload: 400, and prism's reasons", async () => {
      const { status, body } = await call("POST", repo("/code-scanning/sarifs"), { commit_sha: "abc", ref: "main", sarif: "x", extra: 1 });
      assert.equal(status, 400);
      assert.match(body.message, /commit_sha/);
      const places = fake.violations.map(({ location }) => location.join("."));
      for (const place of ["body.commit_sha", "body.ref", "body"]) assert.ok(places.includes(place), `${place} in ${places}`);
      assert.equal(fake.uploads.length, 0);
    });

    test("uploads about commits and refs that do not fit", async () => {
      assert.equal((await call("POST", repo("/code-scanning/sarifs"), upload({ commit_sha: pull.head }))).status, 400);
      assert.equal((await call("POST", repo("/code-scanning/sarifs"), upload({ commit_sha: "a".repeat(40) }))).status, 404);
      assert.equal((await call("POST", repo("/code-scanning/sarifs"), upload({ ref: "refs/pull/8/merge" }))).status, 404);
      assert.equal((await call("POST", repo("/code-scanning/sarifs"), upload({ sarif: "bm8gZ3ppcA==" }))).status, 400);
    });

    test("tokens: none, unknown, a fork's", async () => {
      const post = async (token) => (await call("POST", repo("/code-scanning/sarifs"), upload(), token)).status;
      assert.deepEqual([await post(null), await post("unknown"), await post("fork"), await post("writer")], [401, 401, 403, 202]);
      assert.equal((await call("GET", repo("/pulls/7"), null, null)).status, 200);
      assert.deepEqual(fake.violations, []);
    });

    test("scripted trouble: a status, a lost answer, a cut connection, then peace", async () => {
      fake.script({ method: "POST", path: /sarifs/, times: 1, answer: { status: 429, headers: { "retry-after": "7" } } });
      fake.script({ method: "POST", path: /sarifs/, times: 1, answer: "cut" });
      fake.script({ method: "POST", path: /sarifs/, times: 1, when: "after", answer: "cut" });
      const limited = await call("POST", repo("/code-scanning/sarifs"), upload());
      assert.deepEqual([limited.status, limited.headers.get("retry-after")], [429, "7"]);
      await assert.rejects(call("POST", repo("/code-scanning/sarifs"), upload()));
      assert.equal(fake.uploads.length, 0);
      await assert.rejects(call("POST", repo("/code-scanning/sarifs"), upload()));
      assert.equal(fake.uploads.length, 1, "the work was done, only the answer was lost");
      assert.equal((await call("POST", repo("/code-scanning/sarifs"), upload())).status, 202);
    });

    test("files come in pages, with links that work", async () => {
      const { body, headers } = await call("GET", repo("/pulls/7/files?per_page=1"));
      assert.equal(body.length, 1);
      const next = /<([^>]+)>; rel="next"/.exec(headers.get("link"))[1];
      assert.ok(next.startsWith(fake.url));
      const second = await (await fetch(next, { headers: { authorization: "Bearer writer" } })).json();
      assert.deepEqual([...body, ...second].map(({ filename }) => filename).sort(), [PLANTED.path, "shop/views.py"].sort());
      assert.deepEqual(fake.violations, []);
    });

    test("reviews are all or nothing", async () => {
      const good = { path: "shop/views.py", line: 13, side: "RIGHT", body: "here" };
      const bad = await call("POST", repo("/pulls/7/reviews"), { event: "COMMENT", body: "see", comments: [good, { ...good, line: 2 }] });
      assert.equal(bad.status, 422);
      assert.equal(fake.reviewComments.length, 0);
      const fine = await call("POST", repo("/pulls/7/reviews"), { event: "COMMENT", body: "see", comments: [good] });
      assert.equal(fine.status, 200, JSON.stringify(fine.body));
      const { body } = await call("GET", repo("/pulls/7/comments?per_page=100"));
      assert.deepEqual(body.map(({ path, line }) => [path, line]), [["shop/views.py", 13]]);
      assert.equal((await call("DELETE", repo(`/pulls/comments/${body[0].id}`))).status, 204);
      assert.deepEqual(fake.violations, []);
    });

    test("comments, check runs, comparisons and the repository keep to the description", async () => {
      const comment = await call("POST", repo("/issues/7/comments"), { body: "hello" });
      assert.equal(comment.status, 201);
      assert.equal((await call("PATCH", repo(`/issues/comments/${comment.body.id}`), { body: "hello again" })).body.body, "hello again");
      assert.equal((await call("POST", repo("/issues/7/comments"), { body: "x".repeat(65_537) })).status, 422);
      assert.equal((await call("POST", repo("/check-runs"), { name: "x", head_sha: pull.head })).status, 403);
      assert.equal((await call("POST", repo("/check-runs"), { name: "x", head_sha: pull.head }, "checker")).status, 201);
      const { body } = await call("GET", repo("/compare/main...feature"));
      assert.equal(body.merge_base_commit.sha, pull.base);
      assert.equal((await call("GET", repo(""))).body.default_branch, "main");
      assert.deepEqual(fake.violations, []);
    });

    test("a route that GitHub does not have is a violation", async () => {
      assert.equal((await call("GET", repo("/code-scaning/sarifs"))).status, 404);
      assert.equal(fake.violations.length, 1);
    });
  });
}

test("limits: requests an hour, writes a minute", SLOW, async () => {
  const fake = await Fake.start({ pull, tokens, hourly: 4, creatingPerMinute: 2 });
  try {
    const post = () => fetch(`${fake.url}/repos/octo-org/shop/issues/7/comments`, {
      method: "POST", headers: { authorization: "Bearer writer", "content-type": "application/json" }, body: '{"body":"x"}',
    });
    const answers = [];
    for (let turn = 0; turn < 5; turn += 1) answers.push(await post());
    assert.deepEqual(answers.map(({ status }) => status), [201, 201, 403, 403, 403]);
    assert.equal(answers[2].headers.get("retry-after"), "60");
    assert.match((await answers[2].json()).message, /secondary rate limit/);
    assert.equal(answers[4].headers.get("x-ratelimit-remaining"), "0");
    assert.match((await answers[4].json()).message, /API rate limit exceeded/);
  } finally {
    await fake.stop();
  }
});

test("what GitHub refuses while processing", SLOW, async () => {
  const { faults } = await import("./fake/code-scanning.mjs");
  const result = (uri) => ({ ruleId: "r", message: { text: "t" }, locations: [{ physicalLocation: { artifactLocation: { uri } } }] });
  const log = (run) => JSON.stringify({ version: "2.1.0", runs: [{ tool: { driver: { name: "S" } }, results: [], ...run }] });
  assert.deepEqual(faults(log({ results: [result("a.py")] })), []);
  assert.match(faults("{")[0], /not valid JSON/);
  assert.match(faults(log({ results: [result("/etc/passwd")] }))[0], /invalid URI/);
  assert.match(faults(log({ invocations: [{ executionSuccessful: false }] }))[0], /unsuccessful execution/);
  assert.match(faults(log({ tool: { driver: { name: "S", rules: [{ id: "r", properties: { "security-severity": "high" } }] } } }))[0], /security severity/);
  assert.match(faults(log({ results: [{ ruleId: "r", locations: [] }] })).join(), /no message[\s\S]*expected artifact location/);
});
