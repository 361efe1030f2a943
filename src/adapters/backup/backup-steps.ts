import { refuseInterrupted } from "../../domain/interruption.ts";
import { RefusalError, refusal } from "../../domain/refusal.ts";
import type { BackupOptions } from "./backup-options.ts";

/** Throws `STOP_INTERRUPTED` between two steps where the process was asked to end. */
export function refuseToGoOn({ interrupted }: Pick<BackupOptions, "interrupted">): void {
  const refusal = refuseInterrupted(interrupted);
  if (refusal) throw new RefusalError(refusal);
}

/** Waits for both; where one fails, the other is disposed and the failure thrown. */
export async function bothOrNeither<A extends AsyncDisposable, B extends AsyncDisposable>(
  first: Promise<A>,
  second: Promise<B>,
): Promise<readonly [A, B]> {
  const [a, b] = await Promise.allSettled([first, second]);
  if (a.status === "fulfilled" && b.status === "fulfilled") return [a.value, b.value];
  if (a.status === "fulfilled") await a.value[Symbol.asyncDispose]();
  if (b.status === "fulfilled") await b.value[Symbol.asyncDispose]();
  throw a.status === "rejected" ? a.reason : (b as PromiseRejectedResult).reason;
}

export function cannotStart(cause: unknown): never {
  if (cause instanceof RefusalError) throw cause;
  const actual = cause instanceof Error ? cause.message : String(cause);
  throw new RefusalError(
    refusal("STOP_BACKUP_FAILED", {
      field: "throw-away database",
      expected: "a database that starts",
      actual,
    }),
  );
}

export function majorOf(serverVersion: string): number {
  return Number.parseInt(serverVersion, 10);
}

/** A stream of these bytes alone. */
export async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
