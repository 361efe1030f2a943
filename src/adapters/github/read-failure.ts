import type { z } from "zod";

/** How a request to GitHub failed. */
export interface GitHubFailure {
  /** Null if no answer came. */
  readonly status: number | null;
  /** For people: method, path, status and what the server said; at most 300 characters of it. */
  readonly text: string;
  /** True if the server may have done the work although no good answer came. */
  readonly isOutcomeUnknown: boolean;
}

/** An answer that does not have the shape that GitHub documents; nothing in it is used. */
export class AnswerError extends Error {
  override readonly name = "AnswerError";
}

/** Reads the needed part of an answer; throws an `AnswerError` if it has another shape. */
export function parseAnswer<T>(schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new AnswerError(`${issue?.path.join(".") || "the answer"}: ${issue?.message ?? "another shape"}`);
}

/** Reads the failure of a request from what octokit threw; null for any other error, which is a fault. */
export function readFailure(thrown: unknown): GitHubFailure | null {
  if (!(thrown instanceof Error)) return null;
  const said = thrown.message.replace(/\s+/g, " ").slice(0, 300);
  if (thrown instanceof AnswerError)
    return { status: 200, text: `an answer of another shape, ${said}`, isOutcomeUnknown: true };
  // GraphQL reports its refusals with status 200.
  if (thrown.name === "GraphqlResponseError" || isGraphqlLimit(thrown))
    return { status: 200, text: `POST /graphql: ${said}`, isOutcomeUnknown: false };
  if (!("status" in thrown) || !("request" in thrown)) return null;
  const hasAnswer = "response" in thrown && thrown.response !== undefined;
  const status = hasAnswer && typeof thrown.status === "number" ? thrown.status : null;
  const { method = "", url = "" } = thrown.request as { readonly method?: string; readonly url?: string };
  const path = URL.canParse(url) ? new URL(url).pathname : "";
  return {
    status,
    text: `${method} ${path}: ${status ?? "no answer"}, ${said}`,
    isOutcomeUnknown: status === null || status >= 500,
  };
}

/** The throttling plugin throws a plain error when it gives up waiting for GraphQL. */
function isGraphqlLimit(thrown: Error): boolean {
  return "response" in thrown && !("request" in thrown) && !("status" in thrown);
}
