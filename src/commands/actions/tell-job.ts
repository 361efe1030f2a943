import { renderJobRefusal } from "../../compose/job.ts";
import { type ExitCode, exitCodeOf } from "../../domain/reasons.ts";
import { type Refusal, RefusalError } from "../../domain/refusal.ts";
import type { Job } from "../../ports/job.ts";
import { describeFault } from "../command-line.ts";

/** What became of an action, as its output `decision` says it. */
export type JobDecision = "done" | "waiting" | "accepted" | "refused" | "stopped" | "fault" | "nothing";

/** Sets the two outputs that every action has. */
export function decide(job: Job, decision: JobDecision, reason: string = ""): void {
  job.output("decision", decision);
  job.output("reason", reason);
}

/** Reports a refusal as outputs, annotation and summary; returns its exit code. */
export async function tellJobRefusal(job: Job, refusal: Refusal): Promise<ExitCode> {
  const code = announceRefusal(job, refusal);
  await job.summary(renderJobRefusal(refusal));
  return code;
}

/** The same without the summary, where it stands there already. */
export function announceRefusal(job: Job, refusal: Refusal): ExitCode {
  const code = exitCodeOf(refusal.reason);
  decide(job, code === 2 ? "refused" : "stopped", refusal.reason);
  annotateRefusal(job, refusal);
  return code;
}

/** Shows a refusal on the job: what happened, where, what was expected and found, and the way out; `about` names whose it is. */
export function annotateRefusal(job: Job, refusal: Refusal, about = ""): void {
  const { reason, message, wayOut, field, expected, actual } = refusal;
  const place = field === undefined ? "" : ` At ${field}:`;
  const wanted = `${place}${expected === undefined ? " found" : ` expected ${expected}, found`}`;
  const found = actual === undefined ? "" : `${wanted} ${actual}.`;
  job.annotate(exitCodeOf(reason) === 0 ? "notice" : "error", {
    title: `${about}${reason}`,
    message: `${message}${found} ${wayOut}`,
  });
}

/** Runs the work of an action: a refusal is reported and gives its exit code, a fault is reported with its causes and gives 1. */
export async function concludeJob(job: Job, work: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await work();
  } catch (fault) {
    if (fault instanceof RefusalError) return tellJobRefusal(job, fault.refusal);
    decide(job, "fault");
    job.annotate("error", { title: "fault", message: describeFault(fault) });
    return 1;
  }
}
