import { openExportFolder } from "../adapters/export-folder/open-export-folder.ts";
import { openBaseReader } from "../adapters/postgres/reader.ts";
import { systemClock } from "../adapters/runner/system-clock.ts";
import type { Environment } from "../config/environment.ts";
import { dayOfMoment } from "../domain/days.ts";
import { utc } from "../domain/run.ts";
import type { ExportFolder } from "../ports/export-folder.ts";
import type { BaseReader } from "../ports/reader.ts";
import { readLiveDatabase } from "./live-database.ts";

/** The base for a reader: one login, and nothing else of the machine. */
export interface Reading {
  open(): Promise<BaseReader>;
  /** A folder that an export is written into. */
  openExportFolder(path: string, format: string): Promise<ExportFolder>;
  /** In UTC. */
  today(): string;
  /** The moment, to the second. */
  now(): string;
}

export function composeReading(environment: Environment, late: AbortSignal): Reading {
  return {
    open: async () => openBaseReader(await readLiveDatabase(environment, late).openSource()),
    openExportFolder,
    today: () => dayOfMoment(systemClock.now()),
    now: () => utc(systemClock.now()),
  };
}
