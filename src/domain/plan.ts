import { z } from "zod";
import type { Rows } from "../collections/rows.ts";
import { canonicalJson } from "../json/canonical-json.ts";
import { convertedFromSchema } from "./converted-from.ts";
import { expectationSchema } from "./expectation.ts";
import type { PlannedChange, PlannedLink } from "./planned-change.ts";
import { type OriginalRange, type ProjectionFacts, sourceReadingSchema } from "./source-reading.ts";
import { sha256Text } from "./text-forms.ts";
import type { UnitTree } from "./unit-leaf.ts";
import type { WriteCounts } from "./write-counts.ts";

/** What stood of the document when a plan was made. */
const planBaseSchema = z
  .strictObject({
    /** The change set that was enacted last, which is the head of the document; null where nothing of it is enacted. */
    changeSetId: z.string().nullable(),
    /** The source version of that change set. */
    versionId: z.string().nullable(),
    /** Runs of the document that were taken back, so that what they have recorded is not recorded again under their ids. */
    reverted: z.number().int().nonnegative(),
  })
  .readonly();

export type PlanBase = z.infer<typeof planBaseSchema>;

/**
 * `original` for the first version; of a later one whether the law or policy was changed, the publisher has corrected its text, or the bytes of
 * the head are to be cut otherwise.
 */
export const NATURES = ["original", "consolidation", "erratum", "recut"] as const;
export type Nature = (typeof NATURES)[number];

/** A registered document and the one source version that a run pins. */
export const sourceVersionSchema = z
  .strictObject({
    documentId: z.string(),
    docPrefix: z.string(),
    title: z.string(),
    authoritative: z.boolean(),
    /** Name of the heading convention that the registration fixed, or null: chosen by evidence. */
    convention: z.string().nullable(),
    publicationType: z.string(),
    owner: z.string(),
    versionId: z.string(),
    versionSeq: z.number().int(),
    sha256: sha256Text,
    sizeBytes: z.number().int(),
    /** What the registration states about the units; left out where it states nothing. */
    expectation: expectationSchema.exactOptional(),
    /** Codes of the doubts about its cut that the operator accepted; absent in journals of earlier releases. */
    acceptedDoubts: z.array(z.string()).readonly().exactOptional(),
    /** Left out in registrations of earlier releases. */
    nature: z.enum(NATURES).exactOptional(),
    /** From which day the text is in force, `YYYY-MM-DD`, or `open`: not known yet. Left out where the registration says nothing of it. */
    effectiveFrom: z.string().exactOptional(),
    /** What the version rests on: the amending act, the notice of the erratum. */
    citation: z.string().exactOptional(),
    /** sha256 of the registered statement of lineage. */
    lineageSha256: sha256Text.exactOptional(),
    /** The source version of the head that alone is meant: of what is stated about it, or corrects it, or where a person has named it. */
    statedAbout: z.string().exactOptional(),
    /** Left out where the document was never cut. */
    base: planBaseSchema.exactOptional(),
    /** By what the file is read; left out where it is a text in UTF-8. */
    reading: sourceReadingSchema.exactOptional(),
    convertedFrom: convertedFromSchema.exactOptional(),
  })
  .readonly();

export type SourceVersion = z.infer<typeof sourceVersionSchema>;

/**
 * Whose version is stored under an id, which one of it, its bytes by their sha256 hex, and what was registered about its cut: what a pin
 * holds of it.
 */
export type StoredVersion = Pick<
  SourceVersion,
  | "documentId"
  | "versionSeq"
  | "sha256"
  | "acceptedDoubts"
  | "expectation"
  | "nature"
  | "effectiveFrom"
  | "citation"
  | "lineageSha256"
  | "statedAbout"
  | "reading"
  | "convertedFrom"
>;

/** One line that two versions share where they are the same; null stands for one that is gone. */
export function describeStored(stored: StoredVersion | null): string {
  if (stored === null) return "missing";
  const { documentId, versionSeq, sha256, acceptedDoubts = [], expectation } = stored;
  const { nature, effectiveFrom, citation, lineageSha256, statedAbout, reading, convertedFrom } = stored;
  const labels = expectation?.labelsSha256 ?? null;
  return [
    `${documentId} version ${versionSeq}`,
    sha256,
    ...(acceptedDoubts.length === 0 ? [] : [`accepted doubts ${JSON.stringify(acceptedDoubts)}`]),
    ...(expectation === undefined ? [] : [`expected units ${expectation.count}`]),
    ...(labels === null ? [] : [`expected labels ${labels}`]),
    ...(nature === undefined ? [] : [nature]),
    ...(effectiveFrom === undefined ? [] : [`in force from ${effectiveFrom}`]),
    ...(citation === undefined ? [] : [`by ${JSON.stringify(citation)}`]),
    ...(lineageSha256 === undefined ? [] : [`lineage ${lineageSha256}`]),
    ...(statedAbout === undefined ? [] : [`about ${statedAbout}`]),
    ...(reading === undefined ? [] : [`read as ${canonicalJson(reading)}`]),
    ...(convertedFrom === undefined ? [] : [`made from ${convertedFrom.sha256}`]),
  ].join(", ");
}

