import { type Answer, failure } from "./answer.ts";

/** A fault that strikes matching requests a number of times. */
interface Fault {
  readonly method: string;
  /** Matches the path of the request. */
  readonly path: RegExp;
  readonly times: number;
  readonly kind: FaultKind;
}

export type FaultKind =
  /** An answer instead of the work. */
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly message?: string;
      readonly errors?: readonly object[];
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Exactly these bytes instead of the work. */
  | {
      readonly kind: "say";
      readonly status: number;
      readonly type: string;
      readonly bytes: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The beginning of an answer, then the socket is closed. */
  | { readonly kind: "break_off" }
  /** The work is done and stored, and the answer is this status. */
  | { readonly kind: "store_then_answer"; readonly status: number }
  /** The work is done and stored, and the socket is closed. */
  | { readonly kind: "store_then_drop" }
  /** The socket is closed before anything is done. */
  | { readonly kind: "drop" }
  | { readonly kind: "secondary_limit"; readonly retryAfterSeconds: number | null }
  | { readonly kind: "rate_limit"; readonly resetSeconds: number }
  | { readonly kind: "redirect"; readonly to: string; readonly status: 301 | 302 | 307 };

/** Faults that wait for their requests, in the order in which they were added. */
export interface FaultPlan {
  add(fault: Fault): void;
  /** Ends every fault that still waits. */
  clear(): void;
  /** The fault that strikes this request, which counts down by one. */
  take(method: string, path: string): FaultKind | null;
}

export function createFaultPlan(): FaultPlan {
  const waiting: { fault: Fault; left: number }[] = [];
  return {
    add(fault) {
      waiting.push({ fault, left: fault.times });
    },
    clear() {
      waiting.length = 0;
    },
    take(method, path) {
      const found = waiting.find(
        ({ fault, left }) => left > 0 && fault.method === method && fault.path.test(path),
      );
      if (found === undefined) return null;
      found.left -= 1;
      return found.fault.kind;
    },
  };
}

/** What the server says instead of doing its work; null for the kinds that let it work. */
export function answerOfFault(
  fault: FaultKind,
  now: Date,
): { readonly answer: Answer; readonly headers: Readonly<Record<string, string>> } | null {
  if (fault.kind === "answer")
    return {
      answer: failure(fault.status, fault.message ?? "Server Error", fault.errors),
      headers: fault.headers ?? {},
    };
  if (fault.kind === "redirect")
    return { answer: failure(fault.status, "Moved Permanently"), headers: { location: fault.to } };
  if (fault.kind === "secondary_limit") {
    const message =
      "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
    const { retryAfterSeconds } = fault;
    return {
      answer: failure(403, message),
      headers: retryAfterSeconds === null ? {} : { "retry-after": String(retryAfterSeconds) },
    };
  }
  if (fault.kind === "rate_limit") {
    const reset = Math.floor(now.getTime() / 1000) + fault.resetSeconds;
    return {
      answer: failure(403, "API rate limit exceeded"),
      headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(reset) },
    };
  }
  return null;
}
