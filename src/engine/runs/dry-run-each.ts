import { refuseInterrupted } from "../../domain/interruption.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import type { RunOutcome } from "../session/run-outcome.ts";
import { cut } from "./cut.ts";

/** What became of one of several documents: its run, or why none was started. */
export interface DryRunRow {
  readonly documentId: string;
  readonly outcome: RunOutcome | null;
  readonly refusal: Refusal | null;
}

/**
 * Makes a dry run of each document, one after the other. The runs are independent: one that stops does not hold back the others. A document that
 * is named twice refuses all before anything starts; an interruption keeps back the runs that have not begun.
 */
export async function dryRunEach(
  parts: EngineParts,
  documentIds: readonly string[],
): Promise<Result<readonly DryRunRow[]>> {
  const twice = documentIds.find((id, index) => documentIds.indexOf(id) !== index);
  if (twice !== undefined) {
    return refused(
      refusal("STOP_BAD_INPUT", { field: "documents", expected: "each once", actual: `${twice} twice` }),
    );
  }
  const rows: DryRunRow[] = [];
  for (const documentId of documentIds) rows.push(await runOne(parts, documentId));
  return accepted(rows);
}

async function runOne(parts: EngineParts, documentId: string): Promise<DryRunRow> {
  const interrupted = refuseInterrupted(parts.interrupted);
  if (interrupted) return { documentId, outcome: null, refusal: { ...interrupted, field: documentId } };
  const started = await cut(parts, { documentId, mode: "DRYRUN" });
  if (!started.ok) return { documentId, outcome: null, refusal: started.refusal };
  return { documentId, outcome: started.value, refusal: started.value.refusal };
}
