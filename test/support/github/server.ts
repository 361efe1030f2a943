import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ACTIONS_ROUTES } from "./actions-routes.ts";
import { type Answer, type Ask, failure } from "./answer.ts";
import { type ApiDescription, loadApiDescription } from "./api-description.ts";
import { COMPARE_ROUTES } from "./compare-route.ts";
import { answerOfFault, createFaultPlan, type FaultPlan } from "./faults.ts";
import { GIT_ROUTES } from "./git-routes.ts";
import { openGitStore } from "./git-store.ts";
import { answerGraphql } from "./graphql.ts";
import { createLimiter, type LimitedRequest, type Limiter, type Limits } from "./limits.ts";
import { PULL_ROUTES, tooLong } from "./pull-routes.ts";
import { REPOSITORY_ROUTES } from "./repository-routes.ts";
import { followBranches, type GitHubWorld, type Token, type User } from "./world.ts";

/** A GitHub on the loopback interface, over a real bare git repository. Every request and answer is checked against GitHub's API description. */
export interface LoopbackGitHub extends AsyncDisposable {
  readonly url: string;
  readonly world: GitHubWorld;
  readonly faults: FaultPlan;
  /** Every request that came in: `POST /repos/o/n/pulls`. */
  readonly requests: readonly string[];
  /** GitHub's limits, which hold for every token, with the counts of all requests. */
  readonly limits: Limits;
  /** What did not fit GitHub's description; a test asserts that it is empty. */
  readonly violations: readonly string[];
  /** The token of the bot, as a workflow's `GITHUB_TOKEN`. */
  readonly tokens: { readonly bot: string };
  /** Makes a person with a token of their own. */
  addPerson(login: string, permission?: Token["permission"]): { readonly user: User; readonly token: string };
  /** Longest body of a comment; GitHub documents 65 536 characters. */
  maxCommentUnits: number;
}

const ROUTES = { ...ACTIONS_ROUTES, ...COMPARE_ROUTES, ...GIT_ROUTES, ...PULL_ROUTES, ...REPOSITORY_ROUTES };
const BOT: User = {
  id: 41898282,
  login: "github-actions[bot]",
  name: "github-actions[bot]",
  email: "41898282+github-actions[bot]@users.noreply.github.com",
  type: "Bot",
};

export interface LoopbackOptions {
  /** Where the bare repository is made. */
  readonly folder: string;
  readonly repository?: string;
  readonly now?: () => Date;
  readonly port?: number;
}

