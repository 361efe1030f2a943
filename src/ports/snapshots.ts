import type { DocumentStates } from "../domain/document-states.ts";
import type { TableFact } from "../domain/tables.ts";

export interface OpenSnapshot extends AsyncDisposable {
  /** For `pg_dump --snapshot`; null on PGlite, which has one session only. */
  readonly snapshotId: string | null;
  readonly takenUtc: string;
  readonly tables: readonly TableFact[];
  /** Every document, in the same snapshot; on PGlite as it is now. */
  documents(): Promise<DocumentStates>;
}

/** What an increment is read from: the rows of some documents, and nothing of the others but their registration and the newest entry of their chain. */
export interface OpenPart extends AsyncDisposable {
  readonly snapshotId: string;
  readonly takenUtc: string;
  readonly list: DocumentStates;
  /** Rows and digest of each governed table, of the part of these documents. */
  tablesOf(documents: readonly string[]): Promise<readonly TableFact[]>;
  textOf(wish: Omit<PartWish, "snapshotId">): Promise<PartText>;
}

export interface PartWish {
  readonly documents: readonly string[];
  readonly snapshotId: string;
  /** Names the full backup in a message. */
  readonly restsOn: string;
  /** Digests of the list of documents: of that backup, and of the snapshot. */
  readonly before: string;
  readonly after: string;
}

/** SQL around the rows of the part, and what psql runs to print these. */
export interface PartText {
  readonly head: string;
  readonly script: string;
  readonly tail: string;
  /** The last line of what the script prints. */
  readonly lastLine: string;
}
