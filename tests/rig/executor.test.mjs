// The executor itself, on small actions: whether it does what GitHub's runner does.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { execute } from "./executor.mjs";
import { condition, evaluate, interpolate } from "./expressions.mjs";
import { temporaryFolder } from "./process.mjs";

/** Writes an action whose steps are given as YAML, and runs it. */
function perform({ steps, inputs = "", outputs = "" }, job = {}) {
  const folder = temporaryFolder("action");
  const indented = (text) => text.replace(/^(?=.)/gm, "  ");
  const text = `name: Sample\ndescription: A sample\n${inputs && `inputs:\n${indented(inputs)}\n`}${outputs && `outputs:\n${indented(outputs)}\n`}runs:\n  using: composite\n  steps:\n${indented(indented(steps))}\n`;
  writeFileSync(join(folder, "action.yml"), text);
  const workspace = temporaryFolder("workspace");
  const eventPath = join(workspace, "event.json");
  writeFileSync(eventPath, JSON.stringify({ pull_request: { number: 7, head: { repo: { fork: true } } } }));
  const github = { repository: "octo-org/shop", event_name: "pull_request", ref: "refs/pull/7/merge", sha: "a".repeat(40), api_url: "http://127.0.0.1:9", server_url: "https://github.com" };
  return execute(folder, { workspace, eventPath, token: "ghs_secret", github, ...job });
}

test("inputs: defaults are interpolated, names may have hyphens, the token is the default only where the action says so", async () => {
  const { outputs, code } = await perform({
    inputs: 'fail-on:\n  default: high\ntoken:\n  default: ${{ github.token }}\nwhere:\n  default: "${{ github.repository }}/x"',
    outputs: "seen:\n  value: ${{ steps.look.outputs.seen }}",
    steps: '- id: look\n  shell: bash\n  env:\n    A: ${{ inputs.fail-on }}\n    B: ${{ inputs.where }}\n    C: ${{ inputs.token }}\n  run: echo "seen=$A $B $C" >> "$GITHUB_OUTPUT"',
  }, { with: { "fail-on": "low" } });
  assert.equal(code, 0);
  assert.equal(outputs.seen, "low octo-org/shop/x ghs_secret");
});

