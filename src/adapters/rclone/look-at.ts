import { createHash } from "node:crypto";
import { joinPlace } from "../../domain/backup-copies.ts";
import { RefusalError } from "../../domain/refusal.ts";
import { type RcloneOptions, streamRclone } from "./run-rclone.ts";

export interface Seen {
  readonly sha256: string;
  readonly sizeBytes: number;
}

/**
 * Reads an object through and digests it; null where there is none. The place's own word for a digest is not asked for. A place without folders
 * answers for a name that it does not have with nothing, so an empty object counts as none.
 */
export async function lookAt(
  options: RcloneOptions,
  order: {
    readonly place: string;
    readonly object: string;
    readonly until: number;
    /** Of an object that is larger it reads no more than this. */
    readonly mostBytes: number;
  },
): Promise<Seen | null> {
  const { place, object, until, mostBytes } = order;
  const hash = createHash("sha256");
  let sizeBytes = 0;
  try {
    for await (const chunk of streamRclone(options, {
      arguments: ["cat", "--", joinPlace(place, object)],
      place,
      names: [object],
      until,
    })) {
      hash.update(chunk);
      sizeBytes += chunk.length;
      if (sizeBytes > mostBytes) break;
    }
  } catch (cause) {
    if (cause instanceof RefusalError && cause.refusal.reason === "STOP_COPY_MISSING") return null;
    throw cause;
  }
  return sizeBytes === 0 ? null : { sha256: hash.digest("hex"), sizeBytes };
}
