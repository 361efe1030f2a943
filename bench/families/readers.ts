import { READER_INPUTS } from "../../test/support/reader-inputs.ts";
import { type Family, renderMs } from "../row.ts";
import { timePairs } from "../timing.ts";

const ROUNDS = { full: 31, tiny: 1 } as const;
const PARTS = 10;
/** A reading that takes less has a ratio of noise, and is no way to stop anybody. */
const LEAST_MS = 5;

/** The readers of what outsiders write, each with the input that is the hardest for it; the row is the worst of them. */
export const readers: Family = {
  rows: [
    {
      name: "readers",
      what: "reading a key, a signature, a policy, a commit … of n bytes, the worst of them",
      against: "the same of a tenth of them",
      target: "<= 12x",
    },
  ],
  async measure(scale) {
    let worst = { ownMs: 0, otherMs: 1 };
    for (const { limit, prepare } of READER_INPUTS) {
      const [whole, tenth] = [prepare(limit), prepare(Math.floor(limit / PARTS))];
      const { ownMs, otherMs } = await timePairs({
        rounds: ROUNDS[scale],
        warmUp: 3,
        own: whole,
        // Ten tenths with their results kept: the garbage collector has as much to do on either side.
        other: async () => {
          const kept: unknown[] = [];
          for (let part = 0; part < PARTS; part += 1) kept.push(await tenth());
          return kept;
        },
      });
      const pair = { ownMs: Math.max(ownMs, LEAST_MS), otherMs: Math.max(otherMs, LEAST_MS) / PARTS };
      if (pair.ownMs / pair.otherMs > worst.ownMs / worst.otherMs) worst = pair;
    }
    const { ownMs, otherMs } = worst;
    return { readers: { own: renderMs(ownMs), other: renderMs(otherMs), figure: ownMs / otherMs } };
  },
};
