import type { Gate } from "../../domain/gates.ts";
import { type ExitCode, exitCodeOf } from "../../domain/reasons.ts";
import { type Refusal, refusalOfRun } from "../../domain/refusal.ts";
import { kindOf } from "../../domain/run.ts";
import type { RunKind } from "../../domain/run-kind.ts";
import { listedFiles } from "../../domain/shown-cut.ts";
import { goesOnBy, nextStep } from "./next-step.ts";
import { type ReportRecord, type RunPosition, stateName } from "./run-position.ts";

/** How a command on a run ended, for people and programs. */
export interface RunOutcome {
  readonly runId: string;
  readonly kind: RunKind;
  readonly mode: string;
  readonly documentId: string;
  readonly state: string;
  readonly refusal: Refusal | null;
  /** The gate that a person has to open before anything goes on. */
  readonly waiting: { readonly gate: Gate; readonly where: string; readonly payloadSha256: string } | null;
  /** The commands that lead the run on; null where the refusal names the way out. */
  readonly next: string | null;
  readonly reports: readonly ReportRecord[];
  /** Whether phase 3 has written the list of units, which people may read. */
  readonly isListed: boolean;
  readonly exitCode: ExitCode;
}

export function outcomeOf(position: RunPosition, refusal: Refusal | null = null): RunOutcome {
  const { waiting } = position;
  return {
    runId: position.run.runId,
    kind: kindOf(position.run),
    mode: position.run.mode,
    documentId: position.run.documentId,
    state: stateName(position),
    refusal: refusal && refusalOfRun(refusal, position.run.runId, goesOnBy(position)),
    waiting: waiting && { gate: waiting.gate, where: waiting.where, payloadSha256: waiting.payloadSha256 },
    next: nextStep(position),
    reports: position.reports,
    isListed: listedFiles(position.evidence.cutplan).length > 0,
    exitCode: refusal === null ? 0 : exitCodeOf(refusal.reason),
  };
}
