import type { Rows } from "../collections/rows.ts";

/** One unit of one version of a document, as it is compared with those of another version. */
export interface DeltaUnit {
  readonly address: string;
  /** The printed name, e.g. `Article 12`. */
  readonly label: string;
  readonly title: string;
  readonly kind: string;
  readonly sectionType: string;
  /** Address of the parent unit of the same version, or null. */
  readonly parent: string | null;
  /** 1-based line of the heading in its source; 0 where today's cut of the source does not have the unit. */
  readonly line: number;
  /** sha256 hex of the body. */
  readonly contentHash: string;
}

/** A version of a document: its units in order, and the text of each. */
export interface DeltaSide {
  readonly units: Rows<DeltaUnit>;
  /** The body of the unit at a position from 0, heading included. */
  body(position: number): string;
  /** What stands in no unit (front matter, headings of containers, what is left out), in order. */
  readonly outside: readonly OutsideText[];
}

/** `unchanged`: the same bytes in the same places. */
export type OutsideChange = "changed" | "typographyOnly" | "unchanged";

export interface OutsideText {
  readonly text: string;
  /** How many units stand before it. */
  readonly behind: number;
  /** Whether it is the heading of a container of units. */
  readonly isHeading: boolean;
}

/**
 * What became of a unit. `amended`: other words; `typographyOnly`: the same words in other white space, marks or punctuation; `titleOnly`: another
 * title above the same text; `renumbered`: the same text under another address, or in another place of the document.
 */
export const CHANGES = [
  "amended",
  "typographyOnly",
  "titleOnly",
  "renumbered",
  "created",
  "retired",
] as const;
export type Change = (typeof CHANGES)[number];

/** A change of one unit; `before` and `after` are positions from 0, null where there is none. */
export interface UnitChange {
  readonly change: Change;
  readonly before: number | null;
  readonly after: number | null;
  /** True where a statement of lineage, not the text, says that both are one unit. */
  readonly isStated: boolean;
  /** True where the unit stands below another parent, or in another place of the order, among those that go on. */
  readonly isMoved: boolean;
}

export const RELATIONS = ["continues", "split_into", "merged_into", "replaced_by"] as const;
export type Relation = (typeof RELATIONS)[number];

/** What a person says about the identity of units across two versions, by their addresses. */
export interface LineageStatement {
  readonly relation: Relation | "retired" | "created";
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** A question of identity that only a person can answer, with what seems likely. */
export interface LineageQuestion {
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** What seems likely, as the statements that would say so; two where an address goes from a retired unit to a new one. */
  readonly proposal: readonly LineageStatement[];
  readonly why: string;
}

/** What is between two versions: in the order of the new version, each retired unit behind the one that stood before it. */
export interface Delta {
  readonly changes: readonly UnitChange[];
  /** Positions of the units that stay as they are, as pairs in the order of the new version. */
  readonly unchanged: readonly { readonly before: number; readonly after: number }[];
  /** Open questions; the changes treat each as its proposal says. */
  readonly questions: readonly LineageQuestion[];
  /** Lineage between different units, by addresses. */
  readonly lineage: readonly { readonly from: string; readonly to: string; readonly relation: Relation }[];
  /** What became of the text outside the units. */
  readonly outside: OutsideChange;
}
