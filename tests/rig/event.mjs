// Makes a pull request out of two trees, and the events GitHub would send about it.
//
// Payloads are the ones that GitHub's users contributed (@octokit/webhooks-examples), with the ids, names and commits
// of the generated repository put in; what those examples lack (forks, both commits of a push, schedules) is added.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkout, Repository } from "./git.mjs";
import { webhookExamples } from "./oracle.mjs";
import { temporaryFolder } from "./process.mjs";

export const OWNER = "octo-org";
export const NAME = "shop";
export const NUMBER = 7;
const ZEROS = "0".repeat(40);

/**
 * A repository with a pull request: `{ repository, number, start, base, head, merge }`, the last four being commits.
 *
 * `before` and `after` are folders. `headEdits` and `baseEdits` exchange files (see Repository.edit): the former in the
 * head branch, the latter on the base branch after the head branch was begun, so that lines of the merge commit and of
 * the head differ.
 */
export async function makePullRequest({ before, after, headEdits = {}, baseEdits = {} }) {
  const repository = await Repository.create();
  const startTree = await repository.tree(before);
  const start = await repository.commit(startTree, [], "The project as it was");
  const headTree = await repository.edit(after ? await repository.tree(after) : startTree, headEdits);
  const head = await repository.commit(headTree, [start], "The change");
  const moved = Object.keys(baseEdits).length > 0;
  const base = moved ? await repository.commit(await repository.edit(startTree, baseEdits), [start], "Meanwhile on main") : start;
  const merge = await repository.merge(base, head);
  await repository.ref("refs/heads/main", base);
  await repository.ref("refs/heads/feature", head);
  await repository.ref(`refs/pull/${NUMBER}/head`, head);
  await repository.ref(`refs/pull/${NUMBER}/merge`, merge);
  return { repository, number: NUMBER, start, base, head, merge };
}

/** An event's name, ref, commit and payload, by what happened. Each takes the pull request of `makePullRequest`. */
export const events = {
  pullRequest: (pull, examples) => pullRequest(pull, examples, {}),

  pullRequestFromFork(pull, examples) {
    const repo = { full_name: "stranger/shop", fork: true, owner: { login: "stranger", id: 5, type: "User" } };
    return pullRequest(pull, examples, { headRepository: repo, actor: "stranger" });
  },

  pullRequestByDependabot: (pull, examples) => pullRequest(pull, examples, { actor: "dependabot[bot]", type: "Bot" }),

  /** The user checked out `head.sha` instead of the merge commit; the environment still names the latter. */
  pullRequestHeadCheckout(pull, examples) {
    return { ...pullRequest(pull, examples, {}), checkout: { commit: pull.head, ref: `refs/pull/${pull.number}/head` } };
  },

  push: (pull, examples) => push(examples, { before: pull.start, after: pull.base }),

  pushOfNewBranch: (pull, examples) => push(examples, { branch: "feature", before: ZEROS, after: pull.head, created: true }),

  /** `before` is a commit that nobody can reach any more. */
  pushForced: (pull, examples) => push(examples, { before: "deadbeef".repeat(5), after: pull.base, forced: true }),

  /** The run's own commit and ref revert to the default branch. */
  pushOfDeletion(pull, examples) {
    const { payload } = push(examples, { branch: "gone", before: pull.head, after: ZEROS, deleted: true });
    return described("push", payload, { ref: "refs/heads/main", commit: pull.base });
  },

  async pushOfTag(pull, examples) {
    await pull.repository.ref("refs/tags/v1.0.0", pull.base);
    const { payload } = push(examples, { before: ZEROS, after: pull.base, created: true });
    return described("push", { ...payload, ref: "refs/tags/v1.0.0" }, { ref: "refs/tags/v1.0.0", commit: pull.base });
  },

  async mergeGroup(pull, examples) {
    const ref = `refs/heads/gh-readonly-queue/main/pr-${pull.number}-${pull.base}`;
    await pull.repository.ref(ref, pull.merge);
    const payload = structuredClone(examples.get("merge_group")[0]);
    Object.assign(payload.merge_group, { head_sha: pull.merge, head_ref: ref, base_sha: pull.base, base_ref: "refs/heads/main" });
    return described("merge_group", payload, { ref, commit: pull.merge });
  },

  /** GitHub sends no repository with this one. */
  schedule: (pull) => described("schedule", { schedule: "17 4 * * 1" }, { ref: "refs/heads/main", commit: pull.base }),

  workflowDispatch(pull, examples) {
    const payload = structuredClone(examples.get("workflow_dispatch")[0]);
    return described("workflow_dispatch", { ...payload, ref: "refs/heads/main" }, { ref: "refs/heads/main", commit: pull.base });
  },
};

