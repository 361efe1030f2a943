import type { PlanOutline } from "./plan.ts";
import type { PlannedChange } from "./planned-change.ts";
import type { UnitTree } from "./unit-leaf.ts";

/** An enacted change set of a document, by the source version from which it was cut. */
export interface EnactedSet {
  readonly changeSetId: string;
  readonly versionId: string;
  readonly versionSeq: number;
  /** How many of its versions have no day yet; a version that was corrected is not among them. */
  readonly open: number;
}

/** An enacted version with the day that it has: `YYYY-MM-DD`, `open` or `-infinity`. */
export interface DatedVersion
  extends Omit<PlannedChange, "ordinal" | "startByte" | "endByte" | "effectiveFrom" | "base"> {
  readonly versionId: string;
  readonly base: Pick<NonNullable<PlannedChange["base"]>, "versionId"> | null;
  readonly was: string;
  readonly cited: string | null;
  /** True where a correction follows it: then the correction has the day. */
  readonly isCorrected: boolean;
}

/** A version with the day that it gets. */
export interface DatedChange extends DatedVersion {
  readonly effectiveFrom: string;
}

/** What a run that sets days writes: of versions of one change set, in order, from which day each is in force. */
export interface DaysPlan extends PlanOutline {
  /** The tree over the versions with their days. */
  readonly unitTree: UnitTree;
  /** The change set, which is enacted, and what its versions cite. */
  readonly enacted: { readonly changeSetId: string; readonly cited: string | null };
  readonly changes: readonly DatedChange[];
  /** Versions of the change set that a correction follows, which has the day: they are left as they are. */
  readonly corrected: number;
}

/** Enacted text of a document whose day is open, by the source version from which it was cut. */
export interface OpenDays {
  readonly documentId: string;
  readonly versionSeq: number;
  readonly units: number;
  /** Since when it is recorded that the day is open. */
  readonly sinceUtc: string;
}
