import { shellWord } from "../shell-word.ts";
import type { ReadUnit, ReadVersion } from "./read-unit.ts";
import { isCorrected, type Period, periodOf } from "./timeline.ts";

/** What a reader asked for: an address of a document on a day, as it was known at a time. */
export interface Asked {
  readonly documentId: string;
  readonly address: string;
  readonly on: string;
  /** As it was typed; null: now. */
  readonly knownAt: string | null;
}

/** Each version with the days on which its text is in force; none for a repeal, and for what never was. */
export function daysOf(
  versions: readonly ReadVersion[],
): readonly { readonly version: ReadVersion; readonly period: Period }[] {
  return versions.flatMap((version, at) => {
    const period = version.change === "repeal" ? null : periodOf(versions, at);
    return period === null ? [] : [{ version, period }];
  });
}

/** One line for each version: where it stands, and when. */
export function linesOf({ versions }: ReadUnit): readonly string[] {
  return versions.map(({ address, change, version }, at) => {
    return `${address}, version ${version} (${change}): ${tellDays(versions, at)}`;
  });
}

/** `in force from 2026-01-01 until 2026-06-30` */
export function tellDays(versions: readonly ReadVersion[], at: number): string {
  const { change, effect } = versions[at] ?? { change: "", effect: "open" };
  const period = periodOf(versions, at);
  if (isCorrected(versions, at))
    return `corrected by version ${versions[at + 1]?.version}, in force on no day`;
  if (effect === "open") return "day not set yet";
  if (period === null) return `from ${effect}, but what follows it is in force from the same day`;
  const start = period.from === null ? "from the beginning" : `from ${period.from}`;
  const end = period.until === null ? "" : ` until ${period.until}`;
  return `${change === "repeal" ? "repealed" : "in force"} ${start}${end}`;
}

/** The command that shows an address on a day. */
export function showAgain({ address, on, knownAt }: Asked): string {
  return `\`cutter kb show ${shellWord(address)} --on ${on}${knownAt === null ? "" : ` --known-at ${knownAt}`}\``;
}
