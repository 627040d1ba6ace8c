// Processes of the rig: what is left behind is seen, and what somebody else started is not.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { test } from "node:test";
import { run, start, stillRunning } from "./process.mjs";

test("what runs here is seen with its children until it is stopped, and what somebody else started is not", async () => {
  const others = spawn("sleep", ["61.25"], { detached: true, stdio: "ignore" });
  const ours = start("sh", ["-c", "sleep 62.25; true"]);
  const sleeping = async () => (await stillRunning()).filter((command) => command.startsWith("sleep "));
  while ((await sleeping()).length === 0) await new Promise((settle) => setTimeout(settle, 10));
  assert.deepEqual(await sleeping(), ["sleep 62.25"]);
  await ours.stop();
  assert.deepEqual(await sleeping(), []);
  others.kill();
});

test("a program that takes too long is ended with its children", async () => {
  await assert.rejects(run("sh", ["-c", "sleep 63.25; true"], { timeout: 200 }));
  assert.ok(!(await stillRunning()).includes("sleep 63.25"));
});
