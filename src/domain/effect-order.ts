import { z } from "zod";

/** What an operator orders of a run that sets days: the day, and of which versions. */
export const effectOrderSchema = z
  .strictObject({
    /** `YYYY-MM-DD`, or `open`: not known yet. */
    from: z.string(),
    /** Printed addresses; left out where every version of the change set is meant. */
    units: z.array(z.string()).min(1).readonly().exactOptional(),
    /** Number of the source version by which the change set was cut; left out where it is the one with open days. */
    version: z.number().int().positive().exactOptional(),
    why: z.string().min(1),
  })
  .readonly();

export type EffectOrder = z.infer<typeof effectOrderSchema>;
