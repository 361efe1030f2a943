import { refuseInterrupted } from "../../domain/interruption.ts";
import type { Mode } from "../../domain/phases.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import type { RunOutcome } from "../session/run-outcome.ts";
import { cut } from "./cut.ts";

/** What became of one document of a batch: its run, or why none was started. */
export interface BatchRow {
  readonly documentId: string;
  readonly outcome: RunOutcome | null;
  readonly refusal: Refusal | null;
}

/**
 * Starts a run for each document, one after the other. The runs are independent: one that stops does not hold back the others,
 * and each waits for an approval of its own. A document that is named twice refuses the batch before anything starts; an
 * interruption keeps back the runs that have not begun.
 */
export async function cutBatch(
  parts: EngineParts,
  order: { readonly documentIds: readonly string[]; readonly mode: Mode },
): Promise<Result<readonly BatchRow[]>> {
  const twice = order.documentIds.find((id, index) => order.documentIds.indexOf(id) !== index);
  if (twice !== undefined) {
    return refused(
      refusal("STOP_BAD_INPUT", { field: "documents", expected: "each once", actual: `${twice} twice` }),
    );
  }
  const rows: BatchRow[] = [];
  for (const documentId of order.documentIds) rows.push(await cutOne(parts, documentId, order.mode));
  return accepted(rows);
}

async function cutOne(parts: EngineParts, documentId: string, mode: Mode): Promise<BatchRow> {
  const interrupted = refuseInterrupted(parts.interrupted);
  if (interrupted) return { documentId, outcome: null, refusal: { ...interrupted, field: documentId } };
  const started = await cut(parts, { documentId, mode });
  if (!started.ok) return { documentId, outcome: null, refusal: started.refusal };
  return { documentId, outcome: started.value, refusal: started.value.refusal };
}