test("unknown inputs are warned about and stay in the inputs, as in the runner's source", async () => {
  const { outputs, log } = await perform({
    inputs: "known:\n  default: a",
    outputs: "all:\n  value: ${{ steps.look.outputs.all }}",
    steps: '- id: look\n  shell: bash\n  env:\n    ALL: ${{ toJSON(inputs) }}\n  run: |\n    { echo "all<<END"; echo "$ALL"; echo END; } >> "$GITHUB_OUTPUT"',
  }, { with: { knwon: "b" } });
  assert.match(log, /##\[warning\]Unexpected input\(s\) 'knwon', valid inputs are \['known'\]/);
  assert.deepEqual(JSON.parse(outputs.all), { known: "a", knwon: "b" });
});

test("a step's environment holds GitHub's variables and nothing of ours; the token is not among them", async () => {
  process.env.RIG_LEAK = "leaked";
  const { log } = await perform({ steps: "- shell: bash\n  run: env" }, { env: { FROM_JOB: "1" } });
  delete process.env.RIG_LEAK;
  const names = new Map(log.split("\n").map((line) => line.split(/=(.*)/s)).map(([name, value]) => [name, value]));
  for (const name of ["GITHUB_REPOSITORY", "GITHUB_EVENT_PATH", "GITHUB_ACTION_PATH", "GITHUB_WORKSPACE", "RUNNER_TEMP", "RUNNER_ARCH", "CI", "FROM_JOB", "HOME"]) {
    assert.ok(names.has(name), `${name} is set`);
  }
  assert.equal(names.get("GITHUB_SHA"), "a".repeat(40));
  assert.ok(!names.has("RIG_LEAK") && !names.has("INPUT_KNOWN") && !names.has("GITHUB_TOKEN"));
  assert.doesNotMatch(log, /ghs_secret/);
});

test("files: multi-line values, the environment and the path reach the next step, summaries add up", async () => {
  const { outputs, summary, code } = await perform({
    outputs: "text:\n  value: ${{ steps.two.outputs.text }}",
    steps: [
      "- shell: bash",
      "  run: |",
      '    { echo "LONG<<EOF"; echo "one=1"; echo "two"; echo EOF; } >> "$GITHUB_ENV"',
      '    mkdir -p "$RUNNER_TEMP/bin" && printf "#!/bin/sh\\necho tool\\n" > "$RUNNER_TEMP/bin/rig-tool" && chmod +x "$RUNNER_TEMP/bin/rig-tool"',
      '    echo "$RUNNER_TEMP/bin" >> "$GITHUB_PATH"; echo "# Part one" >> "$GITHUB_STEP_SUMMARY"',
      "- id: two",
      "  shell: sh",
      "  run: |",
      '    { echo "text<<XX"; echo "$LONG"; rig-tool; echo "${{ env.LONG }}"; echo XX; } >> "$GITHUB_OUTPUT"; echo "# Part two" >> "$GITHUB_STEP_SUMMARY"',
    ].join("\n"),
  });
  assert.equal(code, 0);
  assert.equal(outputs.text, "one=1\ntwo\ntool\none=1\ntwo");
  assert.equal(summary.toString(), "# Part one\n# Part two\n");
});

test("a failure skips later steps, except those that want to run; continue-on-error forgives", async () => {
  const { code, steps, log } = await perform({
    steps: [
      "- id: forgiven\n  continue-on-error: true\n  shell: bash\n  run: exit 3",
      "- id: fails\n  shell: bash\n  run: |\n    false\n    echo never",
      "- id: skipped\n  shell: bash\n  run: echo skipped",
      "- id: always\n  if: always()\n  shell: bash\n  run: echo ${{ steps.forgiven.outcome }}-${{ steps.forgiven.conclusion }}-${{ steps.skipped.outcome }}",
      "- id: failure\n  if: failure() && github.event.pull_request.head.repo.fork\n  shell: bash\n  run: echo fork",
      "- id: not-cancelled\n  if: ${{ !cancelled() }}\n  shell: bash\n  run: echo here",
    ].join("\n"),
  });
  assert.equal(code, 1);
  const outcomes = Object.fromEntries(Object.entries(steps).map(([id, { outcome }]) => [id, outcome]));
  assert.deepEqual(outcomes, { forgiven: "failure", fails: "failure", skipped: "skipped", always: "success", failure: "success", "not-cancelled": "success" });
  assert.match(log, /^failure-success-skipped$/m);
  assert.match(log, /Process completed with exit code 1/);
  assert.doesNotMatch(log, /never/);
});

test("uses: takes a stub's outputs; without a stub it is an error", async () => {
  const action = {
    outputs: "where:\n  value: ${{ steps.cache.outputs.hit }}",
    steps: "- id: cache\n  uses: actions/cache@0123\n  with:\n    path: ${{ github.event.pull_request.number }}",
  };
  const { outputs, log } = await perform(action, { uses: { "actions/cache": { hit: "yes" } } });
  assert.equal(outputs.where, "yes");
  assert.match(log, /with \{"path":"7"\}/);
  await assert.rejects(perform(action), /no stub/);
});

test("working-directory, other shells, and a missing shell", async () => {
  const workspace = temporaryFolder("workspace");
  mkdirSync(join(workspace, "sub folder"));
  const { log } = await perform({ steps: "- shell: python\n  working-directory: sub folder\n  run: |\n    import os\n    print(os.getcwd())" }, { workspace });
  assert.match(log, /sub folder$/m);
  await assert.rejects(perform({ steps: "- run: echo hi" }), /has no shell/);
});

test("a runner with an empty PATH has no tools", async () => {
  const { code, log } = await perform({ steps: "- shell: /bin/bash {0}\n  run: curl --version" }, { path: "/nonexistent" });
  assert.equal(code, 1);
  assert.match(log, /command not found/);
});

test("a step that hangs is ended, with everything it started", async () => {
  const started = Date.now();
  await assert.rejects(perform({ steps: "- shell: bash\n  run: sleep 300 & sleep 300" }, { stepTimeout: 1_000 }), /still running/);
  assert.ok(Date.now() - started < 30_000);
});

test("malformed output files are errors, as on GitHub", async () => {
  await assert.rejects(perform({ steps: '- shell: bash\n  run: echo "no equals sign" >> "$GITHUB_OUTPUT"' }), /Invalid format/);
  await assert.rejects(perform({ steps: '- shell: bash\n  run: echo "a<<EOF" >> "$GITHUB_OUTPUT"' }), /delimiter not found/);
});

test("expressions: text, nested braces in strings, truth", () => {
  const contexts = { github: { event: { n: 7, list: ["a", "b"] } }, inputs: { "fail-on": "high", empty: "" } };
  assert.equal(interpolate("a ${{ github.event.n }} ${{ inputs['fail-on'] }} ${{ format('{0}}}', inputs.fail-on) }}", contexts), "a 7 high high}");
  assert.equal(evaluate("join(github.event.list, '-')", contexts).coerceString(), "a-b");
  assert.equal(condition("inputs.empty", contexts), false);
  assert.equal(condition("inputs.empty == ''", contexts), true);
  assert.equal(condition("'false'", contexts), true);
  assert.equal(condition("", contexts, { failed: true }), false);
  assert.equal(condition("contains('always()', 'x')", contexts, { failed: true }), false);
  assert.throws(() => evaluate("nope.x", contexts), /cannot be evaluated/);
});
