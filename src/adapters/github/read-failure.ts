import type { z } from "zod";

/** How a request to GitHub failed. */
export interface GitHubFailure {
  /** Null if no answer came; 200 where GraphQL reports a refusal. */
  readonly status: number | null;
  /** What was asked: `POST /repos/icx/control/pulls`. */
  readonly asked: string;
  /** GitHub's own words, on one line, at most 300 characters. */
  readonly said: string;
  /** For people: what was asked, the status, and GitHub's words. */
  readonly text: string;
  /** True if the server may have done the work although no good answer came. */
  readonly isOutcomeUnknown: boolean;
  /** Headers in which GitHub says what the token lacks; empty where there was no answer. */
  readonly headers: Readonly<Record<string, unknown>>;
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
  if (thrown instanceof AnswerError) {
    const said = `an answer of another shape, ${oneLine(thrown.message)}`;
    return { status: 200, asked: "", said, text: said, isOutcomeUnknown: true, headers: {} };
  }
  // GraphQL reports its refusals with status 200.
  if (thrown.name === "GraphqlResponseError" || isGraphqlLimit(thrown)) {
    const [asked, said] = ["POST /graphql", oneLine(graphqlWords(thrown))];
    const headers = recordOf("headers" in thrown ? thrown.headers : null);
    return { status: 200, asked, said, text: `${asked}: ${said}`, isOutcomeUnknown: false, headers };
  }
  if (!("status" in thrown) || !("request" in thrown)) return null;
  const response = "response" in thrown ? recordOf(thrown.response) : {};
  const hasAnswer = "status" in response;
  const status = hasAnswer && typeof thrown.status === "number" ? thrown.status : null;
  const { method = "", url = "" } = thrown.request as { readonly method?: string; readonly url?: string };
  const asked = `${method} ${URL.canParse(url) ? new URL(url).pathname : ""}`;
  const said = oneLine(wordsOf(response["data"]) ?? thrown.message);
  return {
    status,
    asked,
    said,
    text: `${asked}: ${status ?? "no answer"}, ${said}`,
    isOutcomeUnknown: status === null || status >= 500,
    headers: recordOf(response["headers"]),
  };
}

/** The message of an answer with those of its single errors: `Validation Failed: No commits between main and x`. */
function wordsOf(data: unknown): string | null {
  const { message, errors } = recordOf(data);
  if (typeof message !== "string") return null;
  const details = (Array.isArray(errors) ? errors : []).flatMap((error: unknown) => {
    if (typeof error === "string") return [error];
    const { message: said, resource, field, code } = recordOf(error);
    return [typeof said === "string" ? said : [resource, field, code].filter(Boolean).join(" ")];
  });
  return [message, ...details].join(": ");
}

function graphqlWords(thrown: Error): string {
  const errors: unknown = "errors" in thrown ? thrown.errors : null;
  const said = (Array.isArray(errors) ? errors : []).map((error: unknown) => recordOf(error)["message"]);
  return said.filter((words) => typeof words === "string").join("; ") || thrown.message;
}

/** The throttling plugin throws a plain error when it gives up waiting for GraphQL. */
function isGraphqlLimit(thrown: Error): boolean {
  return "response" in thrown && !("request" in thrown) && !("status" in thrown);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim().slice(0, 300).toWellFormed();
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
