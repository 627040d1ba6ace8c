// A stateful stand-in for GitHub's API.
//
// Three listeners, all on 127.0.0.1: the front, which the client talks to, records every request and plays trouble
// (scripted answers, cut connections); prism behind it, which checks requests and answers against GitHub's published
// description; and the back, which keeps the state. What is wrong with either side is in `violations`.

import { createServer, request as httpRequest } from "node:http";
import { codeScanningRoutes } from "./fake/code-scanning.mjs";
import { ok, Refusal } from "./fake/answer.mjs";
import { pullRoutes } from "./fake/pulls.mjs";
import { startPrism } from "./proxy.mjs";

const ROUTES = [...codeScanningRoutes, ...pullRoutes];
const LEVELS = { none: 0, read: 1, write: 2 };
const CREATING = new Set(["POST", "PATCH", "PUT", "DELETE"]);
const BODY_LIMIT = 64 * 1024 * 1024;

/** What a token may do, by the kind of run that was given it. */
export const permissions = {
  full: { metadata: "read", contents: "read", "security-events": "write", "pull-requests": "write" },
  noUpload: { metadata: "read", contents: "read" },
  fork: { metadata: "read", contents: "read", "security-events": "read", "pull-requests": "read" },
};

export class Fake {
  constructor(settings) {
    this.settings = {
      owner: "octo-org",
      name: "shop",
      prefix: "",
      tokens: {},
      codeScanning: "enabled", // or the sentence GitHub refuses with
      processing: { polls: 1 }, // and `errors`, to make it fail
      hourly: 1_000,
      creatingPerMinute: 80,
      publicReads: true,
      ...settings,
    };
    this.repository = settings.pull?.repository;
    this.pull = settings.pull;
    this.requests = [];
    this.violations = [];
    this.scripts = [];
    this.uploads = [];
    this.analyses = [];
    this.reviewComments = [];
    this.reviews = [];
    this.issueComments = [];
    this.checkRuns = [];
    this.spent = new Map();
    this.writes = [];
    this.ids = 1_000;
    this.closing = [];
  }

  /** Starts all three listeners. `settings.pull` is what `makePullRequest` answered; `prefix` is "" or "/api/v3". */
  static async start(settings = {}) {
    const fake = new Fake(settings);
    try {
      const back = await fake.listen((request, answer) => fake.answerBehind(request, answer));
      const which = fake.settings.prefix ? "enterprise" : "github";
      const proxy = await startPrism(which, `http://127.0.0.1:${back}`);
      fake.closing.push(() => proxy.stop());
      fake.proxy = proxy;
      const front = await fake.listen((request, answer) => fake.answerInFront(request, answer));
      fake.url = `http://127.0.0.1:${front}${fake.settings.prefix}`;
    } catch (error) {
      await fake.stop();
      throw error;
    }
    return fake;
  }

  async stop() {
    for (const close of this.closing.reverse()) await close();
    this.closing = [];
  }

  /**
   * Plays trouble: `{ method, path, times, when, answer }`. `path` is a regular expression; `answer` is
   * `{ status, body, headers }`, "cut" or "hang"; `when: "after"` lets GitHub do its work first and then loses the answer.
   */
  script({ method, path = /./, times = Infinity, when = "before", answer }) {
    this.scripts.push({ method, path, times, when, answer });
  }

  get repoPath() {
    return `/repos/${this.settings.owner}/${this.settings.name}`;
  }

  nextId() {
    this.ids += 1;
    return this.ids;
  }

  user() {
    const link = "https://example.invalid/bot";
    return {
      login: "github-actions[bot]", id: 41898282, node_id: "x", avatar_url: link, gravatar_id: "", url: link, html_url: link,
      followers_url: link, following_url: link, gists_url: link, starred_url: link, subscriptions_url: link,
      organizations_url: link, repos_url: link, events_url: link, received_events_url: link, type: "Bot", site_admin: false,
    };
  }

  // --- the front -----------------------------------------------------------------------------------------------

