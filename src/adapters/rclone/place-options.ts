import { stat } from "node:fs/promises";
import { RefusalError, refusal } from "../../domain/refusal.ts";
import { type RcloneOptions, runRclone } from "./run-rclone.ts";

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
  if (!found?.isDirectory()) throw noFolder(place);
}

/**
 * The same of the folder at the root of a remote, before anything is put below it: behind an alias or a cipher it may be one of this machine. A root
 * that can't be listed is none that is missing.
 */
export async function refuseNoRoot(options: PlaceOptions, until: number): Promise<void> {
  const { place } = options;
  if (place.startsWith("/")) return;
  const root = place.slice(0, place.indexOf(":") + 1);
  try {
    await runRclone(options, {
      arguments: ["lsf", "--max-depth=1", "--", root],
      place: root,
      names: [],
      until,
    });
  } catch (cause) {
    if (cause instanceof RefusalError && cause.refusal.reason === "STOP_COPY_MISSING") throw noFolder(root);
  }
}

function noFolder(field: string): RefusalError {
  return new RefusalError(
    refusal("STOP_COPY_UNREACHABLE", { field, expected: "a folder that is there", actual: "none" }),
  );
}