export async function startLoopbackGitHub(options: LoopbackOptions): Promise<LoopbackGitHub> {
  const [owner = "icx", name = "control"] = (options.repository ?? "icx/control").split("/");
  let lastId = 1_000;
  const world: GitHubWorld = {
    owner,
    name,
    repositoryId: 700_001,
    git: await openGitStore(options.folder),
    tokens: new Map([["bot-token", { user: BOT, scopes: null, permission: "push" }]]),
    pulls: [],
    comments: [],
    reviews: [],
    statuses: [],
    starts: [],
    runners: [],
    settings: {
      rulesets: [],
      branchRules: [],
      environments: [],
      codeOwnerErrors: [],
      workflowPermissions: { default_workflow_permissions: "read", can_approve_pull_request_reviews: true },
      forkApproval: { approval_policy: "all_external_contributors" },
      isArchived: false,
    },
    now: options.now ?? (() => new Date()),
    nextId: () => {
      lastId += 1;
      return lastId;
    },
    url: "",
  };
  const log: Log = {
    requests: [],
    violations: [],
    faults: createFaultPlan(),
    limits: createLimiter(world.now),
    maxCommentUnits: 65_536,
    description: loadApiDescription(),
  };
  const server = createServer((request, response) => {
    serve(world, log, request, response).catch((fault: unknown) => {
      log.violations.push(
        `fault: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}`,
      );
      send(response, failure(500, "fault of the loopback GitHub"));
    });
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  world.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: world.url,
    world,
    faults: log.faults,
    requests: log.requests,
    limits: log.limits,
    violations: log.violations,
    tokens: { bot: "bot-token" },
    addPerson(login, permission = "push") {
      const id = world.nextId();
      const user: User = { id, login, name: login, email: `${login}@example.org`, type: "User" };
      const token = `token-of-${login}`;
      world.tokens.set(token, { user, scopes: "repo", permission });
      return { user, token };
    },
    get maxCommentUnits() {
      return log.maxCommentUnits;
    },
    set maxCommentUnits(units) {
      log.maxCommentUnits = units;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      world.git[Symbol.dispose]();
    },
  };
}

interface Log {
  readonly requests: string[];
  readonly violations: string[];
  readonly faults: FaultPlan;
  readonly limits: Limiter;
  readonly description: ApiDescription;
  maxCommentUnits: number;
}

async function serve(
  world: GitHubWorld,
  log: Log,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const method = request.method ?? "GET";
  const url = new URL(request.url ?? "/", world.url);
  const path = url.pathname.replace(/^\/api\/v3/, "");
  log.requests.push(`${method} ${path}`);
  const body = await readBody(request);
  const token = world.tokens.get((request.headers.authorization ?? "").replace(/^(?:token|bearer) /i, ""));
  if (token !== undefined) {
    const { headers, refused } = log.limits.take(limitedRequest(log, { token, method, path, body }));
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (refused !== null) return send(response, refused);
  }
  const fault = log.faults.take(method, path);
  if (fault?.kind === "drop") return void request.socket.destroy();
  if (fault?.kind === "say") {
    response.writeHead(fault.status, { "content-type": fault.type, ...fault.headers });
    return void response.end(fault.bytes);
  }
  if (fault?.kind === "break_off") {
    response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
    return void response.write("[{", () => request.socket.destroy());
  }
  const struck = fault === null ? null : answerOfFault(fault, world.now());
  if (struck !== null) {
    for (const [name, value] of Object.entries(struck.headers)) response.setHeader(name, value);
    return send(response, struck.answer);
  }
  if (token === undefined) return send(response, failure(401, "Bad credentials"));
  await followBranches(world);
  const answer = path.endsWith("/graphql")
    ? await ask(world, log, token, body)
    : await route(world, log, { method, path, query: url.searchParams, body, token });
  if (fault?.kind === "store_then_drop") return void request.socket.destroy();
  if (fault?.kind === "store_then_answer") return send(response, failure(fault.status, "Server Error"));
  if (token.scopes !== null) response.setHeader("x-oauth-scopes", token.scopes);
  send(response, answer.list === undefined ? answer : paged(world, response, url, answer.list));
}

function limitedRequest(
  log: Log,
  asked: { token: Token; method: string; path: string; body: unknown },
): LimitedRequest {
  const { token, method, path } = asked;
  const isGraphql = path.endsWith("/graphql");
  const { query } = (asked.body ?? {}) as { readonly query?: unknown };
  return {
    ...{ token, method, isGraphql },
    route: isGraphql ? "/graphql" : (log.description.match(method, path)?.path ?? path),
    isMutation: isGraphql && /^\s*mutation\b/.test(String(query)),
  };
}

async function route(
  world: GitHubWorld,
  log: Log,
  asked: { method: string; path: string; query: URLSearchParams; body: unknown; token: Token },
): Promise<Answer> {
  const operation = log.description.match(asked.method, asked.path);
  if (operation === null) {
    log.violations.push(`${asked.method} ${asked.path}: GitHub has no such operation`);
    return failure(404, "Not Found");
  }
  const handler = ROUTES[`${operation.method} ${operation.path}`];
  const { owner, repo, ...params } = operation.params;
  if (handler === undefined) {
    log.violations.push(`${asked.method} ${operation.path}: the loopback GitHub does not know it`);
    return failure(501, "Not Implemented");
  }
  if (
    owner !== undefined &&
    `${owner}/${repo}`.toLowerCase() !== `${world.owner}/${world.name}`.toLowerCase()
  )
    return failure(404, "Not Found");
  const wrong = log.description.checkRequest(operation, asked.body);
  for (const problem of wrong)
    log.violations.push(`request ${operation.method} ${operation.path}: ${problem}`);
  const ask: Ask = {
    world,
    token: asked.token,
    operation,
    params,
    query: asked.query,
    body: (asked.body ?? {}) as Ask["body"],
  };
  const refused = asked.method === "GET" ? null : (refuseWrite(ask) ?? tooLong(ask, log.maxCommentUnits));
  const answer = refused ?? (await handler(ask));
  const judged = answer.list === undefined ? answer.body : answer.list;
  const problems = answer.status < 400 ? log.description.checkAnswer(operation, answer.status, judged) : [];
  for (const problem of problems)
    log.violations.push(`answer ${operation.method} ${operation.path} ${answer.status}: ${problem}`);
  return answer;
}

/** What GitHub says to a write for which the repository or the token is at fault. */
function refuseWrite({ world, token, operation }: Ask): Answer | null {
  if (world.settings.isArchived) return failure(403, "Repository was archived so is read-only.");
  if (token.permission === "pull") return failure(403, "Resource not accessible by integration");
  const isWorkflow = token.user.id === BOT.id && operation.path.endsWith("/pulls");
  return isWorkflow && world.settings.workflowPermissions["can_approve_pull_request_reviews"] !== true
    ? failure(403, "GitHub Actions is not permitted to create or approve pull requests.")
    : null;
}

async function ask(world: GitHubWorld, log: Log, token: Token, body: unknown): Promise<Answer> {
  const { answer, violations } = await answerGraphql(world, token, body);
  log.violations.push(...violations);
  return answer;
}

function paged(world: GitHubWorld, response: ServerResponse, url: URL, list: readonly unknown[]): Answer {
  const size = Math.min(100, Number(url.searchParams.get("per_page") ?? "30"));
  const at = Number(url.searchParams.get("page") ?? "1");
  const last = Math.max(1, Math.ceil(list.length / size));
  const link = (page: number, rel: string) => {
    const target = new URL(url.pathname + url.search, world.url);
    target.searchParams.set("page", String(page));
    return `<${target}>; rel="${rel}"`;
  };
  // GitHub promises no order of the relations: `last` before `next` here.
  const links = [
    ...(at < last ? [link(last, "last"), link(at + 1, "next")] : []),
    ...(at > 1 ? [link(1, "first"), link(at - 1, "prev")] : []),
  ];
  if (links.length > 0) response.setHeader("link", links.join(", "));
  return { status: 200, body: list.slice((at - 1) * size, at * size) };
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.statusCode = status;
  response.setHeader("content-type", "application/json; charset=utf-8");
  response.end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text === "" ? undefined : JSON.parse(text);
}
