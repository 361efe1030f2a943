import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { findOpenPath } from "../../../bin/open-path.js";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import type { Launch } from "./unprivileged.ts";

/** The kernel's limit for the path of a unix socket, less what is added to the folder. */
const MAX_PATH_BYTES = 107 - "/cutter-scratch-4194304-XXXXXX/.s.PGSQL.5432".length;

/**
 * `STOP_CONFIG_INVALID` where a cluster in the folder could not open its socket, its account could not reach it, or another account could
 * put a folder of its own in its place.
 */
export async function refuseTempFolder(tempFolder: string, launch: Launch): Promise<Refusal | null> {
  const path = resolve(tempFolder);
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) {
    return invalid(
      path,
      `at most ${MAX_PATH_BYTES} bytes, for a unix socket`,
      `${Buffer.byteLength(path)} bytes`,
    );
  }
  const open = findOpenPath(path, { isShared: true });
  if (open !== null) return invalid(path, "one whose entries nobody but their owner can replace", open);
  if (!launch.drops) return null;
  for (let folder = path; ; folder = dirname(folder)) {
    const { mode } = await stat(folder);
    if ((mode & 0o001) === 0) {
      return invalid(
        folder,
        "a folder that other accounts may pass through",
        `mode ${(mode & 0o777).toString(8)}`,
      );
    }
    if (folder === dirname(folder)) return null;
  }
}

function invalid(field: string, expected: string, actual: string): Refusal {
  return refusal("STOP_CONFIG_INVALID", { field: `temporary folder ${field}`, expected, actual });
}
