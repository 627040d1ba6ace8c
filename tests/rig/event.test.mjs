// The events themselves: whether a run is told what GitHub's runner would tell it, and checks out what GitHub would.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { events, makePullRequest, NAME, NUMBER, OWNER, prepare } from "./event.mjs";
import { git } from "./git.mjs";
import { webhookExamples } from "./oracle.mjs";
import { temporaryFolder } from "./process.mjs";

const SLOW = { timeout: 2 * 60_000 };
const OURS = `${OWNER}/${NAME}`;
let pull;

/** A small tree: two files, one of which each side of the pull request edits. */
function tree() {
  const folder = temporaryFolder("tree");
  mkdirSync(join(folder, "shop"));
  writeFileSync(join(folder, "shop/views.py"), "a = 1\n");
  writeFileSync(join(folder, "shop/urls.py"), "b = 1\n");
  return folder;
}

before(async () => {
  pull = await makePullRequest({
    before: tree(),
    headEdits: { "shop/views.py": "a = 2\n", "shop/new.py": "c = 1\n" },
    baseEdits: { "shop/urls.py": "b = 1\nb = 2\n" },
  });
}, SLOW);

const inRepository = (...words) => pull.repository.git(words);
const parents = async (commit) => (await inRepository("rev-list", "--parents", "-n", "1", commit)).split(" ").slice(1);
const show = (commit, path) => inRepository("show", `${commit}:${path}`);

describe("the pull request", SLOW, () => {
  test("both sides leave the same commit, and the merge commit has the base as its first parent", async () => {
    assert.deepEqual(await parents(pull.base), [pull.start]);
    assert.deepEqual(await parents(pull.head), [pull.start]);
    assert.deepEqual(await parents(pull.merge), [pull.base, pull.head]);
    assert.equal(new Set([pull.start, pull.base, pull.head, pull.merge]).size, 4);
  });

  test("the merge commit holds what both sides did", async () => {
    assert.equal(await show(pull.merge, "shop/views.py"), "a = 2");
    assert.equal(await show(pull.merge, "shop/urls.py"), "b = 1\nb = 2");
    assert.equal(await show(pull.merge, "shop/new.py"), "c = 1");
  });

  test("GitHub's refs name them", async () => {
    const refs = { "refs/heads/main": pull.base, "refs/heads/feature": pull.head, [`refs/pull/${NUMBER}/head`]: pull.head, [`refs/pull/${NUMBER}/merge`]: pull.merge };
    for (const [ref, commit] of Object.entries(refs)) assert.equal(await inRepository("rev-parse", ref), commit, ref);
  });

  test("the same trees give the same commits, and a base branch that stood still is the fork point", async () => {
    const make = (folder) => makePullRequest({ before: folder, headEdits: { "shop/views.py": "a = 2\n" } });
    const [one, two] = [await make(tree()), await make(tree())];
    assert.equal(one.merge, two.merge);
    assert.equal(one.base, one.start);
  });
});

describe("every event", SLOW, () => {
  for (const name of Object.keys(events)) {
    test(name, async () => {
      const examples = webhookExamples();
      const { payload, github, checkout, name: kind } = await events[name](pull, examples);
      assert.deepEqual(examples, webhookExamples(), "the contributed examples stay as they are");
      assert.equal(github.event_name, kind);
      assert.equal(github.repository, OURS, "whatever the payload says");
      assert.match(github.sha, /^[0-9a-f]{40}$/);
      assert.equal(await inRepository("cat-file", "-t", checkout.commit), "commit");
      assert.equal(await inRepository("rev-parse", checkout.ref), checkout.commit, "the ref is there to be checked out");
      if (payload.repository) assert.equal(payload.repository.full_name, OURS);
      for (const [key, value] of Object.entries(github)) assert.equal(typeof value, "string", `github.${key} is text, as in the runner's variables`);
    });
  }
});

