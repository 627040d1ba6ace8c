// What stands around the installer: building from source, running the program, and the release scripts.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { actionCheckout, fakeUname, folder, packRelease, releasedAction, REPOSITORY, step, TARGETS, tools, VERSION, writeProgram } from "./installer-stage.mjs";

const TOKEN = "ghs_0123456789abcdefABCDEF";

/** A cargo that writes down how it was called and "builds" a stand-in program. */
function fakeCargo(answer = 0) {
  return [
    "#!/bin/sh",
    'pwd >"$RUNNER_TEMP/cargo-folder"; echo "$@" >"$RUNNER_TEMP/cargo-arguments"; env >"$RUNNER_TEMP/cargo-environment"',
    'while [ "$1" != --target-dir ]; do shift; done',
    'mkdir -p "$2/release"; printf "#!/bin/sh\\necho straplock 9.8.7\\n" >"$2/release/straplock"; cp "$2/release/straplock" "$2/release/straplock.exe"',
    `exit ${answer}`,
    "",
  ].join("\n");
}

test("without a release and without a wish, the Action is built from its own folder", async () => {
  const root = actionCheckout();
  const env = { PATH: tools(["sha256sum"], { cargo: fakeCargo() }), GITHUB_TOKEN: TOKEN, ACTIONS_ID_TOKEN_REQUEST_TOKEN: TOKEN };
  const { code, log, outputs, temp } = await step(root, "install.sh", env);
  assert.equal(code, 0, log);
  assert.equal(outputs.binary, join(temp, "straplock/bin/straplock"));
  assert.match(log, /Straplock: 9\.8\.7, built from source/);
  assert.equal(readFileSync(join(temp, "cargo-folder"), "utf8").trim(), root);
  assert.match(readFileSync(join(temp, "cargo-arguments"), "utf8"), /^build --release --locked --bin straplock --target-dir /);
  assert.doesNotMatch(readFileSync(join(temp, "cargo-environment"), "utf8"), new RegExp(TOKEN));
});

test("cargo itself builds the Action, and obeys nothing in the workspace", async () => {
  const root = actionCheckout();
  mkdirSync(join(root, "src"));
  writeFileSync(join(root, "Cargo.toml"), `[package]\nname = "straplock"\nversion = "${VERSION}"\nedition = "2021"\n`);
  writeFileSync(join(root, "Cargo.lock"), `version = 4\n\n[[package]]\nname = "straplock"\nversion = "${VERSION}"\n`);
  writeFileSync(join(root, "src/main.rs"), 'fn main() { println!("straplock {}", env!("CARGO_PKG_VERSION")); }\n');
  const workspace = folder("hostile workspace");
  const marker = join(folder("marker"), "ran");
  const wrapper = writeProgram(join(workspace, "wrapper"), `#!/bin/sh\necho ran >'${marker}'\nexec "$@"\n`);
  mkdirSync(join(workspace, ".cargo"));
  writeFileSync(join(workspace, ".cargo/config.toml"), `[build]\nrustc-wrapper = ${JSON.stringify(wrapper)}\n`);
  writeFileSync(join(workspace, "rust-toolchain.toml"), '[toolchain]\nchannel = "1.0.0"\n');
  const { CARGO_HOME = join(homedir(), ".cargo"), RUSTUP_HOME = join(homedir(), ".rustup"), RUSTUP_TOOLCHAIN } = process.env;
  const env = { CARGO_HOME, RUSTUP_HOME, ...(RUSTUP_TOOLCHAIN && { RUSTUP_TOOLCHAIN }) };
  const { code, log, outputs } = await step(root, "install.sh", env, workspace);
  assert.equal(code, 0, log);
  assert.equal(spawnSync(outputs.binary, { encoding: "utf8" }).stdout, `straplock ${VERSION}\n`);
  assert.ok(!existsSync(marker));
  assert.deepEqual(readdirSync(root).filter((name) => name === "target"), []);
});

