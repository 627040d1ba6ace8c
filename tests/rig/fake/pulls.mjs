// Pull requests: the request itself, its files, review comments, reviews, issue comments, check runs.

import { Changes } from "../git.mjs";
import { created, example, noContent, ok, page, Refusal } from "./answer.mjs";

const BODY_LIMIT = 65_536;

export const pullRoutes = [
  ["GET", "", { metadata: "read" }, repositoryAnswer],
  ["GET", "/pulls/:number", { "pull-requests": "read" }, pullAnswer],
  ["GET", "/pulls/:number/files", { "pull-requests": "read" }, files],
  ["GET", "/pulls/:number/comments", { "pull-requests": "read" }, (fake, request) => page(fake.reviewComments, request)],
  ["POST", "/pulls/:number/comments", { "pull-requests": "write" }, createComment],
  ["PATCH", "/pulls/comments/:id", { "pull-requests": "write" }, (fake, request) => edit(fake, "reviewComments", request)],
  ["DELETE", "/pulls/comments/:id", { "pull-requests": "write" }, (fake, request) => remove(fake, "reviewComments", request)],
  ["GET", "/pulls/:number/reviews", { "pull-requests": "read" }, (fake, request) => page(fake.reviews, request)],
  ["POST", "/pulls/:number/reviews", { "pull-requests": "write" }, createReview],
  ["GET", "/issues/:number/comments", { "pull-requests": "read" }, (fake, request) => page(fake.issueComments, request)],
  ["POST", "/issues/:number/comments", { "pull-requests": "write" }, createIssueComment],
  ["PATCH", "/issues/comments/:id", { "pull-requests": "write" }, (fake, request) => edit(fake, "issueComments", request)],
  ["DELETE", "/issues/comments/:id", { "pull-requests": "write" }, (fake, request) => remove(fake, "issueComments", request)],
  ["POST", "/check-runs", { checks: "write" }, createCheckRun],
  ["GET", "/compare/:range", { contents: "read" }, compare],
];

function repositoryAnswer(fake) {
  // The published examples break the published description in these fields.
  const { source: _, parent: __, ...answer } = { ...example("full-repository-default-response"), language: "Python" };
  const { owner, name } = fake.settings;
  return ok({ ...answer, name, full_name: `${owner}/${name}`, owner: { ...answer.owner, login: owner }, default_branch: "main" });
}

function pullOf(fake, { params }) {
  if (Number(params.number) !== fake.pull.number) throw new Refusal(404, "Not Found");
  return fake.pull;
}

function pullAnswer(fake, request) {
  const { number, base, head, merge } = pullOf(fake, request);
  const answer = example("pull-request");
  Object.assign(answer, { number, merge_commit_sha: merge, state: "open", merged: false, mergeable: true, requested_teams: [] });
  Object.assign(answer.base, { ref: "main", sha: base });
  Object.assign(answer.head, { ref: "feature", sha: head });
  return ok(answer);
}

/** GitHub compares with the merge base: three dots. */
async function threeDots(fake, context) {
  const { base, head } = fake.pull;
  const start = await fake.repository.git(["merge-base", base, head]);
  return fake.repository.diff(start, head, context);
}

async function files(fake, request) {
  pullOf(fake, request);
  const [sample] = example("diff-entry-items");
  const parts = (await threeDots(fake, 3)).split(/^(?=diff --git )/m).filter(Boolean);
  const items = parts.map((part) => fileEntry(part, sample));
  return page(items.slice(0, 3_000), request);
}

function fileEntry(part, sample) {
  const path = (pattern) => pattern.exec(part)?.[1];
  const name = path(/^\+\+\+ b\/(.*?)\t?$/m) ?? path(/^rename to (.*)$/m) ?? path(/^--- a\/(.*?)\t?$/m) ?? path(/^diff --git a\/.* b\/(.*)$/m);
  const previous = path(/^rename from (.*)$/m);
  const patch = part.slice(part.search(/^@@ /m));
  const hasPatch = /^@@ /m.test(part);
  const count = (sign) => (hasPatch ? patch.split("\n").filter((line) => line.startsWith(sign)).length : 0);
  const status = /^new file/m.test(part) ? "added" : /^deleted file/m.test(part) ? "removed" : previous ? "renamed" : "modified";
  const { patch: _, previous_filename: __, ...rest } = sample;
  return {
    ...rest,
    filename: name,
    status,
    additions: count("+"),
    deletions: count("-"),
    changes: count("+") + count("-"),
    ...(hasPatch && { patch: patch.replace(/\n$/, "") }),
    ...(previous && { previous_filename: previous }),
  };
}

