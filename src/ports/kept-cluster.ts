import type { Refusal } from "../domain/refusal.ts";
import type { Result } from "../domain/result.ts";
import type { ScratchDatabase } from "./scratch.ts";

/**
 * A folder that is kept from one restore to the next, so that only what has changed is restored again, and the throw-away server that is
 * started on it. Programs that fill it run under the account of that server.
 */
export interface KeptCluster {
  /** What would keep `hold` from its work, other than another process that holds the folder; changes nothing. */
  examine(serverMajor: number | null): Promise<Refusal | null>;
  /** Runs a program with no environment but a search path; it is ended when its time is over, and when this process is asked to end. */
  run(order: ProgramOrder): Promise<ProgramEnd>;
  /** Makes the folder if it is not there, and waits until no other process holds it. What was restored under another `name` is removed. */
  hold(name: string): Promise<Result<HeldFolder>>;
}

export interface ProgramOrder {
  readonly command: readonly string[];
  readonly timeoutMs: number;
  /** Where it works; left out: in no folder in particular. */
  readonly folder?: string;
  /** Takes its output in place of `output`. */
  readonly onOutput?: (chunk: Uint8Array) => void;
}

export interface ProgramEnd {
  /** Exit code; null where a signal ended it or it could not be started. */
  readonly code: number | null;
  readonly output: string;
  /** The end of what it said on standard error. */
  readonly said: string;
  /** Why it was ended, where it did not end by itself. */
  readonly ended: "timeout" | "interrupted" | null;
}

/** Held by this process until it is discarded, or the database that was started on it is disposed. */
export interface HeldFolder {
  /** Where the cluster is to be restored to. */
  readonly data: string;
  /** Where its tablespaces are to go, so that none is restored to where the live one is. */
  readonly tablespaces: string;
  /** Lets the restored cluster recover to the end of its backup, and starts it. Throws where it does not. */
  start(wish: StartWish): Promise<ScratchDatabase>;
  /** Ends what was started, empties the folder and lets go of it. */
  discard(): Promise<void>;
}

export interface StartWish {
  readonly database: string;
  readonly serverMajor: number;
  /** A superuser of the restored cluster who may log in. */
  readonly superuser: string;
  /** Transactions that may be prepared in the restored cluster. */
  readonly preparedTransactions: number;
}