  async answerInFront(request, response) {
    const body = await readAll(request);
    const record = { method: request.method, path: request.url, headers: request.headers, body: parsed(body), status: null };
    this.requests.push(record);
    const script = this.takeScript(request);
    if (script?.when === "before") {
      record.scripted = true;
      return this.play(script.answer, response, record);
    }
    const answer = await this.forward(request, body);
    const problem = this.recordViolations(request, answer);
    if (script) {
      record.scripted = true;
      return this.play(script.answer, response, record);
    }
    if (problem) return this.play(refusalOf(request, problem), response, record);
    record.status = answer.status;
    response.writeHead(answer.status, answer.headers);
    return response.end(answer.content);
  }

  takeScript({ method, url }) {
    const script = this.scripts.find((each) => each.times > 0 && (!each.method || each.method === method) && each.path.test(url));
    if (script) script.times -= 1;
    return script;
  }

  play(answer, response, record) {
    if (answer === "hang") return undefined;
    if (answer === "cut") return response.socket.destroy();
    const { status, body = { message: "scripted" }, headers = {} } = answer;
    record.status = status;
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const kind = typeof body === "string" ? "text/html" : "application/json; charset=utf-8";
    response.writeHead(status, { "content-type": kind, ...headers });
    return response.end(text);
  }

  forward(request, body) {
    const port = this.proxy.port;
    return new Promise((settle, fail) => {
      const headers = { ...request.headers, host: `127.0.0.1:${port}`, "content-length": String(body.length), connection: "close" };
      delete headers["transfer-encoding"];
      delete headers["accept-encoding"];
      if (!body.length && !CREATING.has(request.method)) delete headers["content-length"];
      const onward = httpRequest({ host: "127.0.0.1", port, method: request.method, path: request.url, headers }, async (answer) => {
        const content = await readAll(answer);
        const { connection: _, "keep-alive": __, "transfer-encoding": ___, ...rest } = answer.headers;
        settle({ status: answer.statusCode, headers: { ...rest, "content-length": String(content.length) }, content });
      });
      onward.once("error", fail);
      onward.end(body);
    });
  }

  /** What prism found wrong: of a request in the answer's body, of an answer in a header. */
  recordViolations({ method, url }, { headers, content }) {
    const inHeader = headers["sl-violations"] ? JSON.parse(headers["sl-violations"]) : [];
    delete headers["sl-violations"];
    const problem = /problem\+json/.test(headers["content-type"] ?? "") ? parsed(content) : {};
    const unknown = problem.validation ? [] : [{ severity: "Error", message: `${problem.title}: ${problem.detail}` }];
    const inBody = problem.type ? (problem.validation ?? unknown) : [];
    for (const violation of [...inHeader, ...inBody]) {
      if (violation.severity === "Error") this.violations.push({ method, path: url, ...violation });
    }
    return problem.type?.endsWith("#UNPROCESSABLE_ENTITY") ? problem : null;
  }

  // --- the back ------------------------------------------------------------------------------------------------

  async answerBehind(request, response) {
    const url = new URL(request.url, this.url);
    const body = await readAll(request);
    let answer;
    try {
      answer = await this.route(request, url, body);
    } catch (error) {
      if (!(error instanceof Refusal)) console.error(`the fake failed at ${request.method} ${request.url}: ${error.stack}`);
      answer = error instanceof Refusal ? error : { status: 500, body: { message: String(error.stack) }, headers: {} };
    }
    const content = answer.body === null ? "" : JSON.stringify(answer.body);
    const kind = content ? { "content-type": "application/json; charset=utf-8" } : {};
    response.writeHead(answer.status, { ...kind, ...this.rateHeaders(tokenOf(request)), ...answer.headers });
    response.end(content);
  }

