import type { Operation } from "./api-description.ts";
import type { GitHubWorld, Token } from "./world.ts";

/** One request after routing: who asks, what for, with what. */
export interface Ask {
  readonly world: GitHubWorld;
  readonly token: Token;
  readonly operation: Operation;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  /** A whole list of which the server gives one page. */
  readonly list?: readonly unknown[];
}

export type Route = (ask: Ask) => Promise<Answer> | Answer;

export function ok(body: unknown, status = 200): Answer {
  return { status, body };
}

export function page(list: readonly unknown[]): Answer {
  return { status: 200, body: null, list };
}

export function failure(status: number, message: string, errors?: readonly object[]): Answer {
  const documentation_url = "https://docs.github.com/rest";
  return {
    status,
    body: { message, documentation_url, status: String(status), ...(errors ? { errors } : {}) },
  };
}

export function text(ask: Ask, key: string): string {
  const value = ask.body[key];
  return typeof value === "string" ? value : "";
}

export function number(ask: Ask, key: string): number {
  return Number(ask.params[key] ?? "0");
}
