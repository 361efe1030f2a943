import type { ExportHead } from "../../domain/reading/export-index.ts";
import type { ExportFolder } from "../../ports/export-folder.ts";
import type { Progress } from "../../ports/progress.ts";
import type { BaseReader, RegisteredDocument } from "../../ports/reader.ts";

/** What is exported, from where, and into what. */
export interface ExportOrder {
  readonly reader: BaseReader;
  readonly folder: Pick<ExportFolder, "write">;
  /** In the order of their ids, each once. */
  readonly documents: readonly RegisteredDocument[];
  /** The day of which the units in force are exported; null: every enacted version. */
  readonly on: string | null;
  /** In UTC. */
  readonly today: string;
  /** Where a site will lie, with a slash at its end; null: unknown. */
  readonly siteUrl: string | null;
  /** Null: all of the snapshot. */
  readonly knownAt: string | null;
  /** What `knownAt` stands for, to the second; where it is null, when something of the documents was recorded for the last time. Null where nothing was. */
  readonly shownKnownAt: string | null;
  readonly progress: Progress;
  readonly interrupted: AbortSignal;
}

/** Writes the files of an export, and says what its index says of it. */
export type ExportFormat = (order: ExportOrder) => Promise<ExportHead>;
