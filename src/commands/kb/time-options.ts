import type { Command } from "commander";
import { readDay, readKnownAt } from "../../domain/days.ts";
import { accepted, type Result } from "../../domain/result.ts";
import type { ReadingTime } from "../../ports/reader.ts";

export interface TimeFlags {
  readonly on?: string;
  readonly knownAt?: string;
  readonly json?: boolean;
}

/** A day, and a time up to which something is known; `shown` is what the reader has typed. */
export interface AskedTime extends ReadingTime {
  readonly shownKnownAt: string | null;
}

export function addKnownAt(command: Command): Command {
  return command
    .option(
      "--known-at <time>",
      "as it was known then: YYYY-MM-DDTHH:MM:SSZ, or a day, which counts to its end (UTC)",
    )
    .option("--json", "print one JSON object");
}

export function addTime(command: Command): Command {
  return addKnownAt(command.option("--on <day>", "YYYY-MM-DD (default: today, in UTC)"));
}

export function readTime({ on, knownAt }: TimeFlags, today: string): Result<AskedTime> {
  const day = on === undefined ? accepted(today) : readDay("--on", on);
  if (!day.ok) return day;
  const known = readKnown(knownAt);
  return known.ok ? accepted({ on: day.value, ...known.value }) : known;
}

export function readKnown(
  knownAt: string | undefined,
): Result<{ readonly knownAt: string | null; readonly shownKnownAt: string | null }> {
  if (knownAt === undefined) return accepted({ knownAt: null, shownKnownAt: null });
  const known = readKnownAt("--known-at", knownAt);
  return known.ok ? accepted({ knownAt: known.value, shownKnownAt: knownAt }) : known;
}

/** `on 2026-01-01, as known at 2025-12-31` */
export function tellTime(on: string, shownKnownAt: string | null): string {
  return `on ${on}${shownKnownAt === null ? "" : `, as known at ${shownKnownAt}`}`;
}
