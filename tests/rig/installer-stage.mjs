// The stage for the installer's tests: a checkout of the Action with a released version, a server on
// this machine that delivers its archives well and badly, and folders that make up a runner's PATH.

import { spawn, spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const REPOSITORY = new URL("../..", import.meta.url).pathname;
export const VERSION = "9.8.7";
export const TARGETS = [
  "x86_64-unknown-linux-musl",
  "aarch64-unknown-linux-musl",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
];
const BASE_TOOLS = "bash sh env uname dirname mkdir mktemp rm mv cp chmod tar gzip tr sed sleep cat".split(" ");

const folders = [];
process.on("exit", () => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A fresh folder, removed when the tests end. Its name has a space, as some runners' have. */
export function folder(name) {
  const made = mkdtempSync(join(tmpdir(), `straplock ${name} `));
  folders.push(made);
  return made;
}

export function writeProgram(path, text) {
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}

/** A copy of the Action whose Cargo.toml says VERSION; its checksum table is empty. */
export function actionCheckout() {
  const root = join(folder("action"), "check out");
  for (const part of ["action", "scripts/release", "LICENSE", "LICENSE-APACHE", "LICENSE-MIT"]) {
    cpSync(join(REPOSITORY, part), join(root, part), { recursive: true });
  }
  writeFileSync(join(root, "README.md"), "read me\n");
  writeFileSync(join(root, "CHANGELOG.md"), "changes\n");
  writeFileSync(join(root, "Cargo.toml"), `[package]\nname = "straplock"\nversion = "${VERSION}"\n\n[dependencies]\nclap = { version = "4" }\n`);
  writeFileSync(join(root, "action/checksums.txt"), "# a table\n");
  return root;
}

/** Packs a stand-in program for every target with the project's own release script. */
export function packRelease(root, version = VERSION) {
  const programs = folder("programs");
  for (const target of TARGETS) {
    mkdirSync(join(programs, target));
    const name = target.endsWith("msvc") ? "straplock.exe" : "straplock";
    writeProgram(join(programs, target, name), `#!/bin/sh\necho "straplock ${version}"\n# ${target}\n`);
  }
  const out = folder("release");
  const packed = spawnSync(join(root, "scripts/release/package"), [version, programs, out], { encoding: "utf8" });
  if (packed.status !== 0) throw new Error(packed.stderr);
  return out;
}

/** The checkout after a release: archives packed and entered into the table by the release script. */
export function releasedAction() {
  const root = actionCheckout();
  const archives = packRelease(root);
  const entered = spawnSync(join(root, "action/update-checksums"), [join(archives, "SHA256SUMS")], { encoding: "utf8" });
  if (entered.status !== 0) throw new Error(entered.stderr);
  return { root, archives };
}

/** Serves `archives` under /good/ and in worse ways under other names; `seen` lists the requests. */
export async function serve(archives) {
  const seen = [];
  const server = createServer((request, response) => {
    const [, manner, name] = request.url.split("?")[0].split("/");
    seen.push(request.url);
    const file = join(archives, name ?? "");
    if (!name || !existsSync(file)) return void response.writeHead(404).end("no such file");
    const body = readFileSync(file);
    const half = body.subarray(0, body.length >> 1);
    const whole = { "content-length": body.length };
    const attempts = seen.filter((url) => url === request.url).length;
    switch (manner) {
      case "good": return void response.writeHead(200, whole).end(body);
      case "altered": body[body.length - 20] ^= 1; return void response.writeHead(200, whole).end(body);
      case "short": return void response.writeHead(200, { "content-length": half.length }).end(half);
      case "cut": response.writeHead(200, whole); return void response.write(half, () => response.destroy());
      case "slow": response.writeHead(200, whole); return void response.write(half);
      case "flaky": return void (attempts < 3 ? response.writeHead(503).end() : response.writeHead(200, whole).end(body));
      case "moved": return void response.writeHead(302, { location: `/good/${name}` }).end();
      case "elsewhere": return void response.writeHead(302, { location: `ftp://127.0.0.1/${name}` }).end();
      case "private": return void response.writeHead(403).end();
      default: return void response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const address = `http://127.0.0.1:${server.address().port}`;
  return { address, seen, close: () => (server.closeAllConnections(), server.close()) };
}

/** A folder for PATH with the basic tools, the named ones, and scripts given as `{ name: text }`. */
export function tools(names, scripts = {}) {
  const bin = folder("bin");
  for (const name of [...BASE_TOOLS, ...names]) {
    if (!(name in scripts)) symlinkSync(locate(name), join(bin, name));
  }
  for (const [name, text] of Object.entries(scripts)) writeProgram(join(bin, name), text);
  return bin;
}

function locate(name) {
  // A version manager's python3 is a script that needs more of PATH than these tests leave.
  const asked = name === "python3" ? "python3 -c 'import sys; print(sys.executable)'" : `command -v ${name}`;
  return spawnSync("bash", ["-c", asked], { encoding: "utf8" }).stdout.trim();
}

export function fakeUname(system, machine) {
  return `#!/bin/sh\ncase $1 in -m) echo ${machine} ;; *) echo ${system} ;; esac\n`;
}

/** Runs one of the Action's scripts as its step does and answers code, log, outputs and places. */
export async function step(root, script, env = {}, workspace = folder("workspace")) {
  const temp = env.RUNNER_TEMP ?? folder("temp");
  const output = join(folder("output"), "output");
  writeFileSync(output, "");
  const child = spawn("/bin/bash", ["-p", join(root, "action", script)], {
    cwd: workspace,
    env: {
      PATH: process.env.PATH, HOME: folder("home"), RUNNER_OS: "Linux", RUNNER_ARCH: "X64", RUNNER_TEMP: temp,
      RUNNER_TOOL_CACHE: folder("tools"), GITHUB_OUTPUT: output, STRAPLOCK_DOWNLOAD_PAUSE: "0", ...env,
    },
  });
  let log = "";
  child.stdout.on("data", (data) => (log += data));
  child.stderr.on("data", (data) => (log += data));
  const code = await new Promise((done) => child.on("close", done));
  const lines = readFileSync(output, "utf8").split("\n").filter(Boolean);
  const outputs = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
  return { code, log, outputs, temp };
}
