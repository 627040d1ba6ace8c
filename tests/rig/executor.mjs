#!/usr/bin/env node
// Runs a composite action the way GitHub's runner does, without GitHub.
//
//   node executor.mjs ACTION_FOLDER JOB.json
//
// JOB.json holds what a job would: workspace, eventPath, token, github, with, env, matrix, uses, secretsMasked. The
// environment of each step is made from nothing but that: what a test's own shell has set cannot leak in.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { condition, interpolate } from "./expressions.mjs";
import { load } from "./oracle.mjs";
import { run, temporaryFolder } from "./process.mjs";

const yaml = await load("js-yaml");

const FILES = ["OUTPUT", "ENV", "PATH", "STEP_SUMMARY", "STATE"];
const STEP_TIMEOUT = 10 * 60_000;
const SHELLS = {
  bash: "bash --noprofile --norc -eo pipefail {0}",
  sh: "sh -e {0}",
  python: "python3 {0}",
  pwsh: `pwsh -command ". '{0}'"`,
};

/**
 * Runs the action and answers
 * `{ code, log, steps: { id: { outcome, conclusion, outputs } }, outputs, summary (Buffer), environment }`.
 *
 * `job.uses` maps `owner/action` to a stub's outputs; an action without a stub is an error. `job.path` replaces PATH,
 * so that a runner without curl or jq can be played. `job.payloadForSteps` gives the steps another payload than the
 * expressions see, which must be sound. `job.cancelled` cancels before the first step.
 */
export async function execute(actionFolder, job) {
  const action = readAction(actionFolder);
  const state = { failed: false, cancelled: job.cancelled ?? false };
  const place = temporaryFolder("runner");
  const temp = join(place, "_temp");
  const toolCache = job.toolCache ?? join(place, "tools");
  const home = join(place, "home");
  for (const folder of [temp, toolCache, home]) mkdirSync(folder, { recursive: true });

  const log = [];
  const summaries = [];
  const added = { env: {}, path: [] };
  const contexts = beginContexts(actionFolder, job, { temp, toolCache });
  contexts.inputs = readInputs(action, job, contexts, log);

  for (const [index, step] of action.runs.steps.entries()) {
    const id = step.id ?? `__step${index + 1}`;
    const label = step.name ?? id;
    const stepEnv = mapValues(step.env ?? {}, (value) => interpolate(value, { ...contexts, env: envSoFar() }, state));
    const here = { ...contexts, env: { ...envSoFar(), ...stepEnv } };
    if (!condition(step.if, here, state)) {
      contexts.steps[id] = { outcome: "skipped", conclusion: "skipped", outputs: {} };
      log.push(`##[skipped]${label}\n`);
      continue;
    }
    log.push(`##[group]${label}\n`);
    const attempt = step.uses ? stub(step, here, job, log) : await runStep(step, here);
    const outcome = attempt.code === 0 ? "success" : "failure";
    const forgiven = String(interpolate(step["continue-on-error"] ?? false, here, state)) === "true";
    contexts.steps[id] = { outcome, conclusion: forgiven ? "success" : outcome, outputs: attempt.outputs };
    if (outcome === "failure" && !forgiven) {
      state.failed = true;
      log.push(`##[error]Process completed with exit code ${attempt.code}.\n`);
    }
  }

  const outputs = mapValues(action.outputs ?? {}, ({ value }) => interpolate(value, contexts, state));
  return {
    code: state.failed ? 1 : 0,
    log: log.join(""),
    steps: contexts.steps,
    outputs,
    summary: Buffer.concat(summaries),
    environment: added.env,
    temp,
  };

  function envSoFar() {
    return { ...(job.env ?? {}), ...added.env };
  }

  async function runStep(step, here) {
    if (!step.shell) throw new Error(`step ${step.name ?? step.id ?? step.run} of a composite action has no shell`);
    const script = join(temp, `step-${Object.keys(contexts.steps).length}.sh`);
    writeFileSync(script, interpolate(step.run, here, state));
    const files = Object.fromEntries(FILES.map((name) => [name, join(temp, `_${name.toLowerCase()}`)]));
    for (const file of Object.values(files)) writeFileSync(file, "");
    const folder = resolve(job.workspace, interpolate(step["working-directory"] ?? "", here, state));
    const [command, ...args] = shellWords(SHELLS[step.shell] ?? interpolate(step.shell, here, state), script);
    const result = await run(command, args, {
      cwd: folder,
      timeout: job.stepTimeout ?? STEP_TIMEOUT,
      env: stepEnvironment(job, contexts, { files, home, temp, toolCache, added, own: here.env }),
    });
    log.push(result.output.endsWith("\n") || !result.output ? result.output : `${result.output}\n`);
    Object.assign(added.env, readPairs(files.ENV));
    added.path.unshift(...readFileSync(files.PATH, "utf8").split("\n").filter(Boolean).reverse());
    summaries.push(readFileSync(files.STEP_SUMMARY));
    return { code: result.code ?? 137, outputs: readPairs(files.OUTPUT) };
  }
}

