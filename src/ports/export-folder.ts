import type { ExportedFile, ExportHead } from "../domain/reading/export-index.ts";

/** What became of the files of an export. */
export interface ExportEnd {
  readonly files: number;
  readonly written: number;
  /** Files that were there already, and are as they were. */
  readonly unchanged: number;
  /** Files of the export before that are no part of this one. */
  readonly removed: number;
  /** sha256 hex of the index. */
  readonly indexSha256: string;
}

/**
 * A folder that exports are written into, one over the other. What was there stays as it is until all of the new one is written. Whatever is refused is
 * thrown as a `RefusalError`.
 */
export interface ExportFolder extends AsyncDisposable {
  /** Writes a file; the path as `isExportPath` allows it, each once. */
  write(path: string, content: string | AsyncIterable<string>): Promise<ExportedFile>;
  /** Puts everything in its place, and the index last. */
  finish(head: ExportHead): Promise<ExportEnd>;
}
