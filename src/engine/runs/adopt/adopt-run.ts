import { refusal, refusalOfRun } from "../../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../../domain/result.ts";
import { RUN_ID_PATTERN } from "../../../domain/run.ts";
import type { KnowledgeBase } from "../../../ports/knowledge-base.ts";
import type { EngineParts } from "../../session/engine-parts.ts";
import { foldJournal } from "../../session/fold-journal.ts";
import { goesOnBy } from "../../session/next-step.ts";
import { refuseBase } from "../../session/refuse-base.ts";
import { outcomeOf, type RunOutcome } from "../../session/run-outcome.ts";
import { RunSession } from "../../session/run-session.ts";
import { revert } from "../revert.ts";
import { refusalOf } from "../stop-run.ts";
import { walkPhases } from "../walk-phases.ts";
import { guarded, withRunToRevert } from "../with-run.ts";
import { adoptedEvent } from "./adopted-event.ts";
import { completeAdoption, rebuildNow, refuseUnconfirmed } from "./complete-adoption.ts";
import { endDamaged } from "./end-damaged.ts";
import { GONE, isStale } from "./is-stale.ts";
import { refuseAdoption, refuseKnown } from "./refuse-adoption.ts";
import { type Survey, surveyRun } from "./survey.ts";
import { type AdoptOrder, isDamaged, overOwn, takeNumber } from "./take-number.ts";

/**
 * Takes over a run whose journal is lost with its machine. What survives begins a new journal: the requests and approvals in git, the ledger and
 * the source in the database. It goes on to its next gate, which is asked anew, finishes a leg that was cut off under the approval that the leg
 * has used, is closed where it is enacted, or can only be taken back.
 */
export async function adopt(
  parts: EngineParts,
  runId: string,
  order: AdoptOrder,
): Promise<Result<RunOutcome>> {
  if (!RUN_ID_PATTERN.test(runId))
    return refused(refusal("STOP_BAD_INPUT", { field: "run", expected: "the id of a run", actual: runId }));
  const known = await parts.sidecar.peekRun(runId);
  const isKept = known.ok && order.isAnew !== true && !(await isStale(parts, known.value));
  if (isKept) return adoptOn(parts, runId, foldJournal(known.value.entries));
  const isGone = known.ok || GONE.has(known.refusal.reason);
  if (!isGone) return known;
  const over = overOwn(parts.sidecar, known, order);
  const begun = await begin(parts, runId, over);
  if (!begun.ok)
    return isDamaged(known) && begun.refusal.reason === "STOP_NOTHING_TO_ADOPT"
      ? refused(await endDamaged(parts, runId, over, begun.refusal))
      : begun;
  const { session, wasTakenBack } = begun.value;
  const outcome = await use(session, () => goOn(session, wasTakenBack));
  return outcome === null ? askedToTakeBack(parts, runId) : accepted(outcome);
}

/** A run that this machine has adopted is compared again where that was cut off, or did not hold. */
async function adoptOn(
  parts: EngineParts,
  runId: string,
  position: ReturnType<typeof foldJournal>,
): Promise<Result<RunOutcome>> {
  const { adoption, ending, waiting } = position;
  const isHalf = adoption !== null && adoption.rebuilt === null;
  const isOver = ending?.kind === "closed" || ending?.kind === "voided";
  const canCompare = isHalf || (refuseUnconfirmed(position) !== null && waiting === null);
  if (!canCompare || isOver) return refused(refusalOfRun(refuseKnown(runId), runId, goesOnBy(position)));
  return withRunToRevert(parts, runId, async (session) => {
    if (!isHalf) {
      const stopped = await rebuildNow(session);
      if (stopped) return stopped;
    }
    return (await goOn(session, false)) ?? outcomeOf(session.position);
  });
}

interface Begun {
  readonly session: RunSession;
  /** Whether people were asked to let its drafts be withdrawn when its journal was lost. */
  readonly wasTakenBack: boolean;
}

/** Takes the next number and makes the journal; refused where nothing is to be adopted, or somebody else has the run. */
async function begin(parts: EngineParts, runId: string, order: AdoptOrder): Promise<Result<Begun>> {
  try {
    await using live = await parts.openKnowledgeBase();
    const unfit = await refuseBase(parts, live);
    if (unfit) return refused(unfit);
    const before = await surveyFit(parts, live, runId);
    if (!before.ok) return before;
    const number = await takeNumber(live, runId, order);
    if (!number.ok) return number;
    parts.crashPoints.reach("adopt:number_taken");
    // A machine that was taken for lost may have written up to here; from here on it writes nothing.
    const survey = await surveyFit(parts, live, runId);
    if (!survey.ok) return survey;
    const folder = await parts.sidecar.createRun(
      runId,
      adoptedEvent(parts, runId, survey.value, number.value),
    );
    if (!folder.ok) return folder;
    parts.crashPoints.reach("adopt:created");
    const { requests, ledger } = survey.value;
    const wasTakenBack =
      ledger.receipts.length > 0 && requests.some(({ gate }) => gate === "SG_3_compensation_authz");
    return accepted({ session: new RunSession(parts, folder.value), wasTakenBack });
  } catch (fault) {
    const cause = refusalOf(fault);
    if (cause === null) throw fault;
    return refused(cause);
  }
}

/** What survives of a run that can be adopted. */
async function surveyFit(parts: EngineParts, live: KnowledgeBase, runId: string): Promise<Result<Survey>> {
  const survey = await surveyRun(parts, live, runId);
  if (!survey.ok) return survey;
  const unfit = await refuseAdoption(parts, live, { runId, survey: survey.value });
  return unfit ? refused(unfit) : survey;
}

/** Null where the drafts are to be taken back, as people were asked already. */
async function goOn(session: RunSession, wasTakenBack: boolean): Promise<RunOutcome | null> {
  const stopped = await completeAdoption(session);
  if (stopped) return stopped;
  const back = refuseUnconfirmed(session.position);
  if (wasTakenBack && session.position.evidence.lifecycle_enact === undefined) return null;
  return back === null ? walkPhases(session) : outcomeOf(session.position, back);
}

async function use(session: RunSession, work: () => Promise<RunOutcome | null>): Promise<RunOutcome | null> {
  await using opened = session;
  let isBack = false;
  const outcome = await guarded(opened, async () => {
    const done = await work();
    isBack = done === null;
    return done ?? outcomeOf(opened.position);
  });
  return isBack ? null : outcome;
}

async function askedToTakeBack(parts: EngineParts, runId: string): Promise<Result<RunOutcome>> {
  const asked = await revert(parts, runId, { execute: true });
  if (!asked.ok) return asked;
  const { outcome } = asked.value;
  if (outcome === null) throw new Error("taking back ends with an outcome");
  return accepted(outcome);
}
