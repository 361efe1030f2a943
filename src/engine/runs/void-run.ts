import { type Refusal, refusal } from "../../domain/refusal.ts";
import type { Result } from "../../domain/result.ts";
import { countOf } from "../../domain/text-forms.ts";
import type { CommittedFacts } from "../../ports/knowledge-base.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import { outcomeOf, type RunOutcome } from "../session/run-outcome.ts";
import type { RunSession } from "../session/run-session.ts";
import { showCard } from "../telling/show-card.ts";
import { indexRun } from "./index-run.ts";
import { refuseUnknownWrites } from "./refuse-rolled-back.ts";
import { refusalOf } from "./stop-run.ts";
import { withRunToEnd } from "./with-run.ts";

/**
 * Gives up a run that has written nothing; its approvals open nothing from then on. A run whose units stand in the database is
 * refused: its drafts would be left for ever.
 */
export async function voidRun(parts: EngineParts, runId: string, why: string): Promise<Result<RunOutcome>> {
  return withRunToEnd(parts, runId, async (session) => {
    const isOvertaken = await isTakenOver(session);
    const written = isOvertaken ? null : await refuseWritten(session);
    if (written) return outcomeOf(session.position, written);
    await session.disarm();
    await session.record({ type: "voided", by: parts.settings.initiator, why });
    const unlisted = await indexRun(parts.sidecar, session.position);
    // The card is that of the machine which has the run now.
    if (!isOvertaken) await showCard(session);
    return outcomeOf(session.position, unlisted);
  });
}

/** Whether another machine has taken the run over: what this one has of it is a copy, and to end that gives up nothing. */
async function isTakenOver(session: RunSession): Promise<boolean> {
  if (session.position.run.mode === "DRYRUN" || session.position.evidence.source_pin === undefined)
    return false;
  try {
    await session.live();
    return false;
  } catch (fault) {
    const cause = refusalOf(fault);
    if (cause === null) throw fault;
    return cause.reason === "STOP_RUN_TAKEN_OVER";
  }
}

/** What would hinder the run from being given up, or null; nothing is changed. */
export async function refuseWrittenRun(parts: EngineParts, runId: string): Promise<Refusal | null> {
  const asked = await withRunToEnd(parts, runId, async (session) =>
    outcomeOf(session.position, await refuseWritten(session)),
  );
  return asked.ok ? asked.value.refusal : asked.refusal;
}

/**
 * The database is asked, not the journal: it may hold more than an older sidecar knows, or have lost what the journal calls committed. A run
 * that failed behind its enactment can't be closed, and strands nothing.
 */
async function refuseWritten(session: RunSession): Promise<Refusal | null> {
  const { run, ending, evidence } = session.position;
  // A journal that was rolled back to before its document was pinned does not know whose drafts to look for.
  if (run.mode === "LIVE" && evidence.source_pin === undefined) return refuseUnknownWrites(session);
  const { unitsByStatus, receipts } = await readCommitted(session);
  if (receipts.some(({ effect }) => effect === "effect_set") && ending?.kind !== "failed") {
    return refusal("STOP_UNITS_STAND", {
      message: "The run has set days, which stay in the record.",
      field: run.runId,
      expected: "no day that this run has set",
      actual: "days in the database",
      wayOut: `Let the run be closed: cutter orchestrate resume ${run.runId}`,
    });
  }
  const { draft = 0, enacted = 0 } = unitsByStatus;
  const isStranded = draft > 0 || (enacted > 0 && ending?.kind !== "failed");
  if (!isStranded) return null;
  return refusal("STOP_UNITS_STAND", {
    field: run.runId,
    expected: "no unit of this run in the database",
    actual: draft > 0 ? countOf(draft, "draft") : countOf(enacted, "enacted unit"),
    wayOut:
      draft > 0
        ? `Take the drafts back, which asks for SG_3: cutter orchestrate revert ${run.runId} --execute`
        : `What is enacted stays. Let the run be closed: cutter orchestrate resume ${run.runId}`,
  });
}

type Written = Pick<CommittedFacts, "unitsByStatus" | "receipts">;
const NOTHING: Written = { unitsByStatus: {}, receipts: [] };

/** What the run has written. Where no gate was ever opened, a database that can't be asked hinders nothing. */
async function readCommitted(session: RunSession): Promise<Written> {
  const { run, evidence, opened } = session.position;
  if (run.mode === "DRYRUN" || evidence.source_pin === undefined) return NOTHING;
  try {
    const live = await session.live();
    return await live.committedBy(run.runId, evidence.source_pin.source.docPrefix);
  } catch (fault) {
    if (refusalOf(fault) === null || Object.keys(opened).length > 0) throw fault;
    return NOTHING;
  }
}
