import { cp } from "node:fs/promises";
import { join } from "node:path";
import {
  openJob,
  renderJobBatch,
  renderJobChecks,
  renderJobReconciled,
  renderJobRun,
} from "../../compose/job.ts";
import type { App, BatchOutcome, CommandProcess, RunOutcome } from "../../compose.ts";
import { type PhasesInputs, RUN_PHASES_INPUTS, readInputs } from "../../config/action-inputs.ts";
import { readEnvironment } from "../../config/environment.ts";
import { isBatchId } from "../../domain/batch.ts";
import { type ExitCode, exitCodeOf } from "../../domain/reasons.ts";
import { refusal } from "../../domain/refusal.ts";
import type { Result } from "../../domain/result.ts";
import type { Job } from "../../ports/job.ts";
import { readEffectOrder } from "../read-effect-order.ts";
import { type Moved, startCut } from "./start-cut.ts";
import { annotateRefusal, concludeJob, decide, tellJobRefusal } from "./tell-job.ts";

/**
 * The action `run-phases`: the same engine as `cutter orchestrate`, reported as outputs, annotations and a summary. The engine
 * is loaded only once the inputs are valid.
 */
export async function runPhasesAction(): Promise<ExitCode> {
  const environment = readEnvironment();
  const job = openJob(environment.ok ? environment.value : null);
  if (!environment.ok) return tellJobRefusal(job, environment.refusal);
  const inputs = readInputs(RUN_PHASES_INPUTS, (name) => job.input(name));
  if (!inputs.ok) return tellJobRefusal(job, inputs.refusal);
  return concludeJob(job, async () => {
    const { composeProcess } = await import("../../compose.ts");
    const parts = composeProcess();
    return parts.ok ? act(job, parts.value, inputs.value) : tellJobRefusal(job, parts.refusal);
  });
}

async function act(job: Job, parts: CommandProcess, inputs: PhasesInputs): Promise<ExitCode> {
  const { progress } = parts.openOutput(false);
  const changes = inputs.command !== "doctor";
  const opened = await parts.openApp({ root: inputs.root || null, progress, changes });
  if (!opened.ok) return tellJobRefusal(job, opened.refusal);
  await using app = opened.value;
  if (inputs.command === "doctor") return await examine(job, app);
  if (inputs.command === "reconcile" && inputs["run-id"] === "") return await reconcile(job, app);
  const moved = await moveOne(app, inputs);
  if (moved.kind === "batch") {
    if (moved.outcome.ok && moved.outcome.value.waiting !== null)
      await copyUnits(job, app.batches.pageFile(moved.outcome.value.batchId), inputs, "members.html");
    return await tellBatchOutcome(job, moved.outcome);
  }
  const { outcome } = moved;
  if (outcome.ok && outcome.value.isListed)
    await copyUnits(job, app.shownFolder(outcome.value.runId), inputs);
  return await tellOutcome(job, outcome);
}

/** Hands the list of units and the page, or the page of all members of a batch, to the job, which keeps them as its artefact. A failure is told and changes nothing of the run. */
async function copyUnits(job: Job, from: string, inputs: PhasesInputs, name = ""): Promise<void> {
  const to = inputs["units-folder"];
  if (to === "") return;
  await cp(from, join(to, name), { recursive: true }).catch((fault: unknown) =>
    job.annotate("warning", {
      title: "The list of units is no artefact of this job",
      message: String(fault),
    }),
  );
}

/** An input that is not set is empty. */
async function setEffect(app: App, inputs: PhasesInputs): Promise<Result<RunOutcome>> {
  const { from, version, units, why } = inputs;
  const words = { from, version: version || undefined, units: units || undefined, why: why || undefined };
  const effect = readEffectOrder(words, (part) => part);
  if (!effect.ok) return effect;
  return await app.setEffect({ documentId: inputs["document-id"], effect: effect.value });
}

