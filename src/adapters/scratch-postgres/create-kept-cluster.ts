import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { refuseInterrupted } from "../../domain/interruption.ts";
import { type Refusal, RefusalError, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { HeldFolder, KeptCluster, StartWish } from "../../ports/kept-cluster.ts";
import type { Random } from "../../ports/random.ts";
import type { ScratchDatabase } from "../../ports/scratch.ts";
import { findPostgres, type PostgresPrograms } from "./find-postgres.ts";
import { emptyKeptFolder, LOCK, makeKeptFolder, readyKeptFolder, refuseKeptFolder } from "./kept-folder.ts";
import { refuseTempFolder } from "./refuse-temp-folder.ts";
import { startRestored } from "./restored-cluster.ts";
import { runProgram } from "./run-program.ts";
import type { OpenPgSource } from "./scratch-database.ts";
import { type Launch, readLaunch } from "./unprivileged.ts";

export interface KeptClusterOptions {
  readonly folder: string;
  /** Whether what was restored stays for the next restore; else the folder is emptied when the copy is disposed. */
  readonly keep: boolean;
  readonly pgBin: string | null;
  readonly path: string;
  /** Where the server's socket and configuration lie: as for other throw-away clusters. */
  readonly tempFolder: string;
  /** How long another process may hold the folder. */
  readonly lockMs: number;
  /** Takes the lock of a file at once, or refuses with `STOP_LOCK_HELD`. */
  readonly takeLock: (path: string) => Promise<Result<AsyncDisposable>>;
  readonly random: Random;
  readonly openPgSource: OpenPgSource;
  readonly interrupted: AbortSignal;
  /** Aborted a little later, when nothing is to be waited for any more. */
  readonly late?: AbortSignal | undefined;
}

const LOCK_PAUSE_MS = 500;

/** The kept folder of restores and the throw-away server on it; `STOP_TOOL_MISSING` without `setpriv` or an account to drop to. */
export async function createKeptCluster(options: KeptClusterOptions): Promise<Result<KeptCluster>> {
  const launch = await readLaunch(options.path);
  if (launch === null) {
    const expected = "setpriv, and an account without privileges";
    return refused(
      refusal("STOP_TOOL_MISSING", { field: "throw-away server", expected, actual: "not found" }),
    );
  }
  const refuseFolders = async () =>
    (await refuseKeptFolder(options.folder, launch)) ?? (await refuseTempFolder(options.tempFolder, launch));
  return accepted({
    async examine(serverMajor) {
      if (serverMajor !== null) {
        const found = await findMajor(options, serverMajor);
        if (!found.ok) return found.refusal;
      }
      return refuseFolders();
    },
    run: (order) => runProgram({ launch, interrupted: options.interrupted }, order),
    async hold(name) {
      const unfit = await refuseFolders();
      if (unfit) return refused(unfit);
      await makeKeptFolder(options.folder, launch);
      const folder = await realpath(options.folder);
      const lock = await waitForLock(options, join(folder, LOCK));
      if (!lock.ok) return lock;
      try {
        await readyKeptFolder(folder, name, launch);
        return accepted(holding({ options, launch, folder, lock: lock.value }));
      } catch (cause) {
        await lock.value[Symbol.asyncDispose]();
        throw cause;
      }
    },
  });
}

/** Asks again until the lock is free, the time is over or the process is asked to end. */
async function waitForLock(options: KeptClusterOptions, path: string): Promise<Result<AsyncDisposable>> {
  for (let waited = 0; ; waited += LOCK_PAUSE_MS) {
    const lock = await options.takeLock(path);
    if (lock.ok || lock.refusal.reason !== "STOP_LOCK_HELD" || waited >= options.lockMs) return lock;
    const asked = refuseInterrupted(options.interrupted);
    if (asked) return refused(asked);
    await sleep(LOCK_PAUSE_MS);
  }
}

function holding(parts: {
  readonly options: KeptClusterOptions;
  readonly launch: Launch;
  readonly folder: string;
  readonly lock: AsyncDisposable;
}): HeldFolder {
  const { options, launch, folder, lock } = parts;
  let started: ScratchDatabase | null = null;
  let isEmptied = !options.keep;
  let over: Promise<void> | null = null;
  const letGo = () => {
    over ??= (async () => {
      try {
        if (isEmptied) await emptyKeptFolder(folder, launch);
      } finally {
        await lock[Symbol.asyncDispose]();
      }
    })();
    return over;
  };
  return {
    data: join(folder, "data"),
    tablespaces: join(folder, "tablespaces"),
    async start(wish) {
      started = await startOn(parts, wish, letGo);
      return started;
    },
    async discard() {
      isEmptied = true;
      await started?.[Symbol.asyncDispose]();
      await letGo();
    },
  };
}

async function startOn(
  { options, launch, folder }: Parameters<typeof holding>[0],
  { serverMajor, ...wish }: StartWish,
  ended: () => Promise<void>,
): Promise<ScratchDatabase> {
  const programs = await findMajor(options, serverMajor);
  if (!programs.ok) throw new RefusalError(programs.refusal);
  const { tempFolder, random, openPgSource, interrupted, late } = options;
  const data = join(folder, "data");
  return startRestored({
    ...wish,
    programs: programs.value,
    launch,
    tempFolder,
    random,
    openPgSource,
    interrupted,
    late,
    data,
    ended,
  });
}

/** The files of a cluster are read by servers of its own major version alone. */
async function findMajor(
  { pgBin, path }: KeptClusterOptions,
  major: number,
): Promise<Result<PostgresPrograms>> {
  const found = await findPostgres({ pgBin, path, preferMajor: major });
  const programs = found.find((each) => each.major === major);
  if (programs) return accepted(programs);
  const missing: Refusal = refusal("STOP_TOOL_MISSING", {
    field: "PostgreSQL for the restore proof",
    expected: `version ${major}, as the live server has`,
    actual: found.map(({ version }) => version).join(", ") || "not found",
  });
  return refused(missing);
}
