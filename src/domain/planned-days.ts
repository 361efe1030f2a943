import { z } from "zod";
import { asOfSchema } from "./amendment.ts";
import { FIRST_DAY } from "./days.ts";
import { FROM_THE_BEGINNING, OPEN, OPERATIONS } from "./planned-change.ts";
import { sha256Text } from "./text-forms.ts";

const count = z.number().int().nonnegative();

const plannedDays = z.strictObject({
  /** The enacted change set of whose versions the days are set. */
  change_set_id: z.uuid(),
  /** The day that they get: `YYYY-MM-DD`, or `open`. */
  from: z.string(),
  why: z.string(),
  /** How many versions have had which day: `YYYY-MM-DD`, `open` or `-infinity`. */
  was: z.array(z.strictObject({ day: z.string(), versions: count }).readonly()).readonly(),
  /** How many of them are repeals: from that day on their units are no longer in force. */
  repeals: count,
  /** Versions of the change set that a correction follows: they are left as they are, and the correction has the day. */
  corrected: count,
  /** The first of them by printed address, with what each does. */
  named: z
    .array(z.strictObject({ address: z.string(), operation: z.enum(OPERATIONS), was: z.string() }).readonly())
    .readonly(),
  /** sha256 over every version with the day that it has had, in order. */
  versions_sha256: sha256Text,
});

/** What a run that sets days changes: for the journal and the request in the same words. */
export const plannedDaysSchema = plannedDays.readonly();

/** The same as a request binds it, with what is in force on each day once the run has set it. */
export const boundDaysSchema = plannedDays.extend({ as_of: z.array(asOfSchema) });

export type PlannedDays = z.infer<typeof plannedDaysSchema>;

/** The days on which another text may be in force once the run has set its day. */
export function daysTouched({ from, was }: PlannedDays): readonly string[] {
  const days = [from, ...was.map(({ day }) => day)]
    .map((day) => (day === FROM_THE_BEGINNING ? FIRST_DAY : day))
    .filter((day) => day !== OPEN);
  return [...new Set(days)].sort();
}
