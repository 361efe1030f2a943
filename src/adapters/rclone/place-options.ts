import { stat } from "node:fs/promises";
import { RefusalError, refusal } from "../../domain/refusal.ts";
import type { RcloneOptions } from "./run-rclone.ts";

export interface PlaceOptions extends RcloneOptions {
  readonly place: string;
  readonly takesEvidence: boolean;
  /** How long a copy may take with all that belongs to it. */
  readonly timeoutMs: number;
  /** Where files are made that are put there at once. */
  readonly tempFolder: string;
}

/** rclone would make a folder that is not there, on this machine's own disk where the other one is not mounted. */
export async function refuseNoFolder(place: string): Promise<void> {
  if (!place.startsWith("/")) return;
  const found = await stat(place).catch(() => null);
  if (found?.isDirectory()) return;
  throw new RefusalError(
    refusal("STOP_COPY_UNREACHABLE", { field: place, expected: "a folder that is there", actual: "none" }),
  );
}
