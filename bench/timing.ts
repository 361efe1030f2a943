import { type Measured, renderMs } from "./row.ts";

/** Milliseconds that `work` takes. */
export async function timeMs(work: () => Promise<unknown> | unknown): Promise<number> {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[middle - 1], sorted[middle]];
  if (high === undefined) throw new Error("a median of nothing");
  return sorted.length % 2 === 1 || low === undefined ? high : (low + high) / 2;
}

export interface Pair {
  readonly ownMs: number;
  readonly otherMs: number;
}

/**
 * Times both sides in turn, so that other work of the machine affects both, and takes the median of each. The side that goes first
 * changes from round to round.
 */
export async function timePairs(sides: {
  readonly own: (round: number) => Promise<unknown> | unknown;
  readonly other: (round: number) => Promise<unknown> | unknown;
  readonly rounds: number;
  /** Rounds that are run before the first one that counts. */
  readonly warmUp?: number;
}): Promise<Pair> {
  const own: number[] = [];
  const other: number[] = [];
  const warmUp = sides.warmUp ?? 0;
  for (let round = 0; round < warmUp + sides.rounds; round += 1) {
    const turns = [
      async () => own.push(await timeMs(() => sides.own(round))),
      async () => other.push(await timeMs(() => sides.other(round))),
    ];
    for (const turn of round % 2 === 0 ? turns : turns.reverse()) await turn();
  }
  return { ownMs: medianOf(own.slice(warmUp)), otherMs: medianOf(other.slice(warmUp)) };
}

/** The own time divided by the other. */
export function asShare({ ownMs, otherMs }: Pair): Measured {
  return { own: renderMs(ownMs), other: renderMs(otherMs), figure: ownMs / otherMs };
}

/** The other time divided by the own: how many times faster the own side is. */
export function asSpeedUp({ ownMs, otherMs }: Pair): Measured {
  return { own: renderMs(ownMs), other: renderMs(otherMs), figure: otherMs / ownMs };
}
