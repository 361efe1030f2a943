import type { ReasonCode } from "../../domain/reasons.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { refused } from "../../domain/result.ts";
import type { CopyPlace } from "../../ports/copy-place.ts";

/** What lies with the place itself, and would be found with every other folder too. */
const OF_PLACE: ReadonlySet<ReasonCode> = new Set([
  "STOP_COPY_PLACE_UNKNOWN",
  "STOP_COPY_UNREACHABLE",
  "STOP_COPY_DENIED",
  "STOP_COPY_FULL",
  "STOP_COPY_TIMEOUT",
  "STOP_TOOL_MISSING",
]);

/** The same place, which this process asks for no further folder once it has failed: a hundred runs would wait a hundred times. */
export function giveUpOnce(place: CopyPlace): CopyPlace {
  let failed: Refusal | null = null;
  return {
    ...place,
    async putFolder(folder, files) {
      if (failed !== null) return refused(failed);
      const put = await place.putFolder(folder, files);
      if (!put.ok && OF_PLACE.has(put.refusal.reason)) failed = put.refusal;
      return put;
    },
  };
}
