import { z } from "zod";

const count = z.number().int().nonnegative();

/** How much a run writes, by kind; every table's expected change follows from it. */
export const writeCountsSchema = z
  .strictObject({
    /** Units that are born. */
    units: count,
    /** Versions: of units that are born, and of units that were there. */
    versions: count,
    /** Versions that have a place in the source; a repeal has none. */
    blocks: count,
    /** Versions whose day of effect is recorded. */
    effects: count,
    /** Statements of lineage. */
    lineage: count,
  })
  .readonly();

export type WriteCounts = z.infer<typeof writeCountsSchema>;

/** A cut of a document of which nothing is enacted: every unit is born with its first version. */
export function countFirstCut(units: number): WriteCounts {
  return { units, versions: units, blocks: units, effects: 0, lineage: 0 };
}
