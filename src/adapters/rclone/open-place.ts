import { joinPlace } from "../../domain/backup-copies.ts";
import { RefusalError } from "../../domain/refusal.ts";
import { type Result, refused } from "../../domain/result.ts";
import type { CopyPlace } from "../../ports/copy-place.ts";
import { type PlaceOptions, refuseNoFolder } from "./place-options.ts";
import { probePlace } from "./probe-place.ts";
import { putFile } from "./put-file.ts";
import { putFolder } from "./put-folder.ts";
import { streamRclone } from "./run-rclone.ts";

/** Nobody waits for the doctor as long as a backup may take. */
const PROBE_MS = 120_000;

/** A place for copies that rclone reaches. Nothing is repeated by itself, and every wait has an end. */
export function openPlace(options: PlaceOptions): CopyPlace {
  const { place } = options;
  const until = () => performance.now() + options.timeoutMs;
  return {
    place,
    takesEvidence: options.takesEvidence,
    put: (order) => refusing(() => putFile(options, order, until())),
    putFolder: (folder, files) => refusing(() => putFolder(options, { folder, files, until: until() })),
    read: (object) => read(options, object, until()),
    probe: (order) =>
      refusing(() => probePlace(options, order, Math.min(until(), performance.now() + PROBE_MS))),
  };
}

async function* read(options: PlaceOptions, object: string, until: number): AsyncIterable<Uint8Array> {
  const { place } = options;
  await refuseNoFolder(place);
  yield* streamRclone(options, {
    arguments: ["cat", "--", joinPlace(place, object)],
    place,
    names: [object],
    until,
  });
}

/** Turns what streams had to throw back into a value. */
async function refusing<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof RefusalError) return refused(cause.refusal);
    throw cause;
  }
}
