// The Action's installer against a server on this machine: what is taken, what is refused, and what it says.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { actionCheckout, fakeUname, folder, releasedAction, serve, step, tools, VERSION, writeProgram } from "./installer-stage.mjs";

const LINUX = "x86_64-unknown-linux-musl";
const ARCHIVE = `straplock-${VERSION}-${LINUX}.tar.gz`;
let released, server;

before(async () => {
  released = releasedAction();
  server = await serve(released.archives);
});
after(() => server.close());

/** install.sh of the released checkout, downloading in the given manner. */
function install(manner, env = {}, workspace) {
  return step(released.root, "install.sh", { STRAPLOCK_DOWNLOAD_URL: `${server.address}/${manner}`, ...env }, workspace);
}

function requests() {
  return server.seen.splice(0).length;
}

function assertInstalled({ code, log, outputs, temp }, target = LINUX) {
  assert.equal(code, 0, log);
  assert.match(log, new RegExp(`Straplock: release ${VERSION} \\(${target}, checksum verified\\)`));
  assert.match(readFileSync(outputs.binary, "utf8"), new RegExp(`# ${target}\n`));
  assertClean(temp);
}

function assertRefused({ code, log, outputs, temp }, expectedCode, message) {
  assert.equal(code, expectedCode, log);
  assert.match(log, message);
  assert.equal(log.match(/^::error title=Straplock::/gm)?.length, 1, log);
  assert.deepEqual(outputs, {});
  assertClean(temp);
}

/** Nothing but the program stays under RUNNER_TEMP. */
function assertClean(temp) {
  assert.deepEqual(readdirSync(temp).filter((name) => name !== "straplock"), []);
}

test("a released archive is downloaded, verified and unpacked, in folders with spaces", async () => {
  const workspace = folder("workspace");
  const result = await install("good", { RUNNER_TEMP: join(folder("a b"), "_temp é") }, workspace);
  assertInstalled(result);
  assert.deepEqual(readdirSync(workspace), [], "the workspace is left alone");
});

// BusyBox's wget as Debian builds it: no time limits (it crashes on -T), its own words for an error.
const BUSYBOX_WGET = `#!/bin/sh
case $1 in --help) echo "Usage: wget [-cqS] [-O FILE] URL..."; exit 1 ;; -O) ;; *) kill -SEGV $$ ;; esac
exec ${process.execPath} -e '
  const [file, address] = process.argv.slice(1);
  fetch(address).then(async (answer) => {
    if (!answer.ok) throw new Error("wget: server returned error: HTTP/1.1 " + answer.status + " " + answer.statusText);
    fs.writeFileSync(file, Buffer.from(await answer.arrayBuffer()));
  }).catch((error) => (console.error(error.message), process.exit(1)));
' "$2" "$3"
`;

test("each way to download works where the ones before it are missing", async (t) => {
  const pwsh = `#!/bin/sh\nexec ${process.execPath} -e 'fetch(process.env.STRAPLOCK_FETCH_FROM).then(r => r.arrayBuffer()).then(b => fs.writeFileSync(process.env.STRAPLOCK_FETCH_TO, Buffer.from(b)))'\n`;
  const runners = {
    curl: tools(["sha256sum", "curl", "wget", "python3"]),
    wget: tools(["sha256sum", "wget", "python3"]),
    "wget of BusyBox": tools(["sha256sum"], { wget: BUSYBOX_WGET }),
    python3: tools(["sha256sum", "python3"]),
    pwsh: tools(["sha256sum"], { pwsh }), // a stand-in: there is no PowerShell where these tests run
  };
  for (const [name, path] of Object.entries(runners)) {
    await t.test(name, async () => {
      const result = await install("good", { PATH: path });
      assertInstalled(result);
      assert.match(result.log, new RegExp(`with ${name.split(" ")[0]}$`, "m"));
      if (name === "pwsh") return;
      requests();
      assertRefused(await install("missing", { PATH: path }), 4, /is not there, or may not be read/);
      assert.equal(requests(), 1, "what is not there is asked for once");
      assertRefused(await install("cut", { PATH: path }), 4, /could not be downloaded in three attempts|has the wrong checksum/);
      assertInstalled(await install("flaky", { PATH: path, STRAPLOCK_DOWNLOAD_URL: `${server.address}/flaky/` }));
      server.seen.length = 0;
    });
  }
});

