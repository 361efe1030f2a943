import type { Effect } from "./timeline.ts";

/** An enacted version of a unit; its text is read apart. */
export interface ReadVersion {
  readonly versionId: string;
  /** 1 for the first one of the unit. */
  readonly version: number;
  readonly change: string;
  readonly address: string;
  readonly title: string;
  readonly kind: string;
  readonly sectionType: string;
  readonly sha256: string;
  readonly effect: Effect;
  /** `YYYY-MM-DDTHH:MM:SSZ`; fractions of the second are cut off. */
  readonly recordedAt: string;
  /** Whether it was recorded by the time in question. */
  readonly isKnown: boolean;
  readonly citation: string | null;
}

/** A unit with all its enacted versions in order. */
export interface ReadUnit {
  readonly unitId: string;
  /** The address of birth, which never changes. */
  readonly unit: string;
  readonly versions: readonly ReadVersion[];
}

/** Which unit became which, where it did not stay one. */
export interface ReadLineage {
  readonly relation: string;
  /** Addresses of birth. */
  readonly from: string;
  readonly to: string;
  readonly recordedAt: string;
}
