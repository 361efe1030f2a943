import { cp } from "node:fs/promises";
import { openJob, renderJobChecks, renderJobRun } from "../../compose/job.ts";
import type { App, CommandProcess, RunOutcome } from "../../compose.ts";
import { RUN_PHASES_INPUTS, readInputs } from "../../config/action-inputs.ts";
import { readEnvironment } from "../../config/environment.ts";
import { type ExitCode, exitCodeOf } from "../../domain/reasons.ts";
import { refusal } from "../../domain/refusal.ts";
import type { Result } from "../../domain/result.ts";
import type { Job } from "../../ports/job.ts";
import { readEffectOrder } from "../read-effect-order.ts";
import { annotateRefusal, concludeJob, decide, tellJobRefusal } from "./tell-job.ts";

type Inputs = Extract<ReturnType<typeof readPhasesInputs>, { readonly ok: true }>["value"];

/**
 * The action `run-phases`: the same engine as `cutter orchestrate`, reported as outputs, annotations and a summary. The engine
 * is loaded only once the inputs are valid.
 */
export async function runPhasesAction(): Promise<ExitCode> {
  const environment = readEnvironment();
  const job = openJob(environment.ok ? environment.value : null);
  if (!environment.ok) return tellJobRefusal(job, environment.refusal);
  const inputs = readPhasesInputs(job);
  if (!inputs.ok) return tellJobRefusal(job, inputs.refusal);
  return concludeJob(job, async () => {
    const { composeProcess } = await import("../../compose.ts");
    const parts = composeProcess();
    return parts.ok ? act(job, parts.value, inputs.value) : tellJobRefusal(job, parts.refusal);
  });
}

function readPhasesInputs(job: Job) {
  return readInputs(RUN_PHASES_INPUTS, (name) => job.input(name));
}

async function act(job: Job, parts: CommandProcess, inputs: Inputs): Promise<ExitCode> {
  const { progress } = parts.openOutput(false);
  const changes = inputs.command !== "doctor";
  const opened = await parts.openApp({ root: inputs.root || null, progress, changes });
  if (!opened.ok) return tellJobRefusal(job, opened.refusal);
  await using app = opened.value;
  if (inputs.command === "doctor") return await examine(job, app);
  if (inputs.command === "reconcile") return await reconcile(job, app);
  const moved = await moveOne(app, inputs);
  if (moved.ok && moved.value.isListed) await copyUnits(job, app.shownFolder(moved.value.runId), inputs);
  return await tellOutcome(job, moved);
}

/** Hands the list of units and the page to the job, which keeps them as its artefact. A failure is told and changes nothing of the run. */
async function copyUnits(job: Job, from: string, inputs: Inputs): Promise<void> {
  const to = inputs["units-folder"];
  if (to === "") return;
  await cp(from, to, { recursive: true }).catch((fault: unknown) =>
    job.annotate("warning", {
      title: "The list of units is no artefact of this job",
      message: String(fault),
    }),
  );
}

/** An input that is not set is empty. */
async function setEffect(app: App, inputs: Inputs): Promise<Result<RunOutcome>> {
  const { from, version, units, why } = inputs;
  const words = { from, version: version || undefined, units: units || undefined, why: why || undefined };
  const effect = readEffectOrder(words, (part) => part);
  if (!effect.ok) return effect;
  return await app.setEffect({ documentId: inputs["document-id"], effect: effect.value });
}

function moveOne(app: App, inputs: Inputs): Promise<Result<RunOutcome>> {
  if (inputs.command === "cut") return app.cut({ documentId: inputs["document-id"], mode: inputs.mode });
  if (inputs.command === "effect") return setEffect(app, inputs);
  if (inputs.command === "renew") return app.renew(inputs["run-id"]);
  return app.resume(inputs["run-id"]);
}

async function tellOutcome(job: Job, result: Result<RunOutcome>): Promise<ExitCode> {
  if (!result.ok) return tellJobRefusal(job, result.refusal);
  const outcome = result.value;
  const { refusal: ending, waiting } = outcome;
  job.output("run-id", outcome.runId);
  job.output("state", outcome.state);
  job.output("gate", waiting?.gate ?? "");
  job.output("where", waiting?.where ?? "");
  if (ending !== null && outcome.exitCode !== 0) decide(job, "stopped", ending.reason);
  else if (waiting !== null) decide(job, "waiting", "STOP_APPROVAL_REQUIRED");
  else decide(job, ending === null ? "done" : "stopped", ending?.reason ?? "");
  if (ending !== null) annotateRefusal(job, ending);
  await job.summary(renderJobRun(outcome));
  return outcome.exitCode;
}

async function reconcile(job: Job, app: App): Promise<ExitCode> {
  const rows = await app.reconcile();
  for (const row of rows) {
    if (row.refusal === null || exitCodeOf(row.refusal.reason) === 0) continue;
    annotateRefusal(job, row.refusal, `${row.runId}: `);
  }
  const stopped = rows.find((row) => row.refusal !== null && exitCodeOf(row.refusal.reason) !== 0);
  const moved = rows.filter((row) => row.did !== "nothing");
  if (stopped?.refusal) decide(job, "stopped", stopped.refusal.reason);
  else decide(job, moved.length === 0 ? "nothing" : "done");
  await job.summary(
    `## ${moved.length} of ${rows.length} runs went on\n\n${rows.map((row) => `- \`${row.runId}\`: ${row.did}, \`${row.state}\`${row.refusal ? `, \`${row.refusal.reason}\`` : ""}`).join("\n")}\n`,
  );
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