/** The lines on which a comment may stand: GitHub's hunks have three lines of context. */
async function commentable(fake) {
  const withContext = (await threeDots(fake, 3)).replace(/^\\ .*$/gm, "");
  return new Changes(withContext);
}

function placementFault(hunks, { path, line, start_line: first, side = "RIGHT", subject_type: subject }) {
  if (!hunks.files.has(path)) return "path could not be resolved";
  if (subject === "file") return null;
  if (line === undefined) return "line could not be resolved";
  if (side !== "RIGHT") return null;
  if (first !== undefined && first >= line) return "start_line must precede the end line.";
  return hunks.covers(path, first ?? line, line) ? null : "line must be part of the diff";
}

/** Reviews answer with plain sentences, everything else with objects: GitHub's description is strict about it. */
function checkBody(body, { inReview = false } = {}) {
  const fault = !body ? "body can't be blank" : body.length > BODY_LIMIT ? `body is too long (maximum is ${BODY_LIMIT} characters)` : null;
  if (!fault) return;
  throw new Refusal(422, "Unprocessable Entity", { errors: [inReview ? fault : { resource: "Comment", field: "body", code: "custom", message: fault }] });
}

function newReviewComment(fake, body, reviewId) {
  const id = fake.nextId();
  const comment = {
    ...example("pull-request-review-comment"),
    id,
    pull_request_review_id: reviewId,
    path: body.path,
    body: body.body,
    commit_id: fake.pull.head,
    original_commit_id: fake.pull.head,
    line: body.line ?? null,
    user: fake.user(),
  };
  delete comment.in_reply_to_id;
  if (comment.line === null) delete comment.line;
  fake.reviewComments.push(comment);
  return comment;
}

async function createComment(fake, request) {
  pullOf(fake, request);
  checkBody(request.body.body);
  const fault = placementFault(await commentable(fake), request.body);
  if (fault) throw new Refusal(422, "Validation Failed", { errors: [{ resource: "PullRequestReviewComment", code: "custom", field: "line", message: fault }] });
  return created(newReviewComment(fake, request.body, null));
}

/** All or nothing, and the answer does not say which comment was wrong. */
async function createReview(fake, request) {
  pullOf(fake, request);
  const { body, comments = [], event } = request.body;
  if (event !== "APPROVE") checkBody(body, { inReview: true });
  const hunks = await commentable(fake);
  for (const comment of comments) {
    checkBody(comment.body, { inReview: true });
    const fault = placementFault(hunks, comment);
    if (fault) throw new Refusal(422, "Unprocessable Entity", { errors: [fault] });
  }
  const id = fake.nextId();
  for (const comment of comments) newReviewComment(fake, comment, id);
  const review = { ...example("pull-request-review"), id, body, state: event ? "COMMENTED" : "PENDING", commit_id: fake.pull.head, user: fake.user() };
  fake.reviews.push(review);
  return ok(review);
}

function createIssueComment(fake, request) {
  checkBody(request.body.body);
  const comment = { ...example("issue-comment"), id: fake.nextId(), body: request.body.body, user: fake.user() };
  fake.issueComments.push(comment);
  return created(comment, { location: comment.url });
}

function find(fake, list, { params }) {
  const found = fake[list].find(({ id }) => id === Number(params.id));
  if (!found) throw new Refusal(404, "Not Found");
  return found;
}

function edit(fake, list, request) {
  checkBody(request.body.body);
  return ok(Object.assign(find(fake, list, request), { body: request.body.body }));
}

function remove(fake, list, request) {
  const found = find(fake, list, request);
  fake[list] = fake[list].filter((each) => each !== found);
  return noContent();
}

function createCheckRun(fake, { body }) {
  const sample = example("check-run-example-of-completed-conclusion");
  const run = { ...sample, id: fake.nextId(), name: body.name, head_sha: body.head_sha, status: body.status ?? "queued" };
  run.conclusion = body.conclusion ?? null;
  fake.checkRuns.push({ ...run, request: body });
  return created(run);
}

async function compare(fake, { params, query }) {
  const [base, head] = params.range.split("...");
  const [from, to] = await Promise.all([fake.repository.resolve(base), fake.repository.resolve(head)]);
  if (!from || !to) throw new Refusal(404, "Not Found");
  const start = await fake.repository.git(["merge-base", from, to]);
  const answer = example("commit-comparison");
  const commit = (sha) => ({ ...answer.base_commit, sha });
  Object.assign(answer, { base_commit: commit(from), merge_base_commit: commit(start), status: "ahead", files: [] });
  answer.commits = query.get("page") ? [] : [commit(to)];
  return ok(answer);
}