function pullRequest(pull, examples, { headRepository = {}, actor = "octocat", type = "User" }) {
  const payload = structuredClone(examples.get("pull_request").find(({ action }) => action === "synchronize" || action === "opened"));
  const request = payload.pull_request;
  payload.action = "synchronize";
  payload.before = pull.start;
  payload.after = pull.head;
  payload.number = request.number = pull.number;
  payload.sender = { ...payload.sender, login: actor, type };
  Object.assign(request, { merge_commit_sha: pull.merge, state: "open", merged: false, mergeable: true });
  request.user = { ...request.user, login: actor, type };
  request.url = request.url.replace(/[^/]+$/, String(pull.number));
  // GitHub freezes base.sha when the request is opened or updated: it is the fork point here, not the branch's tip.
  Object.assign(request.base, { ref: "main", sha: pull.start, label: `${OWNER}:main`, repo: ours(request.base.repo) });
  Object.assign(request.head, { ref: "feature", sha: pull.head, label: `${OWNER}:feature` });
  request.head.repo = { ...ours(request.head.repo), ...headRepository };
  const ref = `refs/pull/${pull.number}/merge`;
  return described("pull_request", payload, { ref, commit: pull.merge, actor, base_ref: "main", head_ref: "feature" });
}

function push(examples, { branch = "main", before, after, created = false, deleted = false, forced = false }) {
  const payload = structuredClone(examples.get("push").find(({ ref }) => ref.startsWith("refs/heads/")));
  const ref = `refs/heads/${branch}`;
  Object.assign(payload, { ref, before, after, created, deleted, forced, base_ref: null });
  payload.head_commit = deleted ? null : { ...payload.head_commit, id: after };
  return described("push", payload, { ref, commit: after });
}

function ours(repository) {
  return {
    ...repository,
    name: NAME,
    full_name: `${OWNER}/${NAME}`,
    owner: { ...repository.owner, login: OWNER },
    default_branch: "main",
    fork: false,
    private: false,
  };
}

function described(name, payload, { ref, commit, actor = "octocat", base_ref = "", head_ref = "" }) {
  if (payload.repository) payload.repository = ours(payload.repository);
  const [, kind, short] = /^refs\/(heads|tags|pull)\/(.*)$/.exec(ref);
  const github = {
    event_name: name,
    ref,
    ref_name: short,
    ref_type: kind === "tags" ? "tag" : "branch",
    ref_protected: "false",
    sha: commit,
    base_ref,
    head_ref,
    actor,
    triggering_actor: actor,
    repository: `${OWNER}/${NAME}`,
    repository_owner: OWNER,
    repository_id: "1296269",
    run_id: "1658821493",
    run_number: "12",
    run_attempt: "1",
    workflow: "Straplock",
    workflow_ref: `${OWNER}/${NAME}/.github/workflows/straplock.yml@${ref}`,
    workflow_sha: commit,
    job: "straplock",
    retention_days: "90",
  };
  return { name, payload, github, checkout: { commit, ref } };
}

/** Prepares a job for an event: the payload's file, the checked-out workspace, and the `github` context. */
export async function prepare(event, pull, { depth = 1 } = {}) {
  const made = typeof event === "string" ? await events[event](pull, webhookExamples()) : event;
  const eventPath = join(temporaryFolder("event"), "event.json");
  writeFileSync(eventPath, JSON.stringify(made.payload, null, 2));
  const workspace = await checkout(pull.repository, { ...made.checkout, depth });
  return { event: made, eventPath, workspace, github: made.github };
}
