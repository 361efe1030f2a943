import type { Result } from "../../domain/result.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import { advanceBatch } from "./advance-batch.ts";
import type { BatchOutcome } from "./batch-outcome.ts";
import { withBatch } from "./with-batch.ts";

/** Goes on with a batch from where its journal stands; it can be repeated at any time. */
export function resumeBatch(parts: EngineParts, batchId: string): Promise<Result<BatchOutcome>> {
  return withBatch(parts, batchId, advanceBatch);
}
