import { placeInBatch } from "../../domain/batch.ts";
import { accepted } from "../../domain/result.ts";
import type { Forge } from "../../ports/forge.ts";

/** Members have no conversation of their own: their requests and reports stay in their folders, from which the batch tells people. */
export function createMemberForge(batchId: string): Forge {
  const where = placeInBatch(batchId);
  return {
    openRequest: async () => accepted({ where }),
    findRequest: async () => accepted({ where, found: where }),
    postReport: async () => accepted({ where }),
    publishFiles: async () => accepted({ where }),
    showCard: async () => accepted(null),
  };
}
