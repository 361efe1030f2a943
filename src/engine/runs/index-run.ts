import type { Refusal } from "../../domain/refusal.ts";
import type { Sidecar } from "../../ports/sidecar.ts";
import { type RunPosition, stateName } from "../session/run-position.ts";
import { refusalOf } from "./stop-run.ts";

/**
 * Appends a run that is over to the runs index, so that status and reconcile need not read its journal any more. The journal says first that
 * it is over: a run of which only the index says so would never be closed. Refused where the index is damaged; every later command on the run
 * tries again.
 */
export async function indexRun(sidecar: Sidecar, position: RunPosition): Promise<Refusal | null> {
  const { run, evidence, ending, reports, lastAt } = position;
  try {
    await sidecar.appendIndex({
      run_id: run.runId,
      document_id: run.documentId,
      mode: run.mode,
      units: evidence.cutplan?.unitCount ?? null,
      writer_digest: evidence.cutplan?.writerDigest ?? null,
      state: stateName(position),
      closed_utc: lastAt,
      closeout_sha256: ending?.kind === "closed" ? ending.closeoutSha256 : null,
      reports: reports.length,
      ...(run.batch === undefined ? {} : { batch_id: run.batch.batchId }),
    });
    return null;
  } catch (fault) {
    const cause = refusalOf(fault);
    if (cause === null) throw fault;
    return cause;
  }
}

/** Whether nothing can happen to the run any more. */
export function isOver({ ending }: RunPosition): boolean {
  return ending?.kind === "closed" || ending?.kind === "voided";
}

/** Whether the run may still write something as it goes on. */
export function isUnderWay(position: RunPosition): boolean {
  return !isOver(position) && position.ending?.kind !== "failed";
}
