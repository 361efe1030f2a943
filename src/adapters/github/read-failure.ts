/** How a request to GitHub failed. */
export interface GitHubFailure {
  /** Null where no answer came. */
  readonly status: number | null;
  /** For people: method, path, status and what the server said; at most 300 characters of it. */
  readonly text: string;
  /** True where the server may have done the work although no good answer came. */
  readonly isOutcomeUnknown: boolean;
}

/** Reads a failure out of what octokit threw; null where it is no failure of a request, and so a fault. */
export function readFailure(thrown: unknown): GitHubFailure | null {
  if (!(thrown instanceof Error) || !("status" in thrown) || !("request" in thrown)) return null;
  const hasAnswer = "response" in thrown && thrown.response !== undefined;
  const status = hasAnswer && typeof thrown.status === "number" ? thrown.status : null;
  const { method = "", url = "" } = thrown.request as { readonly method?: string; readonly url?: string };
  const path = URL.canParse(url) ? new URL(url).pathname : "";
  const said = thrown.message.replace(/\s+/g, " ").slice(0, 300);
  return {
    status,
    text: `${method} ${path}: ${status ?? "no answer"}, ${said}`,
    isOutcomeUnknown: status === null || status >= 500,
  };
}