describe("what the events say", SLOW, () => {
  const made = (name) => events[name](pull, webhookExamples());

  test("a pull request: the run's commit is the merge commit, the payload's base is the frozen fork point", async () => {
    const { payload, github } = await made("pullRequest");
    assert.deepEqual([github.ref, github.sha, github.base_ref, github.head_ref], [`refs/pull/${NUMBER}/merge`, pull.merge, "main", "feature"]);
    const { base, head, number } = payload.pull_request;
    assert.deepEqual([number, payload.number, base.sha, head.sha], [NUMBER, NUMBER, pull.start, pull.head]);
    assert.notEqual(base.sha, pull.base);
    assert.deepEqual([head.repo.full_name, head.repo.fork, base.repo.full_name], [OURS, false, OURS]);
  });

  test("a fork: only the head's repository is another's", async () => {
    const { payload, github } = await made("pullRequestFromFork");
    const { base, head } = payload.pull_request;
    assert.deepEqual([head.repo.full_name, head.repo.fork, base.repo.full_name, base.repo.fork], ["stranger/shop", true, OURS, false]);
    assert.deepEqual([github.actor, payload.sender.login, github.repository], ["stranger", "stranger", OURS]);
  });

  test("Dependabot: a bot in the same repository", async () => {
    const { payload, github } = await made("pullRequestByDependabot");
    assert.deepEqual([github.actor, payload.sender.type, payload.pull_request.user.login], ["dependabot[bot]", "Bot", "dependabot[bot]"]);
    assert.equal(payload.pull_request.head.repo.fork, false);
  });

  test("the head checked out: the environment still names the merge commit", async () => {
    const { github, checkout } = await made("pullRequestHeadCheckout");
    assert.deepEqual([github.sha, checkout.commit], [pull.merge, pull.head]);
  });

  test("pushes: what was before and after, and the zeros where there was nothing", async () => {
    const zeros = "0".repeat(40);
    const said = async (name) => {
      const { payload, github } = await made(name);
      const { before, after, created, deleted, forced } = payload;
      return { before, after, created, deleted, forced, ref: payload.ref, sha: github.sha };
    };
    const nothing = { created: false, deleted: false, forced: false };
    assert.deepEqual(await said("push"), { ...nothing, before: pull.start, after: pull.base, ref: "refs/heads/main", sha: pull.base });
    assert.deepEqual(await said("pushOfNewBranch"), { ...nothing, created: true, before: zeros, after: pull.head, ref: "refs/heads/feature", sha: pull.head });
    const forced = await said("pushForced");
    assert.ok(forced.forced);
    await assert.rejects(inRepository("cat-file", "-e", forced.before), "nobody can reach the old commit");
    const gone = await said("pushOfDeletion");
    assert.deepEqual([gone.deleted, gone.after, gone.ref, gone.sha], [true, zeros, "refs/heads/gone", pull.base]);
    const { github } = await made("pushOfTag");
    assert.deepEqual([github.ref, github.ref_type, github.ref_name], ["refs/tags/v1.0.0", "tag", "v1.0.0"]);
  });

  test("the merge queue: the base's commit in the payload, a ref of its own", async () => {
    const { payload, github } = await made("mergeGroup");
    assert.deepEqual([payload.merge_group.base_sha, payload.merge_group.head_sha, github.sha], [pull.base, pull.merge, pull.merge]);
    assert.match(github.ref, /^refs\/heads\/gh-readonly-queue\/main\/pr-7-[0-9a-f]{40}$/);
    assert.equal(payload.merge_group.head_ref, github.ref);
  });

  test("a schedule names no repository", async () => {
    const { payload, github } = await made("schedule");
    assert.deepEqual(Object.keys(payload), ["schedule"]);
    assert.deepEqual([github.ref, github.sha], ["refs/heads/main", pull.base]);
  });
});

describe("a prepared job", SLOW, () => {
  test("the payload lies in a file, and the workspace is one commit deep", async () => {
    const job = await prepare("pullRequest", pull);
    assert.deepEqual(JSON.parse(readFileSync(job.eventPath, "utf8")), JSON.parse(JSON.stringify(job.event.payload)));
    assert.equal(await git(job.workspace, ["rev-parse", "HEAD"]), pull.merge);
    assert.equal(await git(job.workspace, ["rev-parse", "--is-shallow-repository"]), "true");
    await assert.rejects(git(job.workspace, ["cat-file", "-e", pull.base]), "the parents are named and not there");
    assert.ok(existsSync(join(job.workspace, "shop/new.py")));
    assert.equal(await git(job.workspace, ["status", "--porcelain"]), "");
  });

  test("the whole history, where it is asked for", async () => {
    const job = await prepare("pullRequest", pull, { depth: 0 });
    assert.equal(await git(job.workspace, ["rev-parse", "--is-shallow-repository"]), "false");
    assert.equal(await git(job.workspace, ["rev-parse", "HEAD^1"]), pull.base);
  });

  test("an event that a test made itself", async () => {
    const event = await events.push(pull, webhookExamples());
    event.payload.ref = "refs/heads/other";
    const job = await prepare(event, pull);
    assert.equal(JSON.parse(readFileSync(job.eventPath, "utf8")).ref, "refs/heads/other");
    assert.equal(job.github, event.github);
  });
});
