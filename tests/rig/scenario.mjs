// One run of the repository's real action.yml with the real binary: an event, a checkout, GitHub's stand-in.

import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { join, resolve } from "node:path";
import { execute } from "./executor.mjs";
import { prepare } from "./event.mjs";
import { git } from "./git.mjs";
import { repository } from "./oracle.mjs";
import { stillRunning, temporaryFolder } from "./process.mjs";
import { readReport } from "./report.mjs";

/** Tokens by what their kind of run may do (see `permissions` in fake.mjs). Long, so that a leak is no accident. */
export const TOKENS = {
  full: "ghs_RigTokenThatMayWrite0123456789abcdefghij",
  fork: "ghs_RigTokenOfAFork0123456789abcdefghijklmno",
  noUpload: "ghs_RigTokenWithoutUpload0123456789abcdefghi",
};

/** The binary under test. */
export function binary() {
  const path = process.env.STRAPLOCK_BIN;
  if (!path) throw new Error("STRAPLOCK_BIN is not set: build the program (cargo build --release) and name it, STRAPLOCK_BIN=target/release/straplock");
  const whole = resolve(repository, path);
  if (!existsSync(whole) || !statSync(whole).isFile()) throw new Error(`STRAPLOCK_BIN names ${whole}, which is not a file: build the program first`);
  return whole;
}

/**
 * Runs the Action. `event` is a name of `events` in event.mjs, or what one of them answers.
 *
 * Answers the executor's result with `job`, `report` (or null), `sarifText` (of the output `sarif-file`), and `text`:
 * everything a person or a later step could see.
 */
export async function runAction({ pull, fake, event = "pullRequest", token = TOKENS.full, inputs = {}, env = {}, github = {}, edit, depth, path }) {
  const job = await prepare(event, pull, { depth });
  if (edit) await edit(job);
  const result = await execute(repository, {
    workspace: job.workspace,
    eventPath: job.eventPath,
    payloadForSteps: job.payloadForSteps,
    token,
    path,
    env,
    github: {
      ...job.github,
      api_url: fake?.url ?? "http://127.0.0.1:9",
      server_url: "https://github.com",
      graphql_url: `${fake?.url ?? "http://127.0.0.1:9"}/graphql`,
      ...github,
    },
    with: { "binary-path": binary(), ...inputs },
  });
  const { outputs } = result;
  const reportFile = outputs["report-json"];
  const sarifFile = outputs["sarif-file"];
  const text = [result.log, JSON.stringify(result.outputs), JSON.stringify(result.environment), result.summary.toString("utf8")];
  for (const file of [reportFile, sarifFile]) if (file && existsSync(file)) text.push(readFileSync(file, "utf8"));
  text.push(await git(job.workspace, ["config", "--list", "--local"]));
  return {
    ...result,
    job,
    report: reportFile && existsSync(reportFile) ? readReport(reportFile) : null,
    sarifText: sarifFile && existsSync(sarifFile) ? readFileSync(sarifFile, "utf8") : null,
    text: text.join("\n"),
  };
}

/** What must hold after every run, whatever the event and whatever GitHub answered. */
export function assertDecent(result, { fake, token = TOKENS.full } = {}) {
  assert.doesNotMatch(result.log, /panicked at|RUST_BACKTRACE|stack backtrace/, "the program panicked");
  const code = Number(result.outputs["exit-code"]);
  assert.ok(code >= 0 && code <= 5, `exit-code is ${result.outputs["exit-code"]}\n${result.log}`);
  assert.equal(result.code, code === 0 ? 0 : 1, "the job fails exactly when the program does");
  assert.ok(result.sarifText, `the output sarif-file names a file\n${result.log}`);
  assert.equal(JSON.parse(result.sarifText).version, "2.1.0");
  assert.ok(result.summary.length < 1024 * 1024, `the summary has ${result.summary.length} bytes`);
  assertNoToken(result.text, token);
  if (fake) assert.deepEqual(fake.violations, [], "every request and answer keeps to GitHub's description");
}

/** No output holds the token, in plain or in one of the forms that git and HTTP use. */
function assertNoToken(text, token) {
  if (!token) return;
  const forms = [token, ...[`x-access-token:${token}`, token].map((each) => Buffer.from(each).toString("base64").replace(/=+$/, "")), encodeURIComponent(token)];
  for (const form of forms) {
    const at = text.indexOf(form);
    assert.ok(at < 0, `the token is in the output: …${text.slice(Math.max(0, at - 120), at)}<token>…`);
  }
}

/** The decoded SARIF of an upload, as a file, together with its parsed content. */
export function unpackUpload({ request }) {
  const text = gunzipSync(Buffer.from(request.sarif, "base64")).toString("utf8");
  const file = join(temporaryFolder("upload"), "uploaded.sarif");
  writeFileSync(file, text);
  return { file, text, log: JSON.parse(text) };
}

/** Requests of one kind, in order. */
export const requestsTo = (fake, method, path) => fake.requests.filter((each) => each.method === method && path.test(each.path));

/** Processes of this file's tests whose command line names the binary: there must be none after a run. */
export async function leftOver() {
  return (await stillRunning()).filter((command) => command.includes(`${binary()} ci`));
}