test("no way to download is said plainly", async () => {
  assertRefused(await install("good", { PATH: tools(["sha256sum"]) }), 4, /no curl, wget, python3 or PowerShell on this runner/);
});

test("each way to compute a checksum works, and having none stops", async () => {
  for (const name of ["sha256sum", "shasum", "openssl"]) {
    assertInstalled(await install("good", { PATH: tools(["curl", name]) }));
  }
  assertInstalled(await install("good", { PATH: tools(["python3"]) }));
  const none = await install("good", { PATH: tools(["curl"]) });
  assertRefused(none, 4, /No program here can compute a SHA-256/);
});

test("a wrong checksum is fatal: no second attempt, no other source, nothing left behind", async () => {
  for (const manner of ["altered", "short"]) {
    requests();
    const cargo = writeProgram(join(folder("marker"), "cargo"), "#!/bin/sh\nexit 0\n");
    const result = await install(manner, { PATH: `${join(cargo, "..")}:${process.env.PATH}` });
    assertRefused(result, 4, /has the wrong checksum: expected [0-9a-f]{64}, got [0-9a-f]{64}\. It is not used\./);
    assert.equal(requests(), 1);
    assert.ok(!existsSync(join(result.temp, "straplock/bin")));
  }
});

test("a cut transfer is tried three times, then given up", async () => {
  requests();
  assertRefused(await install("cut"), 4, /could not be downloaded in three attempts\. Check the network and proxy/);
  assert.equal(requests(), 3);
});

test("a server that stops answering is given up", async () => {
  const begun = Date.now();
  assertRefused(await install("slow", { STRAPLOCK_DOWNLOAD_TIMEOUT: "1" }), 4, /could not be downloaded in three attempts/);
  assert.ok(Date.now() - begun < 30_000);
});

test("redirects are followed, but not to another protocol", async () => {
  assertInstalled(await install("moved"));
  for (const name of ["curl", "python3"]) {
    assertRefused(await install("elsewhere", { PATH: tools(["sha256sum", name]) }), 4, /could not be downloaded|is not there/);
  }
});

