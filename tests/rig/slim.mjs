#!/usr/bin/env node
// Cuts GitHub's published API description down to the routes that Straplock calls.
//
//   node slim.mjs FULL.json SLIM.json [--prefix /api/v3]
//
// The full description takes prism half a minute to read; this one takes seconds. Nothing in what is kept is
// changed, except that --prefix puts GitHub Enterprise's path prefix in front of every route.

import { readFileSync, renameSync, writeFileSync } from "node:fs";

const REPO = "/repos/{owner}/{repo}";
const KEPT = [
  /^\/rate_limit$/,
  new RegExp(`^${literal(REPO)}$`),
  new RegExp(`^${literal(REPO)}/code-scanning/(alerts|analyses|sarifs|default-setup)(/|$)`),
  new RegExp(`^${literal(REPO)}/pulls/\\{pull_number\\}$`),
  new RegExp(`^${literal(REPO)}/pulls/\\{pull_number\\}/(files|comments|reviews|commits)(/|$)`),
  new RegExp(`^${literal(REPO)}/pulls/comments/`),
  new RegExp(`^${literal(REPO)}/issues/\\{issue_number\\}/comments$`),
  new RegExp(`^${literal(REPO)}/issues/comments/`),
  new RegExp(`^${literal(REPO)}/check-runs(/|$)`),
  new RegExp(`^${literal(REPO)}/compare/`),
  new RegExp(`^${literal(REPO)}/commits/\\{(ref|commit_sha)\\}(/(pulls|check-runs))?$`),
  new RegExp(`^${literal(REPO)}/actions/runs/\\{run_id\\}$`),
];

function literal(text) {
  return text.replace(/[{}/.]/g, "\\$&");
}

/** The description with only the kept routes, and of `components` only what they reach. */
export function slim(whole, prefix = "") {
  const paths = {};
  for (const [path, item] of Object.entries(whole.paths)) {
    if (KEPT.some((wanted) => wanted.test(path))) paths[prefix + path] = item;
  }
  const components = {};
  const waiting = [paths];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    for (const pointer of references(part)) {
      const [kind, name] = pointer.replace("#/components/", "").split("/");
      components[kind] ??= {};
      if (name in components[kind]) continue;
      components[kind][name] = whole.components[kind][name];
      waiting.push(components[kind][name]);
    }
  }
  const { openapi, info } = whole;
  return { openapi, info, servers: [{ url: "/" }], paths, components };
}

function* references(value) {
  if (value === null || typeof value !== "object") return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === "$ref" && typeof inner === "string") yield inner;
    else yield* references(inner);
  }
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const [full, target, flag, prefix = ""] = process.argv.slice(2);
  if (!full || !target || (flag !== undefined && flag !== "--prefix")) {
    console.error("usage: node slim.mjs FULL.json SLIM.json [--prefix /api/v3]");
    process.exit(2);
  }
  const result = slim(JSON.parse(readFileSync(full, "utf8")), prefix);
  if (Object.keys(result.paths).length < 20) {
    console.error(`slim: only ${Object.keys(result.paths).length} routes found in ${full}: has the description changed its paths?`);
    process.exit(1);
  }
  writeFileSync(`${target}.part`, JSON.stringify(result));
  renameSync(`${target}.part`, target);
}
