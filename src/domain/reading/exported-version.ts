import type { Projected } from "../unit-leaf.ts";
import type { ReadLineage, ReadVersion } from "./read-unit.ts";
import type { Effect } from "./timeline.ts";

/** By what a version came into the base: the run that wrote it, of which bytes it is, and the approval under which it was enacted. */
export interface Provenance {
  readonly runId: string;
  /** sha256 hex of the source of which the text is a part. */
  readonly sourceSha256: string;
  /** The half-open byte range `[start, end)` of the text that was cut; null for a repeal, which has no text. */
  readonly bytes: readonly [start: number, end: number] | null;
  /** The text that a reader has made of the source, and where the unit stands in the source; null where the text is the source itself. */
  readonly projection: Projected | null;
  /** sha256 hex of the request that was approved. */
  readonly payloadSha256: string;
  /** The commits that brought in the approval, and the authorisation to carry it out. */
  readonly approvalCommit: string;
  readonly executionCommit: string;
  readonly persons: readonly string[];
  /** Full fingerprints of the keys that signed. */
  readonly keys: readonly string[];
  /** `YYYY-MM-DDTHH:MM:SSZ` */
  readonly signedUtc: string;
  /** When the approval was used, which is when the version was enacted. */
  readonly usedUtc: string;
}

/** The run that has set the day of a version after it was enacted, and the approval under which it did. */
export type DaySet = Omit<Provenance, "sourceSha256" | "bytes" | "projection">;

/** That a version got another day after it was enacted: the first one where it had been open, or one instead of another. */
export interface DayMove {
  readonly was: Effect;
  readonly effect: Effect;
  readonly recordedAt: string;
  /** Null where the approval was not kept. */
  readonly set: DaySet | null;
}

/** An enacted version as it is exported: all that a reader may know of it. */
export interface ExportedVersion extends Omit<ReadVersion, "isKnown"> {
  readonly unitId: string;
  /** The unit's address of birth, which never changes. */
  readonly unit: string;
  /** Address of birth of the unit in which it stands, or null. */
  readonly parent: string | null;
  /** Decimal number by which the units of a document are ordered. */
  readonly position: string;
  readonly text: string;
  /** Id of the version that follows it, or null. */
  readonly supersededBy: string | null;
  /** What the unit came from, and what became of it. */
  readonly lineage: readonly ReadLineage[];
  /** Null in a base that was written before approvals were kept with what they enacted. */
  readonly provenance: Provenance | null;
  /** The oldest first; none where the day of its plan counts. */
  readonly moves: readonly DayMove[];
}