test("an address is shown without its user, password and query", async () => {
  const address = `${server.address.replace("//", "//someone:s3cret@")}/private`;
  const result = await install("", { STRAPLOCK_DOWNLOAD_URL: address });
  assertRefused(result, 2, /plain http is taken only for this machine's own address/);
  const hidden = await install("", { STRAPLOCK_DOWNLOAD_URL: "https://someone:s3cret@127.0.0.1:1/x?key=s3cret", PATH: tools(["sha256sum", "curl"]) });
  assertRefused(hidden, 4, /https:\/\/127\.0\.0\.1:1\/x could not be downloaded/);
  assert.doesNotMatch(result.log + hidden.log, /s3cret/);
});

test("plain http and other schemes are refused, except for this machine", async () => {
  for (const address of ["http://example.org/x", "http://127.0.0.1.example.org/", "http://localhost.example.org", "ftp://127.0.0.1/", "file:///etc", "x"]) {
    assertRefused(await install("", { STRAPLOCK_DOWNLOAD_URL: address }), 2, /download-url must start with https:\/\//);
  }
});

test("{version} in download-url is the version", async () => {
  for (const address of [`${server.address}/v{version}`, `${server.address}/v{version}/`]) {
    server.seen.length = 0;
    assertRefused(await install("", { STRAPLOCK_DOWNLOAD_URL: address }), 4, /is not there/);
    assert.deepEqual(server.seen, [`/v${VERSION}/${ARCHIVE}`]);
  }
});

test("the processor is what the kernel says, and RUNNER_ARCH where that is unknown", async (t) => {
  const cases = [
    ["Linux", "Linux", "x86_64", "X64", LINUX],
    ["Linux", "Linux", "aarch64", "ARM64", "aarch64-unknown-linux-musl"],
    ["Linux", "Linux", "x86_64", "ARM64", LINUX],
    ["Linux", "Linux", "aarch64", "ARM", "aarch64-unknown-linux-musl"],
    ["Linux", "Linux", "armv8l", "ARM64", "aarch64-unknown-linux-musl"],
    ["Linux", "Linux", "strange", "X64", LINUX],
    ["macOS", "Darwin", "arm64", "ARM64", "aarch64-apple-darwin"],
    ["macOS", "Darwin", "x86_64", "X64", "x86_64-apple-darwin"],
    ["", "Darwin", "arm64", "", "aarch64-apple-darwin"],
    ["Windows", "MINGW64_NT-10.0-26100", "x86_64", "X64", "x86_64-pc-windows-msvc"],
    ["", "MSYS_NT-10.0", "x86_64", "ARM64", "x86_64-pc-windows-msvc"],
  ];
  for (const [os, system, machine, arch, target] of cases) {
    await t.test(`${os || "no RUNNER_OS"}, uname ${machine}, RUNNER_ARCH ${arch}`, async () => {
      const path = tools(["sha256sum", "curl"], { uname: fakeUname(system, machine) });
      const result = await install("good", { PATH: path, RUNNER_OS: os, RUNNER_ARCH: arch });
      assertInstalled(result, target);
      assert.equal(result.outputs.binary.endsWith(".exe"), target.includes("windows"));
    });
  }
});

test("a platform without a released program is built from source, and says so without cargo", async () => {
  const path = tools(["sha256sum", "curl"], { uname: fakeUname("Linux", "riscv64") });
  const result = await install("good", { PATH: path, RUNNER_ARCH: "" });
  assertRefused(result, 4, /no released program for riscv64-unknown-linux-musl, and there is no cargo here/);
});

test("the tool cache is used again after its checksum was verified again", async () => {
  const RUNNER_TOOL_CACHE = folder("tool cache");
  assertInstalled(await install("good", { RUNNER_TOOL_CACHE }));
  requests();
  const again = await install("missing", { RUNNER_TOOL_CACHE });
  assertInstalled(again);
  assert.match(again.log, /from the tool cache \(checksum verified again\)/);
  assertInstalled(await install("missing", { RUNNER_TOOL_CACHE, STRAPLOCK_OFFLINE: "true" }));
  assert.equal(requests(), 0);
});

test("a tool cache that was tampered with is not used", async () => {
  const RUNNER_TOOL_CACHE = folder("tool cache");
  const place = join(RUNNER_TOOL_CACHE, "straplock", VERSION, LINUX);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, ARCHIVE), "something else");
  const result = await install("good", { RUNNER_TOOL_CACHE });
  assertInstalled(result);
  assert.match(result.log, /^::warning title=Straplock::The archive in the tool cache .* does not have the expected checksum/m);
  assert.deepEqual(readFileSync(join(place, ARCHIVE)), readFileSync(join(released.archives, ARCHIVE)), "mended");
  assert.deepEqual(readdirSync(place), [ARCHIVE], "no half-written file");
});

test("a tool cache that cannot be written does not matter", async () => {
  const blocked = join(folder("cache"), "file");
  writeFileSync(blocked, "");
  assertInstalled(await install("good", { RUNNER_TOOL_CACHE: blocked }));
  assertInstalled(await install("good", { RUNNER_TOOL_CACHE: "" }));
});

test("offline makes no request", async () => {
  requests();
  assertRefused(await install("good", { STRAPLOCK_OFFLINE: "true" }), 4, /offline is true and Straplock 9\.8\.7 is not in the tool cache/);
  assertRefused(await install("good", { STRAPLOCK_OFFLINE: "yes" }), 2, /offline must be true or false, not `yes`/);
  assert.equal(requests(), 0);
});

