import type { Mode } from "../../domain/phases.ts";
import { type Result, refused } from "../../domain/result.ts";
import { makeRunId, type Run, utc } from "../../domain/run.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import type { RunOutcome } from "../session/run-outcome.ts";
import { RunSession } from "../session/run-session.ts";
import { refuseBusyDocument } from "./refuse-busy-document.ts";
import { walkPhases } from "./walk-phases.ts";
import { guarded } from "./with-run.ts";

/** Starts a run: a dry run goes through all eleven phases, from phase 5 on the restored copy; a live run, the only one of its document, pauses at SG_1. */
export async function cut(
  parts: EngineParts,
  order: { readonly documentId: string; readonly mode: Mode },
): Promise<Result<RunOutcome>> {
  const busy = order.mode === "LIVE" ? await refuseBusyDocument(parts.sidecar, order.documentId) : null;
  if (busy) return refused(busy);
  const startedAt = parts.clock.now();
  const run: Run = {
    runId: makeRunId(startedAt, parts.random.bytes(4)),
    documentId: order.documentId,
    mode: order.mode,
    initiator: parts.settings.initiator,
    startedUtc: utc(startedAt),
    toolVersion: parts.settings.tool.version,
    toolSha256: parts.settings.tool.sha256,
  };
  const folder = await parts.sidecar.createRun(run.runId, {
    type: "run_started",
    run,
  });
  if (!folder.ok) return folder;
  parts.crashPoints.reach("run:created");
  await using session = new RunSession(parts, folder.value);
  return { ok: true, value: await guarded(session, () => walkPhases(session)) };
}