test("a build from source is offline when asked, and fails plainly", async () => {
  const root = actionCheckout();
  const offline = await step(root, "install.sh", { PATH: tools(["sha256sum"], { cargo: fakeCargo() }), STRAPLOCK_OFFLINE: "true" });
  assert.equal(offline.code, 0, offline.log);
  assert.match(readFileSync(join(offline.temp, "cargo-arguments"), "utf8"), /--frozen/);
  const failing = await step(root, "install.sh", { PATH: tools(["sha256sum"], { cargo: fakeCargo(101) }) });
  assert.equal(failing.code, 4);
  assert.match(failing.log, /could not be built from source \(the compiler's messages are above\)/);
});

test("a build from source on Windows takes the .exe", async () => {
  const path = tools(["sha256sum"], { cargo: fakeCargo(), uname: fakeUname("MINGW64_NT-10.0", "x86_64") });
  const { code, log, outputs } = await step(actionCheckout(), "install.sh", { PATH: path, RUNNER_OS: "Windows" });
  assert.equal(code, 0, log);
  assert.match(outputs.binary, /straplock\.exe$/);
});

test("no build happens once a release is known, even if it cannot be had", async () => {
  const { root } = releasedAction();
  const marker = "cargo-arguments";
  const path = tools(["sha256sum", "curl"], { cargo: fakeCargo() });
  const { code, log, temp } = await step(root, "install.sh", { PATH: path });
  assert.equal(code, 4);
  assert.match(log, /this copy of it comes from no repository\. Give `download-url` or `binary-path`/);
  assert.ok(!existsSync(join(temp, marker)));
});

/** run.sh with a stand-in program; `program` is the rest of its shell script. */
function runStep(program, env = {}) {
  const STRAPLOCK_BINARY = writeProgram(join(folder("bin"), "straplock"), `#!/bin/sh\n${program}\n`);
  return step(actionCheckout(), "run.sh", { STRAPLOCK_BINARY, ...env });
}

const WRITE_FILES = 'mkdir -p "$RUNNER_TEMP/straplock"; echo "{}" >"$RUNNER_TEMP/straplock/straplock.sarif"';

test("the program gets the inputs without the token, and the token beside them", async () => {
  const inputs = JSON.stringify({ paths: "a\nb \"c\"", token: TOKEN, "fail-on": "high", nothing: "" }, null, 2);
  const env = { STRAPLOCK_INPUTS: inputs, GITHUB_TOKEN: TOKEN, ACTIONS_RUNTIME_TOKEN: "secret" };
  const program = `${WRITE_FILES}; printf %s "$STRAPLOCK_INPUTS" >"$RUNNER_TEMP/inputs"; env >"$RUNNER_TEMP/env"; echo "$@"`;
  const { code, log, outputs, temp } = await runStep(program, env);
  assert.equal(code, 0, log);
  assert.equal(log, "ci\n");
  assert.deepEqual(JSON.parse(readFileSync(join(temp, "inputs"), "utf8")), { paths: "a\nb \"c\"", token: "", "fail-on": "high", nothing: "" });
  assert.match(readFileSync(join(temp, "env"), "utf8"), new RegExp(`^GITHUB_TOKEN=${TOKEN}$`, "m"));
  assert.doesNotMatch(readFileSync(join(temp, "env"), "utf8"), /ACTIONS_RUNTIME_TOKEN/);
  assert.deepEqual(outputs, { "exit-code": "0" });
});

test("the token is taken out of compact JSON too, and a broken one is refused without being shown", async () => {
  const { temp } = await runStep(`${WRITE_FILES}; printf %s "$STRAPLOCK_INPUTS" >"$RUNNER_TEMP/inputs"`, {
    STRAPLOCK_INPUTS: `{"token":"${TOKEN}"}`, GITHUB_TOKEN: TOKEN,
  });
  assert.equal(readFileSync(join(temp, "inputs"), "utf8"), '{"token":""}');
  const broken = await runStep("exit 0", { STRAPLOCK_INPUTS: "{}", GITHUB_TOKEN: `${TOKEN}\n` });
  assert.equal(broken.code, 2);
  assert.match(broken.log, /a line break pasted into the secret/);
  assert.doesNotMatch(broken.log, new RegExp(TOKEN));
});

test("the exit code goes through", async () => {
  for (const expected of [0, 1, 2, 3, 4, 5]) {
    const { code, outputs, log } = await runStep(`${WRITE_FILES}; exit ${expected}`);
    assert.equal(code, expected);
    assert.equal(outputs["exit-code"], String(expected));
    assert.equal(log, "");
  }
});

test("after a crash there is a SARIF file that says so, not an earlier one", async () => {
  const RUNNER_TEMP = folder("temp");
  mkdirSync(join(RUNNER_TEMP, "straplock"));
  for (const name of ["straplock.sarif", "report.json"]) writeFileSync(join(RUNNER_TEMP, "straplock", name), "of an earlier run");
  const { code, log, outputs } = await runStep("kill -SEGV $$", { RUNNER_TEMP });
  assert.equal(code, 139);
  assert.match(log, /Straplock ended unexpectedly \(exit code 139\)\. This is a bug/);
  assert.equal(outputs["exit-code"], "139");
  const sarif = JSON.parse(readFileSync(outputs["sarif-file"], "utf8"));
  assert.deepEqual(sarif.runs[0].invocations, [{ executionSuccessful: false, exitCode: 139 }]);
  assert.equal(sarif.runs[0].tool.driver.name, "Straplock");
  assert.ok(!existsSync(join(RUNNER_TEMP, "straplock/report.json")));
});

test("a full disk does not change the exit code, which would say that there are findings", { skip: !existsSync("/dev/full") && "no /dev/full here" }, async () => {
  for (const env of [{ GITHUB_OUTPUT: "/dev/full" }, { RUNNER_TEMP: "/proc/no-such-folder" }]) {
    for (const expected of [0, 1, 4]) {
      const { code, log } = await runStep(`exit ${expected}`, env);
      assert.equal(code, expected, log);
      assert.match(log, /could not be written/);
    }
  }
});

test("action.yml gives scripts nothing but environment variables, and starts each without BASH_ENV", () => {
  const text = readFileSync(join(REPOSITORY, "action.yml"), "utf8");
  const runs = [...text.matchAll(/^ +run: (.*)$/gm)].map(([, command]) => command);
  assert.deepEqual(runs, ["install.sh", "run.sh"].map((name) => `bash -p "$GITHUB_ACTION_PATH/action/${name}"`));
  assert.equal(text.match(/^ +BASH_ENV: ""$/gm).length, runs.length);
  assert.doesNotMatch(text, /^ +-? *uses:/m);
});

test("docs/action.md describes every input and output of action.yml, and no other", () => {
  const action = readFileSync(join(REPOSITORY, "action.yml"), "utf8");
  const docs = readFileSync(join(REPOSITORY, "docs/action.md"), "utf8");
  for (const [part, heading] of [["inputs", "Inputs"], ["outputs", "Outputs"]]) {
    const declared = [...action.split(`\n${part}:\n`)[1].split(/^\S/m)[0].matchAll(/^ {2}([a-z-]+):$/gm)].map(([, name]) => name);
    const described = [...docs.split(`\n## ${heading}\n`)[1].split("\n## ")[0].matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);
    assert.ok(declared.length > 10);
    assert.deepEqual(described.sort(), declared.sort());
  }
});

function updateChecksums(root, ...args) {
  return spawnSync(join(root, "action/update-checksums"), args, { encoding: "utf8" });
}

test("a release is entered once, newest on top, and never changed", () => {
  const root = actionCheckout();
  const table = join(root, "action/checksums.txt");
  copyFileSync(join(REPOSITORY, "action/checksums.txt"), table);
  const sums = join(packRelease(root), "SHA256SUMS");
  assert.equal(updateChecksums(root, "--check", sums).status, 1);
  assert.equal(updateChecksums(root, sums).status, 0);
  const entered = readFileSync(table, "utf8");
  assert.deepEqual(
    entered.split("\n").filter((line) => line && !line.startsWith("#")).map((line) => line.split("  ")[1]),
    TARGETS.map((target) => `straplock-${VERSION}-${target}.tar.gz`),
  );
  assert.doesNotMatch(entered, /No version has been released yet/);
  assert.equal(updateChecksums(root, "--check", sums).status, 0);

  const next = join(packRelease(root, "10.0.0"), "SHA256SUMS");
  assert.equal(updateChecksums(root, next).status, 0);
  assert.match(readFileSync(table, "utf8").split("\n").find((line) => /^[0-9a-f]/.test(line)), /straplock-10\.0\.0-/);

  const text = readFileSync(sums, "utf8");
  const changed = join(folder("changed"), "SHA256SUMS");
  writeFileSync(changed, text.replace(/^[0-9a-f]{8}/, "00000000"));
  assert.match(updateChecksums(root, changed).stderr, /stands in the table with another digest/);
  writeFileSync(changed, text.split("\n").slice(1).join("\n"));
  assert.match(updateChecksums(root, changed).stderr, /must name exactly five archives/);
});

test("packing the same programs again gives the same bytes", () => {
  const root = actionCheckout();
  const [one, two] = [packRelease(root), packRelease(root)].map((out) => readFileSync(join(out, "SHA256SUMS"), "utf8"));
  assert.equal(one, two);
});
