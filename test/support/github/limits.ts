import { type Answer, failure } from "./answer.ts";
import type { Token } from "./world.ts";

/**
 * GitHub's limits. The figures and the answers stand on docs.github.com, page "Rate limits for the REST API"
 * (rest/using-the-rest-api/rate-limits-for-the-rest-api), sections:
 * - "Primary rate limit for GITHUB_TOKEN in GitHub Actions": 1,000 requests per hour per repository;
 * - "Primary rate limit for authenticated users": 5,000 requests per hour;
 * - "About secondary rate limits": no more than 80 content-generating requests per minute and 500 per hour, through REST, GraphQL and the web together;
 * - "Exceeding the rate limit": 403 or 429; of the primary limit with `x-ratelimit-remaining: 0`, not to be retried before `x-ratelimit-reset`; of a
 *   secondary one with a message that says so, not to be retried before `retry-after` has elapsed.
 * GraphQL has a primary limit of its own, page "Rate limits and query limits for the GraphQL API"
 * (graphql/overview/rate-limits-and-query-limits-for-the-graphql-api): 1,000 points per hour per repository for GITHUB_TOKEN, 5,000 for a person. A query is
 * one point here; GitHub may count more.
 *
 * GitHub does not say which requests generate content: here it is every POST, PATCH and PUT, and every mutation, which is more than it may be. It
 * does not say what it writes into `retry-after` either: here it is when the next request fits. Not imitated: 900 points a minute for one endpoint, 100
 * requests at once, 90 seconds of its processors, and lower limits of single endpoints, which are not published.
 */
const GITHUB_LIMITS = {
  workflowPerHour: 1_000,
  personPerHour: 5_000,
  contentPerMinute: 80,
  contentPerHour: 500,
} as const;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What a test may ask of the limits: the counts, and that time passes. */
export interface Limits {
  /** Requests with a known token, those that were refused for a limit too. */
  readonly total: number;
  /** Those that generate content. */
  readonly content: number;
  /** Those that were answered with a limit. */
  readonly refused: number;
  /** By method and route: `POST /repos/{owner}/{repo}/pulls`, or `POST /graphql`. */
  readonly byRoute: ReadonlyMap<string, number>;
  /** Lets time pass for the limits alone, as long as a real client would have waited. */
  pass(seconds: number): void;
  /** Takes so many requests of a token's limits, as another job under the same token would; they are not among the counts. */
  spend(token: Token, spent: { readonly content?: number; readonly reads?: number }): void;
}

export interface LimitedRequest {
  readonly token: Token;
  readonly method: string;
  readonly route: string;
  readonly isGraphql: boolean;
  readonly isMutation: boolean;
}

export interface Limiter extends Limits {
  /** Counts a request; the headers of its answer, and the answer itself where it goes over a limit. */
  take(request: LimitedRequest): {
    readonly headers: Readonly<Record<string, string>>;
    readonly refused: Answer | null;
  };
}

export function createLimiter(now: () => Date): Limiter {
  const windows = new Map<string, { endsAt: number; used: number }>();
  const made = new Map<number, number[]>();
  const byRoute = new Map<string, number>();
  const counts = { total: 0, content: 0, refused: 0 };
  let passed = 0;
  const at = () => now().getTime() + passed;
  return {
    get total() {
      return counts.total;
    },
    get content() {
      return counts.content;
    },
    get refused() {
      return counts.refused;
    },
    byRoute,
    pass(seconds) {
      passed += seconds * 1000;
    },
    spend(token, { content = 0, reads = 0 }) {
      const hour = { token, isGraphql: false };
      for (let spent = 0; spent < content + reads; spent += 1) takeOfHour(windows, hour, at());
      made.set(token.user.id, [
        ...(made.get(token.user.id) ?? []),
        ...Array.from({ length: content }, () => at()),
      ]);
    },
    take(request) {
      const isContent = generatesContent(request);
      const route = `${request.method} ${request.route}`;
      byRoute.set(route, (byRoute.get(route) ?? 0) + 1);
      counts.total += 1;
      if (isContent) counts.content += 1;
      const { id } = request.token.user;
      const primary = takeOfHour(windows, request, at());
      // In the time of the client, which the limits may be ahead of.
      const reset = Math.ceil((primary.endsAt - passed) / 1000);
      const headers = {
        "x-ratelimit-limit": String(primary.limit),
        "x-ratelimit-remaining": String(Math.max(0, primary.limit - primary.used)),
        "x-ratelimit-used": String(Math.min(primary.used, primary.limit)),
        "x-ratelimit-reset": String(reset),
        "x-ratelimit-resource": request.isGraphql ? "graphql" : "core",
      };
      if (primary.used > primary.limit) {
        counts.refused += 1;
        return { headers, refused: refusePrimary(request) };
      }
      if (!isContent) return { headers, refused: null };
      const recent = (made.get(id) ?? []).filter((moment) => moment > at() - HOUR);
      made.set(id, recent);
      const seconds = secondsToWait(recent, at());
      if (seconds === 0) {
        recent.push(at());
        return { headers, refused: null };
      }
      counts.refused += 1;
      return { headers: { ...headers, "retry-after": String(seconds) }, refused: failure(403, TOO_MUCH) };
    },
  };
}

const TOO_MUCH =
  "You have exceeded a secondary rate limit and have been temporarily blocked from content creation. Please retry your request again later.";

/** GraphQL says it under 200. */
function refusePrimary({ token, isGraphql }: LimitedRequest): Answer {
  const message =
    token.user.type === "Bot"
      ? "API rate limit exceeded for installation ID 1."
      : `API rate limit exceeded for user ID ${token.user.id}.`;
  return isGraphql
    ? { status: 200, body: { data: null, errors: [{ type: "RATE_LIMITED", message }] } }
    : failure(403, message);
}

function generatesContent({ method, isGraphql, isMutation }: LimitedRequest): boolean {
  return isGraphql ? isMutation : ["POST", "PATCH", "PUT"].includes(method);
}

/** The hour of a token begins with its first request. */
function takeOfHour(
  windows: Map<string, { endsAt: number; used: number }>,
  { token, isGraphql }: Pick<LimitedRequest, "token" | "isGraphql">,
  at: number,
) {
  const key = `${token.user.id} ${isGraphql}`;
  const known = windows.get(key);
  const hour = known === undefined || known.endsAt <= at ? { endsAt: at + HOUR, used: 0 } : known;
  hour.used += 1;
  windows.set(key, hour);
  const limit = token.user.type === "Bot" ? GITHUB_LIMITS.workflowPerHour : GITHUB_LIMITS.personPerHour;
  return { ...hour, limit };
}

/** How long until another request that generates content fits; 0: it fits now. */
function secondsToWait(made: readonly number[], at: number): number {
  const waits = [
    { within: MINUTE, most: GITHUB_LIMITS.contentPerMinute },
    { within: HOUR, most: GITHUB_LIMITS.contentPerHour },
  ].map(({ within, most }) => {
    const first = made.filter((moment) => moment > at - within).at(-most);
    return first === undefined ? 0 : Math.max(1, Math.ceil((first + within - at) / 1000));
  });
  return Math.max(...waits);
}
