import type { ExportedVersion } from "../domain/reading/exported-version.ts";
import type { ReadLineage, ReadUnit, ReadVersion } from "../domain/reading/read-unit.ts";
import type { Leaf } from "../domain/unit-leaf.ts";

/** The base as it was on a day, as it was known at a time. */
export interface ReadingTime {
  /** `YYYY-MM-DD` */
  readonly on: string;
  /** A moment in ISO 8601; null: as it is known now. */
  readonly knownAt: string | null;
}

export interface RegisteredDocument {
  readonly documentId: string;
  readonly prefix: string;
  readonly title: string;
}

export interface ReadDocument extends RegisteredDocument {
  /** Versions of the source that are registered. */
  readonly versions: number;
  /** Units in force. */
  readonly inForce: number;
  /** Enacted versions of units whose day of effect is open. */
  readonly open: number;
}

/** A unit that is in force, as a list shows it. */
export type ListedUnit = Omit<ReadVersion, "versionId" | "isKnown"> & { readonly unit: string };

/** What a reader sees of one unit on one of two days. */
export type ComparedVersion = ListedUnit & { readonly parent: string | null; readonly text: string };

/** A unit that a reader sees otherwise on the second day; null where it is not in force. */
export interface ReadChange {
  readonly unit: string;
  readonly before: ComparedVersion | null;
  readonly after: ComparedVersion | null;
}

/** A run that has written a version, or has set its day, and the approval under which it did. */
export interface Enactment {
  readonly runId: string;
  readonly writes: "version" | "day";
  /** sha256 hex of the request of the run. */
  readonly payloadSha256: string;
  readonly approvalCommit: string;
  readonly executionCommit: string;
  /** When the approval was used. */
  readonly usedUtc: string;
}

export interface EnactedLeaf {
  readonly versionId: string;
  readonly leaf: Leaf;
}

/** Pages of a list that may be long; to be read once, one after the other. */
export type Pages<Row> = AsyncIterable<readonly Row[]>;

/** One snapshot of the base, as a reader sees it: enacted text and its history. */
export interface BaseReader extends AsyncDisposable {
  documents(time: ReadingTime): Promise<readonly ReadDocument[]>;
  /** The document of that id, or else of that prefix. */
  findDocument(name: string): Promise<RegisteredDocument | null>;
  countInForce(documentId: string, time: ReadingTime): Promise<number>;
  units(documentId: string, time: ReadingTime): Pages<ListedUnit>;
  /** Units that have or had the address, printed or of birth, whenever it was recorded. */
  findUnits(documentId: string, address: string, knownAt: string | null): Promise<readonly ReadUnit[]>;
  /** The text of a version, which is what its hash says; throws `STOP_TEXT_ALTERED` otherwise, as everything here does that hands out texts. */
  text(version: Pick<ReadVersion, "versionId" | "address" | "version" | "sha256">): Promise<string>;
  /** What has written the version, and what has set the day that counts as it was known then (null: now), where that was another run; in this order. */
  enactments(versionId: string, knownAt: string | null): Promise<readonly Enactment[]>;
  /** What a run has written, in the order of the tree of its plan. */
  leaves(run: Pick<Enactment, "runId" | "writes">): Pages<EnactedLeaf>;
  lineage(unitIds: readonly string[], knownAt: string | null): Promise<readonly ReadLineage[]>;
  /** What stands at an address without being enacted. */
  unenacted(documentId: string, address: string): Promise<readonly ("draft" | "withdrawn")[]>;
  /** In the order of the second day. */
  changes(
    documentId: string,
    days: { readonly from: string; readonly to: string; readonly knownAt: string | null },
  ): Pages<ReadChange>;
  /** Documents that were registered by a time, in the order of their ids. */
  registered(knownAt: string | null): Promise<readonly RegisteredDocument[]>;
  /** When something of a document was recorded for the last time, to the second; null where nothing was. */
  recordedUntil(documentId: string): Promise<string | null>;
  /**
   * Every enacted version of a document that was recorded by a time, with the days of effect and what has followed it as they were known then; or
   * those that are in force on a day. In the order of position, unit and version.
   */
  exported(
    documentId: string,
    time: { readonly on: string | null; readonly knownAt: string | null },
  ): Pages<ExportedVersion>;
}
