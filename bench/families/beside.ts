import { measureBatch } from "../batch-legs.ts";
import { allOf, shareOf } from "../batch-spent.ts";
import type { Family } from "../row.ts";

const UNITS = 14;
const MEMBERS = 20;
const BESIDE = { full: 6600, tiny: 50 } as const;

/** What the other documents of a base cost a member of a batch, which sees each of them as one row. */
export const beside: Family = {
  rows: [
    {
      name: "batch-beside",
      what: `a member of ${UNITS} units in a batch of ${MEMBERS}, beside ${BESIDE.full} documents that are registered`,
      against: "the same without them",
      target: "<= 1.1x",
    },
  ],
  async measure(scale) {
    const measure = async (count: number) =>
      allOf(
        (await measureBatch({ members: MEMBERS, units: UNITS, singles: 0, beside: count })).batch,
        MEMBERS,
      );
    const alone = await measure(0);
    return { "batch-beside": shareOf(await measure(BESIDE[scale]), alone) };
  },
};
