// How the stand-in answers: status, body, headers; errors in GitHub's form; bodies made from GitHub's own examples.

import { readFileSync } from "node:fs";
import { description } from "../oracle.mjs";

let spec;

/** A copy of an example answer from GitHub's API description, by its name there. */
export function example(name) {
  spec ??= JSON.parse(readFileSync(description("github"), "utf8"));
  const found = spec.components.examples[name];
  if (!found) throw new Error(`GitHub's API description has no example ${name}`);
  return structuredClone(found.value);
}

/** An error that reaches the client as GitHub would word it. */
export class Refusal extends Error {
  constructor(status, message, { headers = {}, errors } = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
    this.body = { message, ...(errors && { errors }), documentation_url: "https://docs.github.com/rest", status: String(status) };
  }
}

export const ok = (body, headers = {}) => ({ status: 200, body, headers });
export const created = (body, headers = {}) => ({ status: 201, body, headers });
export const accepted = (body) => ({ status: 202, body, headers: {} });
export const noContent = () => ({ status: 204, body: null, headers: {} });

/** One page of a list, with the Link header that GitHub sends. */
export function page(items, { query, url }) {
  const size = Math.min(Number(query.get("per_page") ?? 30), 100);
  const number = Number(query.get("page") ?? 1);
  const last = Math.max(1, Math.ceil(items.length / size));
  const to = (target) => {
    const there = new URL(url);
    there.searchParams.set("page", String(target));
    return there.href;
  };
  const links = [];
  if (number > 1) links.push(`<${to(number - 1)}>; rel="prev"`, `<${to(1)}>; rel="first"`);
  if (number < last) links.push(`<${to(number + 1)}>; rel="next"`, `<${to(last)}>; rel="last"`);
  return ok(items.slice((number - 1) * size, number * size), links.length ? { link: links.join(", ") } : {});
}
