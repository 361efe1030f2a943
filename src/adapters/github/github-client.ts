import { setTimeout as wait } from "node:timers/promises";
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { Octokit } from "@octokit/rest";
import { refuseInterrupted } from "../../domain/interruption.ts";
import { RefusalError } from "../../domain/refusal.ts";
import type { Progress } from "../../ports/progress.ts";
import { FOREIGN_HOST_STATUS, makeSafeFetch } from "./safe-fetch.ts";

export interface GitHubClientOptions {
  /** `https://api.github.com`, or `https://HOST/api/v3` on GitHub Enterprise Server. */
  readonly apiUrl: string;
  /** Token of a GitHub App's installation, `GITHUB_TOKEN`, or a person's own. */
  readonly token: string;
  readonly progress: Progress;
  readonly timeoutMs?: number;
  /** Aborted when nothing is to be waited for any more, because the process was asked to end: every request throws `STOP_INTERRUPTED`. */
  readonly late?: AbortSignal;
  /** How long one process waits for rate limits in total before it gives up. */
  readonly maxWaitSeconds?: number;
  /** `github`: writes are spaced as GitHub asks. `none`: for a server without rate limits. */
  readonly pace?: "github" | "none";
  /** Length of a second of waiting, in milliseconds. */
  readonly secondMs?: number;
}

export type GitHubClient = ReturnType<typeof createGitHubClient>;

/** How long GitHub may take for one whole answer. */
const TIMEOUT_MS = 30_000;

const Client = Octokit.plugin(retry, throttling);
/** The shortest wait; it is used if the server names no time, or one that has already passed on this clock. */
const LEAST_WAIT_SECONDS = 10;
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };
const NO_PACE = { key: () => ({ schedule: (_options: unknown, job: () => Promise<void>) => job() }) };

/** Repeats reads and GraphQL after faults of the server, but never other writes: `writeOnce` first looks whether they were done. */
export function createGitHubClient(options: GitHubClientOptions) {
  const { progress, maxWaitSeconds = 900, secondMs = 1000 } = options;
  const { late = new AbortController().signal } = options;
  let waitedSeconds = 0;
  const mayWait = async (asked: number, request: { readonly method?: string; readonly url?: string }) => {
    const seconds = Math.max(asked, LEAST_WAIT_SECONDS);
    if (waitedSeconds + seconds > maxWaitSeconds) return false;
    waitedSeconds += seconds;
    progress.note(`GitHub asks to wait ${seconds} s before ${request.method} ${request.url}`);
    // The plugin itself waits for the time that the server asked for.
    await wait((seconds - Math.max(asked, 0)) * secondMs);
    return true;
  };
  const pacing: object = options.pace === "none" ? { write: NO_PACE, notifications: NO_PACE } : {};
  const octokit = new Client({
    auth: options.token,
    baseUrl: options.apiUrl.replace(/\/$/, ""),
    userAgent: "iu-cutter",
    log: SILENT,
    request: {
      fetch: makeSafeFetch({ apiUrl: options.apiUrl, timeoutMs: options.timeoutMs ?? TIMEOUT_MS, late }),
    },
    retry: {
      doNotRetry: [400, 401, 403, 404, 409, 410, FOREIGN_HOST_STATUS, 422, 429, 451],
      retryAfterBaseValue: secondMs,
    },
    throttle: {
      retryAfterBaseValue: secondMs,
      onRateLimit: mayWait,
      onSecondaryRateLimit: mayWait,
      ...pacing,
    },
  });
  octokit.hook.before("request", (request) => {
    if (!["GET", "HEAD"].includes(request.method) && !request.url.endsWith("/graphql"))
      request.request = { ...request.request, retries: 0 };
  });
  // Outermost: the waits of the plugins, for a limit or before they ask again, know of no end.
  octokit.hook.wrap("request", (request, order) => untilLate(late, () => Promise.resolve(request(order))));
  return { octokit, secondMs };
}

async function untilLate<T>(late: AbortSignal, work: () => Promise<T>): Promise<T> {
  let end: () => void = () => undefined;
  const ended = new Promise<never>((_resolve, reject) => {
    end = () => {
      const asked = refuseInterrupted(late);
      if (asked) reject(new RefusalError(asked));
    };
  });
  end();
  late.addEventListener("abort", end);
  try {
    return await Promise.race([ended, late.aborted ? ended : work()]);
  } finally {
    late.removeEventListener("abort", end);
  }
}