test("a version is taken from the table, or with a checksum, or not at all", async () => {
  assertInstalled(await install("good", { STRAPLOCK_VERSION: `v${VERSION}` }));
  assertRefused(await install("good", { STRAPLOCK_VERSION: "1.0.0" }), 2, /Straplock 1\.0\.0 for x86_64-unknown-linux-musl is not in this Action's checksum table \(known here: 9\.8\.7\)/);
  assertRefused(await install("good", { STRAPLOCK_VERSION: "../../x" }), 2, /is not a version number/);
  assertRefused(await install("good", { STRAPLOCK_CHECKSUM: "abc" }), 2, /64 hexadecimal digits/);
  assertRefused(await install("good", { STRAPLOCK_CHECKSUM: "0".repeat(64) }), 2, /but the Action's own table says [0-9a-f]{64}/);
  const [digest] = readFileSync(join(released.archives, "SHA256SUMS"), "utf8").split("\n").find((line) => line.endsWith(ARCHIVE)).split(" ");
  const bare = actionCheckout();
  const env = { STRAPLOCK_DOWNLOAD_URL: `${server.address}/good`, STRAPLOCK_VERSION: VERSION };
  assertInstalled(await step(bare, "install.sh", { ...env, STRAPLOCK_CHECKSUM: `sha256:${digest.toUpperCase()}` }));
  assertRefused(await step(bare, "install.sh", env), 2, /known here: none yet/);
  assertRefused(await step(bare, "install.sh", { ...env, STRAPLOCK_CHECKSUM: "1".repeat(64) }), 4, /has the wrong checksum/);
});

test("a value cannot start a workflow command of its own", async () => {
  const result = await install("good", { STRAPLOCK_VERSION: "1\n::set-env name=PATH::x%0A" });
  assertRefused(result, 2, /1%0A::set-env name=PATH::x%250A/);
  assert.doesNotMatch(result.log, /^::set-env/m);
});

test("binary-path and STRAPLOCK_BIN are used as they are, in that order", async () => {
  const workspace = folder("work space");
  writeProgram(join(workspace, "my straplock"), "#!/bin/sh\necho straplock 3.2.1\n");
  const other = writeProgram(join(folder("other"), "straplock"), "#!/bin/sh\necho straplock 4.0.0\n");
  requests();
  const given = await install("good", { STRAPLOCK_BINARY_PATH: "my straplock", STRAPLOCK_BIN: other }, workspace);
  assert.equal(given.code, 0, given.log);
  assert.equal(given.outputs.binary, join(workspace, "my straplock"));
  const fromVariable = await install("good", { STRAPLOCK_BIN: other });
  assert.equal(fromVariable.outputs.binary, other);
  assertRefused(await install("good", { STRAPLOCK_BIN: other, STRAPLOCK_VERSION: "4.0.1" }), 2, /STRAPLOCK_BIN is Straplock 4\.0\.0, but version 4\.0\.1 was asked for/);
  assertRefused(await install("good", { STRAPLOCK_BIN: other, STRAPLOCK_CHECKSUM: "2".repeat(64) }), 4, /STRAPLOCK_BIN has the wrong checksum/);
  assert.equal(requests(), 0);
});

test("a binary-path that cannot be used says what is wrong with it", async () => {
  const workspace = folder("workspace");
  writeFileSync(join(workspace, "plain"), "#!/bin/sh\n");
  writeProgram(join(workspace, "broken"), "#!/bin/sh\nexit 3\n");
  const refused = async (path, code, message) => assertRefused(await install("good", { STRAPLOCK_BINARY_PATH: path }, workspace), code, message);
  await refused("absent", 2, /binary-path is `absent`, and there is no such file\. A relative path starts at the workspace/);
  await refused(workspace, 2, /which is not a file/);
  await refused("plain", 2, /which is not executable/);
  await refused("broken", 4, /--version` does not run here/);
});

test("BASH_ENV and exported functions have no say", async () => {
  const marker = join(folder("marker"), "ran");
  const poison = join(folder("poison"), "env.sh");
  writeFileSync(poison, `echo ran >'${marker}'\n`);
  const result = await install("good", {
    BASH_ENV: poison, ENV: poison,
    "BASH_FUNC_curl%%": `() { echo ran >'${marker}'; }`,
    "BASH_FUNC_tar%%": `() { echo ran >'${marker}'; }`,
  });
  assertInstalled(result);
  assert.ok(!existsSync(marker));
});
