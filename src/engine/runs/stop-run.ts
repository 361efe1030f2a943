import type { PhaseName } from "../../domain/phases.ts";
import { FORMAT_REASON_CODES, type ReasonCode } from "../../domain/reasons.ts";
import { carriedRefusal, type Refusal, refusalOfRun } from "../../domain/refusal.ts";
import { refusalOfLost } from "../../ports/connection-lost.ts";
import { goesOnBy } from "../session/next-step.ts";
import { outcomeOf, type RunOutcome } from "../session/run-outcome.ts";
import type { RunSession } from "../session/run-session.ts";
import { showCard } from "../telling/show-card.ts";
import { publishReports, writeReports } from "../telling/write-report.ts";

/** Reasons after which a run can't go on, because the same check would fail again. Every other stop can be resumed. */
export const FAILING: ReadonlySet<ReasonCode> = new Set([
  "STOP_INVARIANT_FAILED",
  "STOP_PLAN_NOT_DETERMINISTIC",
  "STOP_UNEXPECTED_CHANGE",
  "STOP_REHEARSAL_FAILED",
  "STOP_CREATE_REFUSED",
  "STOP_UNIT_EXISTS",
  "STOP_DOCUMENT_UNKNOWN",
  "STOP_SOURCE_CHANGED",
  "STOP_NOT_A_TEXT",
  "STOP_SOURCE_ENCODING",
  ...FORMAT_REASON_CODES,
  "STOP_SOURCE_NUL",
  "STOP_SOURCE_EMPTY",
  "STOP_SOURCE_TOO_LARGE",
  "STOP_NO_UNITS",
  "STOP_EXPECTATION_UNMET",
  "STOP_TOO_MANY_UNITS",
  "STOP_CONVENTION_AMBIGUOUS",
  "STOP_CONVENTION_UNKNOWN",
  "STOP_CUT_DOUBTFUL",
  "STOP_ADDRESS_DUPLICATE",
  "STOP_ADDRESS_INVALID",
  "STOP_PREFIX_INVALID",
  "STOP_VOCABULARY",
]);

/** Reasons that no journal takes, because it can't be written, or is another machine's. */
export const UNWRITTEN: ReadonlySet<ReasonCode> = new Set(["STOP_STATE_IO", "STOP_RUN_TAKEN_OVER"]);

/** Ends the work on a run at a refusal: records it, turns the switch off, and writes the report of a failure. */
export async function stopRun(
  session: RunSession,
  phase: PhaseName | null,
  found: Refusal,
): Promise<RunOutcome> {
  const cause = refusalOfRun(found, session.folder.runId, goesOnBy(session.position));
  if (UNWRITTEN.has(cause.reason)) return outcomeOf(session.position, cause);
  const failed = phase !== null && isFailing(phase, cause.reason) && !canBePutRight(session, cause);
  await session.record(
    failed
      ? { type: "failed", phase, refusal: cause }
      : { type: "stopped", reason: cause.reason, phase, refusal: cause },
  );
  await session.disarm();
  if (failed) {
    await writeReports(session);
    await publishReports(session);
  }
  if (cause.reason !== "STOP_REPORT_UPLOAD_FAILED") await showCard(session);
  return outcomeOf(session.position, cause);
}

/** What a rehearsal finds about the document it would find again: the run goes by a plan that can't change. */
const FAILING_ON_COPY: ReadonlySet<ReasonCode> = new Set(["STOP_EFFECT_CONFLICT", "STOP_BASE_MOVED"]);

/** What the delta of the pinned version and its base is, it stays. */
const FAILING_IN_PLAN: ReadonlySet<ReasonCode> = new Set([
  "STOP_NOTHING_CHANGED",
  "STOP_LINEAGE_NEEDED",
  "STOP_LINEAGE_INVALID",
]);

function isFailing(phase: PhaseName, reason: ReasonCode): boolean {
  if (phase === "cutplan" && FAILING_IN_PLAN.has(reason)) return true;
  return FAILING.has(reason) || (phase === "pre_write_backup" && FAILING_ON_COPY.has(reason));
}

/** A stored source that is exchanged once units are written may be put back; a failed run could never close what it has enacted. */
function canBePutRight({ position }: RunSession, { reason }: Refusal): boolean {
  return reason === "STOP_SOURCE_CHANGED" && position.evidence.cut_leg_a !== undefined;
}

/** The refusal that a thrown error stands for, or null for a fault. A lost connection is a stop, which the receipt resolves. */
export function refusalOf(fault: unknown): Refusal | null {
  return carriedRefusal(fault, refusalOfLost);
}
