import type { Rows } from "../collections/rows.ts";

/** A unit of the head of a document: its last enacted version. */
export interface HeadUnit {
  /** The unit by its address of birth. */
  readonly unit: string;
  readonly versionId: string;
  /** The address that is printed. */
  readonly address: string;
  readonly title: string;
  readonly kind: string;
  readonly sectionType: string;
  /** The parent unit by its address of birth, or null. */
  readonly parent: string | null;
  readonly position: string;
  readonly contentHash: string;
  /** `YYYY-MM-DD`, `open` or `-infinity`, as it is known now. */
  readonly effectiveFrom: string;
}

/** The units of a document as its last enacted change set has left them, in order. */
export interface DocumentHead {
  readonly units: Rows<HeadUnit>;
  /** Addresses of birth of units that were retired; they are never given to another unit. */
  readonly retired: readonly string[];
}
