import type { PgDumpEnvelope } from "./backup-envelope.ts";
import { refusal } from "./refusal.ts";
import { accepted, type Result, refused } from "./result.ts";

/** A backup in the sidecar's folder, or one that an open run names and that is not there. */
export interface KeptBackup {
  /** Its name in the folder. */
  readonly file: string;
  readonly runId: string;
  /** Sound: the file is the one that its envelope describes. Unproved: no envelope describes it. */
  readonly state: "sound" | "altered" | "missing" | "unproved";
  /** The moment of its snapshot; without an envelope, that of the file's last change. */
  readonly takenUtc: string;
  readonly sizeBytes: number;
  readonly envelope: PgDumpEnvelope | null;
  /** The state of its run where that is neither closed nor voided, else null. */
  readonly openRun: string | null;
}

/** The backup from which one would restore. */
export function newestSound<T extends KeptBackup>(newestFirst: readonly T[]): T | null {
  return newestFirst.find(({ state }) => state === "sound") ?? null;
}

/** The sound backups behind the newest `keep`, at least 1, but none of an open run. What is not sound is left to a person. */
export function chooseOld<T extends KeptBackup>(newestFirst: readonly T[], keep: number): readonly T[] {
  const sound = newestFirst.filter(({ state }) => state === "sound");
  return sound.slice(keep).filter(({ openRun }) => openRun === null);
}

/** The backups of the given names; refuses all of them where one is not there, is of an open run, or is the newest sound one. */
export function chooseNamed<T extends KeptBackup>(
  newestFirst: readonly T[],
  names: readonly string[],
): Result<readonly T[]> {
  const newest = newestSound(newestFirst);
  const chosen: T[] = [];
  for (const name of new Set(names)) {
    const found = newestFirst.find(({ file, state }) => file === name && state !== "missing");
    if (found === undefined)
      return refused(notPruned(name, "a backup of `cutter backup list`", "none of it"));
    if (found.openRun !== null)
      return refused(notPruned(name, "a backup of a run that is closed or voided", found.openRun));
    if (found === newest) return refused(notPruned(name, "another than the newest sound backup", "that one"));
    chosen.push(found);
  }
  return accepted(chosen);
}

function notPruned(field: string, expected: string, actual: string) {
  return refusal("STOP_BAD_INPUT", { field, expected, actual });
}
