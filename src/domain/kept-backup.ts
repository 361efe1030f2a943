import { isIncrement, type PgDumpEnvelope } from "./backup-envelope.ts";
import { refusal } from "./refusal.ts";
import { accepted, type Result, refused } from "./result.ts";

/** A backup in the sidecar's folder, or one that an open run names and that is not there. */
export interface KeptBackup {
  /** Its name in the folder. */
  readonly file: string;
  readonly runId: string;
  /**
   * Sound: the file is the one that its envelope describes. Unproved: no envelope describes it. Incomplete: an increment that is whole itself,
   * and the full backup that it rests on is not sound or not there.
   */
  readonly state: "sound" | "altered" | "missing" | "unproved" | "incomplete";
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

/** The name of the full backup that an increment rests on; null of a full one. */
export function restsOn({ envelope }: Pick<KeptBackup, "envelope">): string | null {
  return envelope !== null && isIncrement(envelope) ? envelope.increment.restsOn.file : null;
}

/** Whether it is an increment of an open run that no envelope describes: on which full backup it rests is not known. */
function restsOnAny({ envelope, openRun, file }: KeptBackup): boolean {
  return envelope === null && openRun !== null && file.includes(".increment.");
}

/** Old backups that go, and those that would if no increment that stays rested on them. */
export interface OldBackups<T extends KeptBackup> {
  readonly chosen: readonly T[];
  readonly rested: readonly T[];
}

/**
 * The sound backups behind the newest `keep`, at least 1, but none of an open run, and none on which one rests that stays. What is not sound is
 * left to a person.
 */
export function chooseOld<T extends KeptBackup>(newestFirst: readonly T[], keep: number): OldBackups<T> {
  const sound = newestFirst.filter(({ state }) => state === "sound");
  const old = sound.slice(keep).filter(({ openRun }) => openRun === null);
  const isNeeded = restedOn(newestFirst, new Set(old.map(({ file }) => file)));
  return { chosen: old.filter((each) => !isNeeded(each)), rested: old.filter(isNeeded) };
}

/** Whether one rests on a backup that is not among the chosen ones. */
function restedOn(all: readonly KeptBackup[], chosen: ReadonlySet<string>): (backup: KeptBackup) => boolean {
  const staying = all.filter(({ file }) => !chosen.has(file));
  const names = new Set(staying.map(restsOn));
  const isAnyNeeded = staying.some(restsOnAny);
  return ({ file, envelope }) => names.has(file) || (isAnyNeeded && envelope !== null && "basis" in envelope);
}

/** The backups of the given names; refuses all of them where one is not there, is of an open run, or is the newest sound one. */
export function chooseNamed<T extends KeptBackup>(
  newestFirst: readonly T[],
  names: readonly string[],
): Result<readonly T[]> {
  const newest = newestSound(newestFirst);
  const isNeeded = restedOn(newestFirst, new Set(names));
  const chosen: T[] = [];
  for (const name of new Set(names)) {
    const found = newestFirst.find(({ file, state }) => file === name && state !== "missing");
    if (found === undefined)
      return refused(notPruned(name, "a backup of `cutter backup list`", "none of it"));
    if (found.openRun !== null)
      return refused(notPruned(name, "a backup of a run that is closed or voided", found.openRun));
    if (found === newest) return refused(notPruned(name, "another than the newest sound backup", "that one"));
    if (isNeeded(found)) {
      const resting = newestFirst.find((each) => restsOn(each) === name && !names.includes(each.file));
      const actual = `${resting?.file ?? "an increment that no envelope describes"} rests on it`;
      return refused({
        ...notPruned(name, "a backup on which none rests that stays", actual),
        wayOut: "Keep it, or name its increments with it: they restore nothing without it.",
      });
    }
    chosen.push(found);
  }
  return accepted(chosen);
}

function notPruned(field: string, expected: string, actual: string) {
  return refusal("STOP_BAD_INPUT", { field, expected, actual });
}