export type RegionRole = "unit" | "container" | "excluded" | "non-content";

/** A half-open byte range `[startByte, endByte)` of the text that is cut; the regions of a document tile it without gap or overlap. */
export interface Region {
  readonly startByte: number;
  readonly endByte: number;
  readonly role: RegionRole;
}

/** One information unit as the run will write it. The body is the bytes `[startByte, endByte)` of the text that is cut, decoded as UTF-8. */
export interface PlannedUnit {
  /** 1-based position in the document. */
  readonly ordinal: number;
  readonly startByte: number;
  readonly endByte: number;
  /** 1-based line of the heading. */
  readonly line: number;
  /** `<DOCPREFIX>/<path>`, unique in the knowledge base. */
  readonly address: string;
  /** The printed name, e.g. `Article 12`, in NFC, with one space for every run of white space. */
  readonly label: string;
  readonly title: string;
  readonly kind: string;
  readonly sectionType: string;
  /** Address of the parent unit of the same plan, or null; parents come before their children. */
  readonly parent: string | null;
  readonly repealed: boolean;
  /** Where it stands in the registered file; left out where its bytes are those of the file itself. */
  readonly original?: OriginalRange;
  /** sha256 hex of the body. */
  readonly contentHash: string;
}

export interface Container {
  readonly startByte: number;
  readonly kind: string;
  readonly label: string;
}

export const documentWarningSchema = z
  .strictObject({
    code: z.string(),
    line: z.number().int(),
    message: z.string(),
    /** How many of its code one row stands for, where it is not one: the last of very many. */
    count: z.number().int().positive().exactOptional(),
  })
  .readonly();

export type DocumentWarning = z.infer<typeof documentWarningSchema>;

/** How many warnings the rows stand for. */
export function countWarnings(warnings: readonly DocumentWarning[]): number {
  return warnings.reduce((sum, { count = 1 }) => sum + count, 0);
}

export const ownContentsSchema = z
  .strictObject({
    /** Names of units that it lists. */
    listed: z.number().int().positive(),
    /** Those of them that no unit has. */
    missing: z.number().int().nonnegative(),
    /** Numbered units of the listed kinds that it does not name. */
    unlisted: z.number().int().nonnegative(),
  })
  .readonly();

/** How a cut compares with the document's own table of contents, by counts. */
export type OwnContents = z.infer<typeof ownContentsSchema>;

/** What phase 2 finds in the source. */
export interface MarkedDocument {
  readonly convention: string;
  readonly runnerUp: string | null;
  /** sha256 hex of the registered file, and its bytes. */
  readonly sourceSha256: string;
  readonly bytes: number;
  /** The text that is cut, UTF-8: the file itself, or what a reader has made of it. */
  readonly text: Uint8Array;
  /** Null where the text is the file itself. */
  readonly projection: ProjectionFacts | null;
  readonly units: Rows<MarkedUnit>;
  readonly containers: Rows<Container>;
  readonly regions: Rows<Region>;
  readonly warnings: readonly DocumentWarning[];
  /** How many units the document itself says that it has; left out where it does not say. */
  readonly statedCount?: number;
  /** How the cut compares with the document's own table of contents; left out where it has none. */
  readonly ownContents?: OwnContents;
}

/** A unit before it has a prefix and a hash: `address` is the path below the document prefix. */
export type MarkedUnit = Omit<PlannedUnit, "contentHash"> & { readonly scope: string };

/** The plan of phase 3: what will be written, and its digest. */
export interface CutPlan {
  readonly source: SourceVersion;
  /** Every unit of the source version. */
  readonly units: Rows<PlannedUnit>;
  /** What is written of them: all where nothing of the document is enacted, else what differs from the head. */
  readonly changes: Rows<PlannedChange>;
  readonly counts: WriteCounts;
  /** Lineage between units, by their addresses of birth. */
  readonly lineage: readonly PlannedLink[];
  readonly histogram: Readonly<Record<string, number>>;
  /** sha256 hex over the source version, its base, and every unit's and change's fields: equal digests mean equal writes. */
  readonly writerDigest: string;
  /** The tree over what is written, by which the approval of the plan binds each version by a short path. */
  readonly unitTree: UnitTree;
}

/** Of a plan what names its document and counts its writes: enough to take back what was written by it. */
export type PlanOutline = Pick<CutPlan, "source" | "writerDigest" | "counts">;

/** The live vocabulary of the knowledge base. */
export interface Vocabulary {
  readonly unitKinds: readonly string[];
  readonly sectionTypes: readonly string[];
  readonly publicationTypes: readonly string[];
}
