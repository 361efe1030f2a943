import { z } from "zod";
import { CHANGE_NATURES } from "./change-nature.ts";
import { CHANGES } from "./delta.ts";
import { OPERATIONS } from "./planned-change.ts";
import { sha256Text } from "./text-forms.ts";

const count = z.number().int().nonnegative();

/** The text of a document on a day: how many units, and one digest over their addresses and texts. */
export const asOfSchema = z.strictObject({ day: z.string(), units: count, sha256: sha256Text }).readonly();

export type AsOf = z.infer<typeof asOfSchema>;

/** Changes that count from one day, `YYYY-MM-DD`, `open` or `-infinity`, by what they do. */
export const dayOfChangesSchema = z
  .strictObject({ day: z.string(), operations: z.partialRecord(z.enum(OPERATIONS), count).readonly() })
  .readonly();

export type DayOfChanges = z.infer<typeof dayOfChangesSchema>;

const partSchema = z.union([
  z.strictObject({ kind: z.enum(["same", "old", "new"]), text: z.string() }).readonly(),
  z
    .strictObject({
      kind: z.literal("left out"),
      characters: count,
      isChanged: z.literal(true).exactOptional(),
    })
    .readonly(),
]);

/** One change as people are shown it first. */
const shownChangeSchema = z
  .strictObject({
    change: z.enum(CHANGES),
    heading: z.string(),
    address: z.string(),
    parts: z.array(partSchema).readonly(),
    /** Where it stands, in words, if it is new or has moved. */
    place: z.string().exactOptional(),
    /** From when it counts, in words. */
    counts: z.string(),
  })
  .readonly();

export type ShownChange = z.infer<typeof shownChangeSchema>;

/** What a plan does to a document that is enacted: what changes, and that the rest stays. */
export const amendmentSchema = z
  .strictObject({
    base: z
      .strictObject({
        changeSetId: z.string(),
        versionId: z.string(),
        headSha256: sha256Text,
        /** sha256 over the day of each unit of the head, by which an erratum or a recut counts. */
        daysSha256: sha256Text.exactOptional(),
      })
      .readonly(),
    /** sha256 over every change as it is written. */
    deltaSha256: sha256Text,
    operations: z.record(z.enum(OPERATIONS), count).readonly(),
    /** Units that are repealed: retired, or printed as repealed where they stood. */
    repeals: count,
    kept: z.strictObject({ count, sha256: sha256Text }).readonly(),
    /** sha256 over the units of the whole document when the plan is enacted. */
    documentSha256: sha256Text,
    /** Days on which the text is compared: those from which its versions are in force, and the first of all where one is from the beginning. */
    days: z.array(z.string()).readonly(),
    nature: z.enum(CHANGE_NATURES),
    /** What it rests on, or null. */
    cited: z.string().nullable(),
    /** From which day how many changes count, earliest first. */
    counting: z.array(dayOfChangesSchema).readonly(),
    /** The counts in one line, the first changes, what changes outside of units, and what a person has stated; all of it stands in the files of the request. */
    shown: z
      .strictObject({
        counts: z.string(),
        changes: z.array(shownChangeSchema).readonly(),
        more: count,
        outside: z.array(partSchema).readonly(),
        lineage: z.array(z.string()).readonly(),
        /** Text of changed units that looks like a secret, which people are not shown. */
        hidden: z
          .strictObject({
            units: count,
            characters: count,
            named: z.array(z.strictObject({ address: z.string(), characters: count }).readonly()).readonly(),
          })
          .readonly(),
      })
      .readonly(),
  })
  .readonly();

export type Amendment = z.infer<typeof amendmentSchema>;
