import type { DayMove, ExportedVersion } from "../domain/reading/exported-version.ts";
import { isCorrected, type Period, periodOf, standingOn } from "../domain/reading/timeline.ts";

/** What of a version every page of its document may have to say; the text and the approval are read again where they are shown. */
export type VersionFacts = Pick<
  ExportedVersion,
  "versionId" | "version" | "change" | "address" | "title" | "effect" | "recordedAt" | "position"
> & {
  /** The run that wrote it, or where that is not known the moment at which it was recorded. */
  readonly publication: string;
  readonly moves: readonly MoveFacts[];
};

/** That its day was set or moved later; `publication` is what was recorded with it. */
export type MoveFacts = Omit<DayMove, "set"> & { readonly publication: string };

/** Versions stand in the order of their numbers. */
export interface UnitFacts {
  readonly unitId: string;
  readonly unit: string;
  readonly versions: VersionFacts[];
}

/** Where a unit stands on a day. `open`: a day of it is not set yet, and no other version is in force. */
type Standing = "inForce" | "future" | "open" | "repealed" | "never";

/** The version that the page of a unit shows, and why. */
export interface Shown {
  readonly at: number;
  readonly standing: Standing;
}

/** On a day: the version in force; else the last one that was, the next one that will be, or the one whose day is not set. */
export function shownOn(versions: readonly VersionFacts[], day: string): Shown {
  const standing = standingOn(versions, day);
  if (standing !== null && versions[standing]?.change !== "repeal")
    return { at: standing, standing: "inForce" };
  if (standing !== null) return { at: textBefore(versions, standing), standing: "repealed" };
  const future = versions.findIndex(
    (_, at) => isText(versions, at) && (daysOf(versions, at)?.from ?? "") > day,
  );
  if (future !== -1) return { at: future, standing: "future" };
  const open = versions.findLastIndex((one, at) => one.effect === "open" && isText(versions, at));
  if (open !== -1 && !isCorrected(versions, open)) return { at: open, standing: "open" };
  return { at: Math.max(0, textBefore(versions, versions.length)), standing: "never" };
}

export function isText(versions: readonly VersionFacts[], at: number): boolean {
  return versions[at]?.change !== "repeal";
}

/** The last version with a text before a position; the first one where there is none. */
function textBefore(versions: readonly VersionFacts[], position: number): number {
  const at = versions.findLastIndex(
    (one, index) => index < position && one.change !== "repeal" && !isCorrected(versions, index),
  );
  return Math.max(0, at);
}

/** The days on which a text is in force; null where there are none, and for a repeal. */
export function daysOf(versions: readonly VersionFacts[], at: number): Period | null {
  return isText(versions, at) ? periodOf(versions, at) : null;
}

/** The day on which a version begins to count, be it a text or a repeal; null where it has none. */
export function firstDayOf(versions: readonly VersionFacts[], at: number): string | null {
  return periodOf(versions, at)?.from ?? null;
}

/** The version that takes the place of another one before it was in force on any day; null where it is, or waits for its day. */
export function overtakerOf(versions: readonly VersionFacts[], at: number): number | null {
  if (isCorrected(versions, at)) return at + 1;
  const effect = versions[at]?.effect ?? "open";
  return effect === "open" || periodOf(versions, at) !== null ? null : standingOn(versions, effect);
}
