import { z } from "zod";
import { ownContentsSchema } from "./plan.ts";
import { sha256Text } from "./text-forms.ts";

const count = z.number().int().nonnegative();

const shownUnitSchema = z
  .strictObject({ address: z.string(), label: z.string(), line: count, bytes: count })
  .readonly();

/** A unit as it is named among those that stand out. */
export type ShownUnit = z.infer<typeof shownUnitSchema>;

const shownUnitsSchema = z.array(shownUnitSchema).readonly();

const sampleSchema = z.strictObject({ count, named: shownUnitsSchema }).readonly();

/** How many units are so, and the first of them. */
export type ShownSample = z.infer<typeof sampleSchema>;

const warningCodeSchema = z
  .strictObject({
    code: z.string(),
    count,
    /** The first lines at which it stands, 1-based. */
    lines: z.array(count).readonly(),
    /** What the first of them says. */
    message: z.string(),
  })
  .readonly();

/** All warnings of one code. */
export type ShownWarnings = z.infer<typeof warningCodeSchema>;

export const writtenFileSchema = z
  .strictObject({ name: z.string().regex(/^[a-z0-9-]+\.[a-z]+$/, "the name of a file"), sha256: sha256Text })
  .readonly();

/** A file by its name and the sha256 of its bytes. */
export type WrittenFile = z.infer<typeof writtenFileSchema>;

/** Path in the run's folder of a file of the list, or of the page. */
export function shownFile(name: string): string {
  return `units/${name}`;
}

/** What people are shown of a cut before anything is written: the units that stand out, the warnings, and where all of both are listed. */
export const shownCutSchema = z
  .strictObject({
    first: shownUnitSchema,
    last: shownUnitSchema,
    highest: z.strictObject({ number: count, unit: shownUnitSchema }).readonly().nullable(),
    longest: shownUnitsSchema,
    shortest: shownUnitsSchema,
    medianBytes: count,
    empty: sampleSchema,
    repealed: sampleSchema,
    oddlyNumbered: sampleSchema,
    bytesOutside: count,
    /** How many units the publisher states, by the registration; null where it states nothing. */
    expectedCount: count.nullable(),
    /** How many the document itself states; null where it does not say. */
    statedCount: count.nullable(),
    /** How the cut compares with the document's own table of contents; null where it has none. */
    ownContents: ownContentsSchema.nullable(),
    warnings: z.array(warningCodeSchema).readonly(),
    /** The list of every unit and every warning, in files of the request's branch; the same stand in the run's folder. */
    list: z.array(writtenFileSchema).readonly(),
    /** The page of source and units side by side, in the run's folder; null for a document that is too large for one page. */
    page: writtenFileSchema.nullable(),
  })
  .readonly();

export type ShownCut = z.infer<typeof shownCutSchema>;

/** The part of what a run has planned that names the files which it shows. */
export interface ShowingPlan {
  readonly shown?: Pick<ShownCut, "list" | "page">;
  readonly daysList?: readonly WrittenFile[];
}

/** The list that stands beside the request; none in a run of an earlier release. */
export function listedFiles(plan: ShowingPlan | undefined): readonly WrittenFile[] {
  return plan?.shown?.list ?? plan?.daysList ?? [];
}

/** The files that a run keeps of what it showed: the list, and the page. */
export function shownFiles(plan: ShowingPlan | undefined): readonly WrittenFile[] {
  const page = plan?.shown?.page ?? null;
  return page === null ? listedFiles(plan) : [...listedFiles(plan), page];
}

/** One row of the whole list of units. */
export interface UnitRow {
  readonly ordinal: number;
  readonly address: string;
  readonly label: string;
  readonly title: string;
  /** 1-based lines of the heading and of the last line with a text. */
  readonly firstLine: number;
  readonly lastLine: number;
  readonly bytes: number;
  /** Name of the container or unit in which it stands; empty at the top. */
  readonly inside: string;
  readonly repealed: boolean;
  /** How the text below the heading begins; empty where there is none. */
  readonly firstWords: string;
}
