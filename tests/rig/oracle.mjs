// Where the development tools lie that `tests/oracles/install` fetched, and how to load them.
//
// Everything is outside the repository's tracked files (`.oracles`, or STRAPLOCK_ORACLES), so a bare import finds
// nothing: this is the one place that knows the folder.

import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The repository's root. */
export const repository = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** The folder that `tests/oracles/install` fills. */
export const oracles = resolve(process.env.STRAPLOCK_ORACLES || join(repository, ".oracles"));

const modules = join(oracles, "npm/node_modules");

/** A path below the oracles' folder. Says what to do when it is not there. */
export function oracle(path) {
  const whole = join(oracles, path);
  if (!existsSync(whole)) throw new Error(`${whole} is missing: run tests/oracles/install first`);
  return whole;
}

/** Imports an npm package, whether it is written as an ES module or in CommonJS. */
export async function load(name) {
  const folder = oracle(join("npm/node_modules", name));
  const { exports, module, main } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const root = exports?.["."] ?? exports;
  const entry = [root?.node?.import, root?.import, root?.default, root, module, main, "index.js"].find(isFile);
  return import(pathToFileURL(join(folder, entry)).href);

  function isFile(candidate) {
    return typeof candidate === "string" && existsSync(join(folder, candidate));
  }
}

/** The Python that has the pinned tools. */
export const python = () => oracle("venv/bin/python");

/** A tool of that Python: `zizmor`, `ruff`, `semgrep`. */
export const pythonTool = (name) => oracle(join("venv/bin", name));

/** Prism's command, to be started with node. */
export const prism = () => oracle("npm/node_modules/@stoplight/prism-cli/dist/index.js");

/** GitHub's API description, cut down: `github`, or `enterprise` whose routes begin with /api/v3. */
export const description = (which) => oracle(`openapi/${which}.json`);

/** The SARIF Multitool itself, not its npm wrapper, whose shell breaks on `;`. */
export const multitool = () => oracle("npm/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool");

/** SARIF 2.1.0's JSON Schema, from the same package. */
export const sarifSchema = () => oracle("npm/node_modules/@microsoft/sarif-multitool-linux/sarif-2.1.0.json");

/** The webhook payloads that GitHub's users contributed, by event name. */
export function webhookExamples() {
  const file = oracle("npm/node_modules/@octokit/webhooks-examples/api.github.com/index.json");
  return new Map(JSON.parse(readFileSync(file, "utf8")).map(({ name, examples }) => [name, examples]));
}

/** A pinned release of a real project (tests/oracles/projects.txt). */
export const project = (nameAndVersion) => oracle(join("projects", nameAndVersion));
