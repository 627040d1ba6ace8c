// Starting processes so that none outlives the test that started it.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const running = new Set();
const groups = new Set();
const folders = new Set();

process.on("exit", () => {
  for (const child of running) endGroup(child, "SIGKILL");
  if (!process.env.STRAPLOCK_RIG_KEEP) for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1));

/** Kills the whole group: a shell's children go with it. */
function endGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is already gone.
  }
}

function begin(command, args, options) {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"], ...options, detached: true });
  running.add(child);
  groups.add(child.pid);
  child.once("close", () => running.delete(child));
  return child;
}

/**
 * Runs a command to its end: `{ code, signal, stdout, stderr, output, milliseconds }`, where `output` holds both
 * streams in the order they came. A command that takes longer than `timeout` milliseconds is killed, which is an error.
 */
export function run(command, args, { input, timeout = 120_000, check = false, ...options } = {}) {
  return new Promise((settle, fail) => {
    const started = Date.now();
    const child = begin(command, args, options);
    const parts = { stdout: [], stderr: [], output: [] };
    for (const stream of ["stdout", "stderr"]) {
      child[stream].on("data", (chunk) => {
        parts[stream].push(chunk);
        parts.output.push(chunk);
      });
    }
    let late = false;
    const alarm = setTimeout(() => {
      late = true;
      endGroup(child, "SIGKILL");
    }, timeout);
    child.once("error", (error) => {
      clearTimeout(alarm);
      running.delete(child);
      fail(new Error(`${command} could not be started: ${error.message}`));
    });
    child.once("close", (code, signal) => {
      clearTimeout(alarm);
      endGroup(child, "SIGKILL");
      const text = Object.fromEntries(Object.entries(parts).map(([key, chunks]) => [key, Buffer.concat(chunks)]));
      const result = {
        code,
        signal,
        stdout: text.stdout.toString(),
        stderr: text.stderr.toString(),
        output: text.output.toString(),
        bytes: text.stdout,
        milliseconds: Date.now() - started,
      };
      const words = [command, ...args].join(" ");
      if (late) fail(new Error(`${words} was still running after ${timeout} ms\n${result.output}`));
      else if (check && code !== 0) fail(new Error(`${words} ended with ${code ?? signal}\n${result.output}`));
      else settle(result);
    });
    child.stdin.on("error", () => {}); // The command may end without reading its input.
    child.stdin.end(input);
  });
}

/** Starts a command that keeps running. `stop()` ends it, with everything it started. */
export function start(command, args, options = {}) {
  const child = begin(command, args, options);
  child.stdin.end();
  const log = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => log.push(chunk));
  const ended = new Promise((settle) => child.once("close", (code, signal) => settle(code ?? signal)));
  return {
    log: () => Buffer.concat(log).toString(),
    ended,
    async stop() {
      endGroup(child, "SIGTERM");
      const alarm = setTimeout(() => endGroup(child, "SIGKILL"), 3_000);
      await ended;
      clearTimeout(alarm);
      endGroup(child, "SIGKILL");
    },
  };
}

/** A temporary folder that is gone when the test process ends (kept, and named, with STRAPLOCK_RIG_KEEP=1). */
export function temporaryFolder(label = "rig") {
  const folder = mkdtempSync(join(tmpdir(), `straplock ${label} `)); // With blanks: paths must survive them.
  folders.add(folder);
  if (process.env.STRAPLOCK_RIG_KEEP) console.error(`keeping ${folder}`);
  return folder;
}

/** Waits until `ready()` is true. */
export async function until(ready, what, timeout = 60_000) {
  const limit = Date.now() + timeout;
  for (;;) {
    if (await ready()) return;
    if (Date.now() > limit) throw new Error(`waited ${timeout} ms in vain for ${what}`);
    await new Promise((settle) => setTimeout(settle, 100));
  }
}

/** Command lines of what still runs of all that was started here, children of children too; not what other tests started. */
export async function stillRunning() {
  const { stdout } = await run("ps", ["-eo", "pgid=,args="]);
  const lines = stdout.split("\n").map((line) => /^ *(\d+) (.*)$/.exec(line)).filter(Boolean);
  return lines.filter(([, group]) => groups.has(Number(group))).map(([, , command]) => command);
}
