import type { Leg } from "./batch-legs.ts";
import { type Measured, renderMs } from "./row.ts";
import { medianOf } from "./timing.ts";

/** What a member took. */
type Spent = Pick<Leg, "ms" | "cpuSeconds">;

/** The median of the legs, for each of so many members. */
export function eachOf(legs: readonly (Leg | undefined)[], members: number): Spent {
  const median = (what: keyof Spent) =>
    medianOf(legs.flatMap((leg) => (leg === undefined ? [] : [leg[what] / members])));
  return { ms: median("ms"), cpuSeconds: median("cpuSeconds") };
}

/** All legs together, for each of so many members. */
export function allOf(legs: readonly Leg[], members: number): Spent {
  const sum = (what: keyof Spent) => legs.reduce((total, leg) => total + leg[what], 0) / members;
  return { ms: sum("ms"), cpuSeconds: sum("cpuSeconds") };
}

/** Compared are CPU seconds, which say more than time on a machine that others use too. */
export function shareOf(own: Spent, other: Spent): Measured {
  return { own: renderSpent(own), other: renderSpent(other), figure: own.cpuSeconds / other.cpuSeconds };
}

function renderSpent({ ms, cpuSeconds }: Spent): string {
  return `${cpuSeconds.toFixed(2)} CPU s (${renderMs(ms)})`;
}