  async route(request, url, body) {
    const token = tokenOf(request);
    const allowed = this.permissionsOf(token);
    this.spend(token, request.method);
    const path = url.pathname.slice(this.settings.prefix.length);
    if (path === "/rate_limit") return ok(this.rateOverview(token));
    if (!path.startsWith(this.repoPath)) throw new Refusal(404, "Not Found");
    const rest = path.slice(this.repoPath.length);
    for (const [method, pattern, needed, handle] of ROUTES) {
      const params = method === request.method && match(pattern, rest);
      if (!params) continue;
      this.checkPermission(token, allowed, needed, method);
      return handle(this, { params, query: url.searchParams, url: url.href, body: parsed(body), token });
    }
    throw new Error(`the stand-in has no route for ${request.method} ${path}`);
  }

  permissionsOf(token) {
    if (token === null) return null;
    if (!(token in this.settings.tokens)) throw new Refusal(401, "Bad credentials");
    return this.settings.tokens[token];
  }

  checkPermission(token, allowed, needed, method) {
    if (allowed === null) {
      if (method === "GET" && this.settings.publicReads && !("security-events" in needed)) return;
      throw new Refusal(401, "Requires authentication");
    }
    for (const [scope, level] of Object.entries(needed)) {
      if (LEVELS[allowed[scope] ?? "none"] < LEVELS[level]) throw new Refusal(403, "Resource not accessible by integration");
    }
  }

  spend(token, method) {
    const used = (this.spent.get(token) ?? 0) + 1;
    this.spent.set(token, used);
    if (used > this.settings.hourly) throw new Refusal(403, "API rate limit exceeded for installation.");
    if (!CREATING.has(method)) return;
    const now = Date.now();
    this.writes = [...this.writes.filter((at) => now - at < 60_000), now];
    if (this.writes.length > this.settings.creatingPerMinute) {
      throw new Refusal(403, "You have exceeded a secondary rate limit.", { headers: { "retry-after": "60" } });
    }
  }

  rateHeaders(token) {
    const { hourly } = this.settings;
    const left = Math.max(0, hourly - (this.spent.get(token) ?? 0));
    const reset = Math.floor(Date.now() / 1000) + 3600;
    return { "x-ratelimit-limit": `${hourly}`, "x-ratelimit-remaining": `${left}`, "x-ratelimit-reset": `${reset}` };
  }

  rateOverview(token) {
    const { "x-ratelimit-remaining": remaining, "x-ratelimit-reset": reset } = this.rateHeaders(token);
    const rate = { limit: this.settings.hourly, used: this.spent.get(token) ?? 0, remaining: Number(remaining), reset: Number(reset) };
    return { resources: { core: rate, search: rate }, rate };
  }

  async listen(handle) {
    const server = createServer((request, response) => {
      handle(request, response).catch((error) => {
        console.error(`the fake failed at ${request.method} ${request.url}: ${error.stack}`);
        response.destroy();
      });
    });
    await new Promise((settle) => server.listen(0, "127.0.0.1", settle));
    this.closing.push(() => {
      server.closeAllConnections();
      return new Promise((settle) => server.close(settle));
    });
    return server.address().port;
  }
}

/** A request that breaks the description, refused as GitHub refuses it: 400 by code scanning, 422 elsewhere. */
function refusalOf({ url }, { validation }) {
  const message = `Invalid request.\n\n${validation.map(({ message: words }) => words).join("\n")}`;
  return { status: url.includes("/code-scanning/") ? 400 : 422, body: { message } };
}

function tokenOf(request) {
  return /^(?:bearer|token) (.+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? null;
}

function match(pattern, path) {
  const names = [...pattern.matchAll(/:(\w+)/g)].map(([, name]) => name);
  const found = new RegExp(`^${pattern.replace(/:\w+/g, "([^/]+)")}$`).exec(path);
  return found && Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(found[index + 1])]));
}

function parsed(body) {
  try {
    return body.length ? JSON.parse(body.toString("utf8")) : null;
  } catch {
    return body.toString("utf8");
  }
}

async function readAll(stream) {
  const chunks = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > BODY_LIMIT) throw new Error(`a body of more than ${BODY_LIMIT} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
