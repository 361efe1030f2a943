import { resolve } from "node:path";
import { openJob, openJobProgress } from "../../compose/job.ts";
import type { PullCheck, ToldPullCheck } from "../../compose/pull-check.ts";
import { readInputs, VERIFY_APPROVAL_INPUTS } from "../../config/action-inputs.ts";
import { readEnvironment } from "../../config/environment.ts";
import { readJobEnvironment, readPullEvent } from "../../config/job-environment.ts";
import { type ExitCode, exitCodeOf } from "../../domain/reasons.ts";
import type { Job } from "../../ports/job.ts";
import { announceRefusal, concludeJob, decide, tellJobRefusal } from "./tell-job.ts";

/** The action `verify-approval`: what a pull request would open once it is merged, as status, comment and outputs. */
export async function verifyApprovalAction(): Promise<ExitCode> {
  const environment = readEnvironment();
  const job = openJob(environment.ok ? environment.value : null);
  if (!environment.ok) return tellJobRefusal(job, environment.refusal);
  return concludeJob(job, async () => {
    const inputs = readInputs(VERIFY_APPROVAL_INPUTS, (name) => job.input(name));
    if (!inputs.ok) return tellJobRefusal(job, inputs.refusal);
    const context = readJobEnvironment();
    if (!context.ok) return tellJobRefusal(job, context.refusal);
    const event = await readPullEvent(context.value);
    if (!event.ok) return tellJobRefusal(job, event.refusal);
    const workspace = context.value.GITHUB_WORKSPACE;
    const { checkPullOnGitHub } = await import("../../compose/pull-check.ts");
    const checked = await checkPullOnGitHub({
      job: context.value,
      environment: environment.value,
      event: event.value,
      clone: resolve(workspace, inputs.value.repository),
      rootKeyFiles: inputs.value["root-keys"]
        .split(/\s+/)
        .filter(Boolean)
        .map((file) => resolve(workspace, file)),
      comment: inputs.value.comment === "true",
      progress: openJobProgress(environment.value),
    });
    return checked.ok ? tellChecked(job, checked.value) : tellJobRefusal(job, checked.refusal);
  });
}

/** The verdict stands in the summary, whatever GitHub lets the token write; a verdict that GitHub does not show stops the job. */
async function tellChecked(job: Job, { judged, markdown, untold }: ToldPullCheck): Promise<ExitCode> {
  if (markdown !== null) await job.summary(markdown);
  const code = judged.ok ? announceCheck(job, judged.value) : await tellJobRefusal(job, judged.refusal);
  return untold === null ? code : tellJobRefusal(job, untold);
}

function announceCheck(job: Job, check: PullCheck): ExitCode {
  job.output("run-id", check.runId ?? "");
  const refusedGate = check.gates.find((gate) => gate.refusal !== null && gate.gathers === null);
  const [open] = check.gates;
  job.output("gate", refusedGate?.gate ?? open?.gate ?? "");
  if (refusedGate?.refusal) {
    const code = announceRefusal(job, refusedGate.refusal);
    return code === 0 ? exitCodeOf("STOP_APPROVAL_NOT_FOUND") : code;
  }
  if (check.kind !== "run") decide(job, "nothing");
  else if (check.gates.every((gate) => gate.refusal !== null))
    decide(job, "waiting", open?.refusal?.reason ?? "STOP_APPROVAL_REQUIRED");
  else decide(job, "accepted");
  job.output("person", check.gates.flatMap((gate) => gate.persons).join(", "));
  job.output("expires", open?.expiresUtc ?? "");
  return 0;
}
