import type { EffectOrder } from "../domain/effect-order.ts";
import type { Mode } from "../domain/phases.ts";
import type { Result } from "../domain/result.ts";
import { adopt } from "../engine/runs/adopt/adopt-run.ts";
import type { AdoptOrder } from "../engine/runs/adopt/take-number.ts";
import { cut } from "../engine/runs/cut.ts";
import { type DryRunRow, dryRunEach } from "../engine/runs/dry-run-each.ts";
import { type ReconciledRun, reconcile } from "../engine/runs/reconcile.ts";
import { renew } from "../engine/runs/renew.ts";
import { resume } from "../engine/runs/resume.ts";
import { type Reverted, revert } from "../engine/runs/revert.ts";
import { setEffect } from "../engine/runs/set-effect.ts";
import { voidRun } from "../engine/runs/void-run.ts";
import type { EngineParts } from "../engine/session/engine-parts.ts";
import type { RunOutcome } from "../engine/session/run-outcome.ts";

/** Everything that moves a run. */
export interface RunApp {
  cut(order: { readonly documentId: string; readonly mode: Mode }): Promise<Result<RunOutcome>>;
  /** Starts a run that sets from which day enacted versions of a document are in force. */
  setEffect(order: {
    readonly documentId: string;
    readonly effect: EffectOrder;
  }): Promise<Result<RunOutcome>>;
  /** A dry run of each of several documents, one after the other; nothing is asked of anybody. */
  dryRunEach(documentIds: readonly string[]): Promise<Result<readonly DryRunRow[]>>;
  resume(runId: string): Promise<Result<RunOutcome>>;
  renew(runId: string): Promise<Result<RunOutcome>>;
  /** Takes over a run whose journal is lost with its machine. */
  adopt(runId: string, order: AdoptOrder): Promise<Result<RunOutcome>>;
  voidRun(runId: string, why: string): Promise<Result<RunOutcome>>;
  revert(runId: string, order: { readonly execute: boolean }): Promise<Result<Reverted>>;
  reconcile(): Promise<readonly ReconciledRun[]>;
}

export function composeRuns(engine: EngineParts): RunApp {
  return {
    cut: (order) => cut(engine, order),
    setEffect: (order) => setEffect(engine, order),
    dryRunEach: (documentIds) => dryRunEach(engine, documentIds),
    resume: (runId) => resume(engine, runId),
    renew: (runId) => renew(engine, runId),
    adopt: (runId, order) => adopt(engine, runId, order),
    voidRun: (runId, why) => voidRun(engine, runId, why),
    revert: (runId, order) => revert(engine, runId, order),
    reconcile: () => reconcile(engine),
  };
}
