import type { PlannedUnit } from "./plan.ts";

export const OPERATIONS = ["create", "amend", "renumber", "correct", "recut", "retire"] as const;
/** What a change set does to a unit. */
export type Operation = (typeof OPERATIONS)[number];

/** What a version is to its unit. */
export type ChangeKind = "original" | "amendment" | "renumbering" | "correction" | "recut" | "repeal";

export const KIND_OF_OPERATION: Readonly<Record<Operation, ChangeKind>> = {
  create: "original",
  amend: "amendment",
  renumber: "renumbering",
  correct: "correction",
  recut: "recut",
  retire: "repeal",
};

/** A version that follows no other is in force from the beginning where nobody has named a day. */
export const FROM_THE_BEGINNING = "-infinity";
/** The day is not known yet. */
export const OPEN = "open";

/** One version as the run will write it. Its text is that of the source's bytes `[startByte, endByte)`; a repeal has none. */
export interface PlannedChange
  extends Pick<
    PlannedUnit,
    | "ordinal"
    | "startByte"
    | "endByte"
    | "original"
    | "address"
    | "title"
    | "kind"
    | "sectionType"
    | "contentHash"
  > {
  readonly operation: Operation;
  /** The unit by the address under which it was born; `address` is the one that is printed. */
  readonly unit: string;
  /** The parent unit by its address of birth, or null. */
  readonly parent: string | null;
  /** Decimal number by which the units of a document are ordered. */
  readonly position: string;
  /** The version that this one follows, or null for a unit that is born. */
  readonly base: {
    readonly versionId: string;
    readonly address: string;
    readonly contentHash: string;
  } | null;
  /** `YYYY-MM-DD`, `open` or `-infinity`; null where no day is recorded. */
  readonly effectiveFrom: string | null;
}

/** A unit that goes on in another one, both by their addresses of birth. */
export interface PlannedLink {
  readonly from: string;
  readonly to: string;
  readonly relation: string;
}