function readAction(folder) {
  const file = ["action.yml", "action.yaml"].map((name) => join(folder, name)).find((path) => existsSync(path));
  if (!file) throw new Error(`${folder} has no action.yml`);
  const action = yaml.load(readFileSync(file, "utf8"));
  if (action?.runs?.using !== "composite") throw new Error(`${file} is not a composite action`);
  if (!Array.isArray(action.runs.steps)) throw new Error(`${file} has no steps`);
  return action;
}

function beginContexts(actionFolder, job, { temp, toolCache }) {
  const event = job.eventPath ? JSON.parse(readFileSync(job.eventPath, "utf8")) : {};
  return {
    github: {
      ...job.github,
      event,
      event_path: job.payloadForSteps ?? job.eventPath ?? "",
      action_path: resolve(actionFolder),
      workspace: job.workspace,
      token: job.token ?? "",
    },
    inputs: {},
    steps: {},
    runner: { os: "Linux", arch: "X64", name: "rig", temp, tool_cache: toolCache, debug: "", environment: "github-hosted", ...job.runner },
    env: {},
    job: { status: "success" },
    strategy: { "fail-fast": true, "job-index": 0, "job-total": 1, "max-parallel": 1 },
    matrix: job.matrix ?? {},
  };
}

/** Inputs as the runner gives them: all text, defaults interpolated, unknown names warned about and handed on. */
function readInputs(action, job, contexts, log) {
  const declared = action.inputs ?? {};
  const given = mapValues(job.with ?? {}, String);
  const unknown = Object.keys(given).filter((name) => !(name in declared));
  if (unknown.length) {
    const names = unknown.map((name) => `'${name}'`).join(", ");
    const valid = Object.keys(declared).map((name) => `'${name}'`).join(", ");
    log.push(`##[warning]Unexpected input(s) ${names}, valid inputs are [${valid}]\n`);
  }
  const missing = Object.keys(declared).filter((name) => declared[name]?.required && !(name in given) && declared[name].default === undefined);
  for (const name of missing) log.push(`##[debug]required input ${name} is not given; a composite action runs all the same\n`);
  const defaults = mapValues(declared, (input) => interpolate(input?.default ?? "", contexts));
  return { ...defaults, ...given };
}

function stub(step, contexts, job, log) {
  const name = step.uses.replace(/@.*$/, "");
  const outputs = (job.uses ?? {})[name];
  if (!outputs) throw new Error(`the action uses ${step.uses}, for which the job has no stub`);
  const given = mapValues(step.with ?? {}, (value) => interpolate(value, contexts));
  log.push(`uses ${step.uses} with ${JSON.stringify(given)}\n`);
  return { code: 0, outputs };
}

function stepEnvironment(job, contexts, { files, home, temp, toolCache, added, own }) {
  const { runner } = contexts;
  const github = Object.entries(contexts.github).filter(([name, value]) => typeof value === "string" && name !== "token");
  return {
    PATH: [...added.path, job.path ?? process.env.PATH].join(delimiter),
    HOME: home,
    CI: "true",
    GITHUB_ACTIONS: "true",
    ...Object.fromEntries(github.map(([name, value]) => [`GITHUB_${name.toUpperCase()}`, value])),
    RUNNER_OS: runner.os,
    RUNNER_ARCH: runner.arch,
    RUNNER_NAME: runner.name,
    RUNNER_TEMP: temp,
    RUNNER_TOOL_CACHE: toolCache,
    ...Object.fromEntries(FILES.map((name) => [`GITHUB_${name}`, files[name]])),
    ...own,
  };
}

function shellWords(template, script) {
  const words = template.match(/"[^"]*"|\S+/g).map((word) => word.replace(/^"(.*)"$/, "$1"));
  return words.map((word) => word.replace("{0}", script));
}

/** `name=value` lines and `name<<DELIMITER` blocks. */
export function readPairs(file) {
  const found = {};
  const lines = readFileSync(file, "utf8").split(/\r?\n/);
  for (let at = 0; at < lines.length; at += 1) {
    const [, name, sign, rest] = /^([^=<]+?)(<<|=)(.*)$/.exec(lines[at]) ?? [];
    if (!name) {
      if (lines[at] !== "") throw new Error(`Invalid format '${lines[at]}' in ${file}`);
      continue;
    }
    if (sign === "=") {
      found[name] = rest;
      continue;
    }
    const end = lines.indexOf(rest, at + 1);
    if (end < 0) throw new Error(`Matching delimiter not found '${rest}' in ${file}`);
    found[name] = lines.slice(at + 1, end).join("\n");
    at = end;
  }
  return found;
}

function mapValues(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const [folder, jobFile] = process.argv.slice(2);
  if (!folder || !jobFile) {
    console.error("usage: node executor.mjs ACTION_FOLDER JOB.json");
    process.exit(2);
  }
  const result = await execute(folder, JSON.parse(readFileSync(jobFile, "utf8")));
  process.stdout.write(result.log);
  console.log(JSON.stringify({ outputs: result.outputs, steps: result.steps, summaryBytes: result.summary.length }, null, 2));
  process.exitCode = result.code;
}
