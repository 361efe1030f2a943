import { z } from "zod";
import { canonicalJson } from "../json/canonical-json.ts";
import { TreeHash } from "../merkle/tree-hash.ts";
import type { DatedChange } from "./days-plan.ts";
import type { SourceVersion } from "./plan.ts";
import { FROM_THE_BEGINNING, KIND_OF_OPERATION, type PlannedChange } from "./planned-change.ts";
import type { Effect } from "./reading/timeline.ts";
import type { SourceReading } from "./source-reading.ts";
import { sha256Text } from "./text-forms.ts";

const byte = z.number().int().nonnegative();

const byteRange = z.tuple([byte, byte]).readonly();

const projectedSchema = z
  .strictObject({
    sha256: sha256Text,
    /** The part of an archive; null where the source is none, or the unit has no text. */
    part: z.string().nullable(),
    /** The half-open byte range of the source, or of the part; null for a repeal. */
    bytes: byteRange.nullable(),
  })
  .readonly();

/** The text that a reader has made of a source, and where a unit stands in the source. */
export type Projected = z.infer<typeof projectedSchema>;

/**
 * What a version of a unit is, as far as an approval decides about it. Its RFC 8785 form is a leaf of the tree of a plan (docs/formats.md): the
 * plan has it before anything is written, and the base after it is enacted.
 */
export const unitLeafSchema = z
  .strictObject({
    schema: z.literal("iu-cutter/unit/1"),
    document_id: z.string(),
    source_sha256: sha256Text,
    /** The half-open byte range of the text that was cut; null for a repeal, which has no text. */
    bytes: byteRange.nullable(),
    /** The text that a reader has made of the source, and where the unit stands in the source; left out where the text is the source itself. */
    projection: projectedSchema.exactOptional(),
    /** The unit by its address of birth; `address` is the one that is printed. */
    unit: z.string(),
    address: z.string(),
    title: z.string(),
    kind: z.string(),
    section_type: z.string(),
    parent: z.string().nullable(),
    position: z.string(),
    change: z.string(),
    /** The version that this one follows. */
    follows: z.strictObject({ address: z.string(), content_hash: sha256Text }).readonly().nullable(),
    content_hash: sha256Text,
    /** `YYYY-MM-DD`, `open` or `-infinity`; null where the plan names no day. */
    effective_from: z.string().nullable(),
  })
  .readonly();

export type UnitLeaf = z.infer<typeof unitLeafSchema>;

/** From which day an enacted version is in force, where a run has set it after the plan: a leaf of the tree of that run. */
export const dayLeafSchema = z
  .strictObject({
    schema: z.literal("iu-cutter/day/1"),
    document_id: z.string(),
    source_sha256: sha256Text,
    unit: z.string(),
    address: z.string(),
    content_hash: sha256Text,
    /** The day that it has had, and the one that it gets: `YYYY-MM-DD` or `open`; what it has had may be `-infinity`. */
    was: z.string(),
    effective_from: z.string(),
  })
  .readonly();

export type DayLeaf = z.infer<typeof dayLeafSchema>;
export type Leaf = UnitLeaf | DayLeaf;

export const unitTreeSchema = z
  .strictObject({ size: z.number().int().nonnegative(), root: sha256Text })
  .readonly();

/** The RFC 9162 tree of a plan: a leaf for each version that is written, or gets a day, in the order of positions. */
export type UnitTree = z.infer<typeof unitTreeSchema>;

export function plannedLeaf(
  { documentId, sha256, reading }: Pick<SourceVersion, "documentId" | "sha256" | "reading">,
  change: PlannedChange,
): UnitLeaf {
  const { operation, startByte, endByte, base, kind, sectionType, contentHash, effectiveFrom } = change;
  const { unit, address, title, parent, position } = change;
  return {
    schema: "iu-cutter/unit/1",
    document_id: documentId,
    source_sha256: sha256,
    bytes: operation === "retire" ? null : [startByte, endByte],
    ...(reading === undefined ? {} : { projection: projectedOf(reading, change) }),
    ...{ unit, address, title, kind, section_type: sectionType, parent, position },
    change: KIND_OF_OPERATION[operation],
    follows: base && { address: base.address, content_hash: base.contentHash },
    content_hash: contentHash,
    effective_from: effectiveFrom,
  };
}

function projectedOf({ projectionSha256 }: SourceReading, { original }: PlannedChange): Projected {
  if (original === undefined) return { sha256: projectionSha256, part: null, bytes: null };
  const { part, startByte, endByte } = original;
  return { sha256: projectionSha256, part, bytes: [startByte, endByte] };
}

export function plannedDayLeaf(
  { documentId, sha256 }: Pick<SourceVersion, "documentId" | "sha256">,
  { unit, address, contentHash, was, effectiveFrom }: DatedChange,
): DayLeaf {
  return {
    schema: "iu-cutter/day/1",
    document_id: documentId,
    source_sha256: sha256,
    ...{ unit, address, content_hash: contentHash, was, effective_from: effectiveFrom },
  };
}

/** The RFC 8785 form, whose UTF-8 bytes are hashed. */
export function leafText(leaf: Leaf): string {
  return canonicalJson<Leaf>(leaf);
}

export function growTree(leaves: Iterable<Leaf>): UnitTree {
  const tree = new TreeHash();
  for (const leaf of leaves) tree.add(leafText(leaf));
  return { size: tree.size, root: tree.root() };
}

/** From which day a version is in force by its plan, or by the day that was set later. A founding version of which no day is named is in force from the beginning. */
export function effectOfLeaf({ change, effective_from }: UnitLeaf, set: DayLeaf | null): Effect {
  const day = set?.effective_from ?? effective_from;
  if (day === null) return change === "original" ? "beginning" : "open";
  return day === FROM_THE_BEGINNING ? "beginning" : day;
}
