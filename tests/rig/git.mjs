// Makes git repositories out of folders, with exactly the history a test wants, and reads differences from them.
//
// Plumbing commands write straight into a bare repository: no work tree is copied, and the same trees give the same
// commit ids on every machine.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { run, temporaryFolder } from "./process.mjs";

const DATE = "2026-01-05T12:00:00+00:00";

/** Git, deaf to whatever the person running the tests has configured. */
export const gitEnvironment = {
  PATH: process.env.PATH,
  HOME: "/nonexistent",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_TERMINAL_PROMPT: "0",
  GIT_AUTHOR_NAME: "Rig",
  GIT_AUTHOR_EMAIL: "rig@example.invalid",
  GIT_AUTHOR_DATE: DATE,
  GIT_COMMITTER_NAME: "Rig",
  GIT_COMMITTER_EMAIL: "rig@example.invalid",
  GIT_COMMITTER_DATE: DATE,
};

/** Runs git and answers its output without the last line end. */
export async function git(folder, args, { env = {}, input, raw = false } = {}) {
  const result = await run("git", args, { cwd: folder, env: { ...gitEnvironment, ...env }, input, check: true, timeout: 300_000 });
  return raw ? result.bytes : result.stdout.replace(/\n$/, "");
}

/** A bare repository that plays GitHub's side. */
export class Repository {
  constructor(folder) {
    this.folder = folder;
  }

  static async create() {
    const repository = new Repository(join(temporaryFolder("origin"), "origin.git"));
    await git("/", ["init", "-q", "--bare", "-b", "main", repository.folder]);
    for (const setting of ["uploadpack.allowAnySHA1InWant", "uploadpack.allowFilter"]) {
      await repository.git(["config", setting, "true"]);
    }
    await repository.git(["config", "gc.auto", "0"]);
    await repository.git(["config", "core.autocrlf", "false"]);
    return repository;
  }

  git(args, options) {
    return git(this.folder, args, options);
  }

  /** The tree id of a folder's files. Ignore files do not hide anything. */
  async tree(folder) {
    const env = { GIT_INDEX_FILE: join(temporaryFolder("index"), "index"), GIT_DIR: this.folder, GIT_WORK_TREE: folder };
    await git(folder, ["add", "--all", "--force", "."], { env });
    return git(folder, ["write-tree"], { env });
  }

  /** A tree with files exchanged: `{ path: text | null | (text) => text }`, where null removes. */
  async edit(tree, changes) {
    const env = { GIT_INDEX_FILE: join(temporaryFolder("index"), "index"), GIT_DIR: this.folder };
    await git("/", ["read-tree", tree], { env });
    for (const [path, change] of Object.entries(changes)) {
      if (change === null) {
        await git(this.folder, ["update-index", "--force-remove", "--", path], { env: { ...env, GIT_WORK_TREE: this.folder } });
        continue;
      }
      const content = typeof change === "function" ? change(await this.show(tree, path)) : change;
      const blob = await this.git(["hash-object", "-w", "--stdin"], { input: content });
      await git("/", ["update-index", "--add", "--cacheinfo", `100644,${blob},${path}`], { env });
    }
    return git("/", ["write-tree"], { env });
  }

  commit(tree, parents, message) {
    return this.git(["commit-tree", tree, ...parents.flatMap((parent) => ["-p", parent]), "-m", message]);
  }

  /** The merge commit GitHub makes for a pull request: parent 1 is the base branch's tip, parent 2 the head. */
  async merge(base, head) {
    const tree = (await this.git(["merge-tree", "--write-tree", base, head])).split("\n")[0];
    return this.commit(tree, [base, head], `Merge ${head} into ${base}`);
  }

  ref(name, commit) {
    return this.git(["update-ref", name, commit]);
  }

  /** The text of a file in a commit or tree. */
  async show(revision, path) {
    return this.git(["cat-file", "blob", `${revision}:${path}`], { raw: true }).then((bytes) => bytes.toString());
  }

  async has(commit) {
    const env = gitEnvironment;
    const result = await run("git", ["cat-file", "-e", `${commit}^{commit}`], { cwd: this.folder, env });
    return result.code === 0;
  }

  /** The commit a ref names, or null. */
  async resolve(ref) {
    const result = await run("git", ["rev-parse", "-q", "--verify", `${ref}^{commit}`], { cwd: this.folder, env: gitEnvironment });
    return result.code === 0 ? result.stdout.trim() : null;
  }

  diff(base, head, context = 0) {
    return this.git([
      "-c", "core.quotePath=false", "diff", "--no-ext-diff", "--no-textconv", "--no-color", "--src-prefix=a/", "--dst-prefix=b/",
      `-U${context}`, "--find-renames", base, head,
    ]);
  }

  /** What a change adds: a Changes. */
  async changes(base, head) {
    return new Changes(await this.diff(base, head));
  }
}

/** The lines a diff adds, by the path they have afterwards. */
export class Changes {
  constructor(text) {
    this.files = new Map();
    let path = null;
    let inHeader = false;
    for (const line of text.split("\n")) {
      if (line.startsWith("diff --git ")) {
        path = null;
        inHeader = true;
      } else if (inHeader && line.startsWith("+++ ")) {
        path = newName(line);
        if (path !== null) this.files.set(path, []);
      } else if (line.startsWith("@@ ")) {
        inHeader = false;
        const [, start, count = "1"] = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line);
        if (path !== null && Number(count) > 0) this.files.get(path).push([Number(start), Number(start) + Number(count) - 1]);
      }
    }
  }

  /** Whether every line from `first` to `last` was added or changed. */
  covers(path, first, last = first) {
    return (this.files.get(path) ?? []).some(([start, end]) => start <= first && last <= end);
  }

  touches(path, first, last = first) {
    return (this.files.get(path) ?? []).some(([start, end]) => start <= last && first <= end);
  }
}

function newName(line) {
  const name = line.slice(4).replace(/\t$/, "");
  if (name === "/dev/null") return null;
  return name.startsWith('"') ? JSON.parse(name).slice(2) : name.slice(2);
}

/**
 * What actions/checkout leaves behind: one commit, fetched at depth 1, detached for a pull request.
 *
 * `commit` and `ref` are GITHUB_SHA and GITHUB_REF, or what the user's `with: ref:` asked for.
 */
export async function checkout(repository, { commit, ref, depth = 1 }) {
  const workspace = join(temporaryFolder("workspace"), "shop");
  await git("/", ["init", "-q", "-b", "main", workspace]);
  await git(workspace, ["config", "gc.auto", "0"]);
  await git(workspace, ["remote", "add", "origin", `file://${encodeURI(repository.folder)}`]);
  const branch = /^refs\/heads\/(.*)$/.exec(ref)?.[1];
  const local = branch ? `refs/remotes/origin/${branch}` : ref.replace(/^refs\//, "refs/remotes/");
  const limit = depth ? [`--depth=${depth}`] : [];
  const protocol = ["-c", "protocol.version=2"];
  await git(workspace, [...protocol, "fetch", "-q", "--no-tags", "--prune", ...limit, "origin", `+${commit}:${local}`]);
  const target = branch ? ["-B", branch, local] : [local];
  await git(workspace, ["-c", "advice.detachedHead=false", "checkout", "-q", "--force", ...target]);
  return workspace;
}

/** The lines of a file as a person counts them. */
export const linesOf = (file) => readFileSync(file, "utf8").split(/\r\n|\n|\r/);