async function moveOne(app: App, inputs: PhasesInputs): Promise<Moved> {
  const { command, "run-id": id } = inputs;
  if (command === "cut") return startCut(app, inputs);
  if (command === "effect") return { kind: "run", outcome: await setEffect(app, inputs) };
  if (isBatchId(id)) {
    const { batches } = app;
    return { kind: "batch", outcome: await (command === "renew" ? batches.renew(id) : batches.resume(id)) };
  }
  return { kind: "run", outcome: await (command === "renew" ? app.renew(id) : app.resume(id)) };
}

async function tellOutcome(job: Job, result: Result<RunOutcome>): Promise<ExitCode> {
  if (!result.ok) return tellJobRefusal(job, result.refusal);
  const outcome = result.value;
  job.output("run-id", outcome.runId);
  tellStanding(job, outcome);
  await job.summary(renderJobRun(outcome));
  return outcome.exitCode;
}

async function tellBatchOutcome(job: Job, result: Result<BatchOutcome>): Promise<ExitCode> {
  if (!result.ok) return tellJobRefusal(job, result.refusal);
  const outcome = result.value;
  job.output("run-id", outcome.batchId);
  tellStanding(job, outcome);
  await job.summary(renderJobBatch(outcome));
  return outcome.exitCode;
}

/** Where a run or batch stands, as outputs and annotation. */
function tellStanding(
  job: Job,
  {
    state,
    waiting,
    refusal: ending,
    exitCode,
  }: Pick<RunOutcome, "state" | "waiting" | "refusal" | "exitCode">,
): void {
  job.output("state", state);
  job.output("gate", waiting?.gate ?? "");
  job.output("where", waiting?.where ?? "");
  if (ending !== null && exitCode !== 0) decide(job, "stopped", ending.reason);
  else if (waiting !== null) decide(job, "waiting", "STOP_APPROVAL_REQUIRED");
  else decide(job, ending === null ? "done" : "stopped", ending?.reason ?? "");
  if (ending !== null) annotateRefusal(job, ending);
}

/** Goes on with every batch and run that can; the reason of the first that did not is the job's, and a fault fails it. */
async function reconcile(job: Job, app: App): Promise<ExitCode> {
  const runs = await app.reconcile();
  const batches = (await app.batches.reconcile()).map(({ batchId, ...row }) => ({ runId: batchId, ...row }));
  const rows = [...batches, ...runs];
  for (const { runId, refusal: cause, fault } of rows) {
    if (fault !== null) job.annotate("error", { title: `${runId}: fault`, message: fault });
    if (cause === null || exitCodeOf(cause.reason) === 0) continue;
    annotateRefusal(job, cause, `${runId}: `);
  }
  await job.summary(renderJobReconciled(runs, batches));
  if (rows.some(({ fault }) => fault !== null)) {
    decide(job, "fault");
    return 1;
  }
  const stopped = rows.find((row) => row.refusal !== null && exitCodeOf(row.refusal.reason) !== 0);
  if (stopped?.refusal) decide(job, "stopped", stopped.refusal.reason);
  else decide(job, rows.every(({ did }) => did === "nothing") ? "nothing" : "done");
  return stopped?.refusal ? exitCodeOf(stopped.refusal.reason) : 0;
}

async function examine(job: Job, app: App): Promise<ExitCode> {
  const checks = await app.doctor();
  await job.summary(renderJobChecks(checks));
  const failed = checks.filter((check) => !check.passed);
  const [first] = failed;
  if (first === undefined) {
    decide(job, "done");
    return 0;
  }
  const stop = refusal("STOP_PRECHECK_FAILED", {
    details: failed.map((check) => `${check.name}: ${check.found}`),
  });
  decide(job, "stopped", stop.reason);
  job.annotate("error", { title: stop.reason, message: (stop.details ?? []).join("; ") });
  return exitCodeOf(stop.reason);
}
