import { dayBefore } from "../days.ts";
import type { ChangeKind } from "../planned-change.ts";

/** From which day a version is in force: a day, from the beginning, or not known yet. */
export type Effect = string | "beginning" | "open";

/** What of a version decides on which days it is in force. Versions stand in the order of their numbers. */
export interface DatedVersion {
  readonly effect: Effect;
  readonly change: string;
}

/** Changes that say of the version before them that it was wrong. */
const CORRECTS: ReadonlySet<string> = new Set<ChangeKind>(["correction", "recut"]);

/** Days on which something is in force, both ends included; null: without an end on that side. */
export interface Period {
  readonly from: string | null;
  readonly until: string | null;
}

/**
 * The days on which the version at a position is the last one whose day has come; null where there are none. Of a repeal: the days on which
 * it has taken effect.
 */
export function periodOf(versions: readonly DatedVersion[], at: number): Period | null {
  const effect = effectOf(versions, at);
  if (effect === "open") return null;
  const next = versions
    .map((_, later) => (later > at ? effectOf(versions, later) : "open"))
    .filter((later) => later !== "open")
    .reduce<Effect | null>(
      (first, later) => (first === null || isBefore(later, first) ? later : first),
      null,
    );
  if (next !== null && !isBefore(effect, next)) return null;
  const from = effect === "beginning" ? null : effect;
  return { from, until: next === null ? null : dayBefore(next) };
}

/** The position of the version that is the last one whose day has come; null where none has. */
export function standingOn(versions: readonly DatedVersion[], day: string): number | null {
  const at = versions.findLastIndex((_, position) => {
    const effect = effectOf(versions, position);
    return effect !== "open" && !isBefore(day, effect);
  });
  return at === -1 ? null : at;
}

/** Whether the version that follows says that this one was wrong: then it is in force on no day. */
export function isCorrected(versions: readonly DatedVersion[], at: number): boolean {
  return CORRECTS.has(versions[at + 1]?.change ?? "");
}

function effectOf(versions: readonly DatedVersion[], at: number): Effect {
  return isCorrected(versions, at) ? "open" : (versions[at]?.effect ?? "open");
}

function isBefore(one: Effect, other: Effect): boolean {
  if (one === "beginning" || other === "beginning") return one === "beginning" && other !== "beginning";
  return one < other;
}
