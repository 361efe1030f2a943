import { openActionsJob } from "../adapters/runner/actions-job.ts";
import { openOutput } from "../adapters/terminal/output.ts";
import { type Environment, secretsOf } from "../config/environment.ts";
import type { Job } from "../ports/job.ts";
import type { Progress } from "../ports/progress.ts";
import { createRedactor } from "../reports/redact.ts";

export { renderJobBatch } from "../reports/job-batch.ts";
export { renderJobReconciled } from "../reports/job-reconciled.ts";
export { renderJobSite } from "../reports/job-site.ts";
export { renderJobChecks, renderJobRefusal, renderJobRun } from "../reports/job-summary.ts";

/** The workflow job of this process, with the secrets of the environment redacted; `environment` is null where it could not be read. */
export function openJob(environment: Environment | null): Job {
  const redactor = createRedactor(environment === null ? [] : secretsOf(environment));
  return openActionsJob({ redact: (text) => redactor.redact(text) });
}

/** Progress of long work, as plain lines of the job's log. */
export function openJobProgress(environment: Environment): Progress {
  const redactor = createRedactor(secretsOf(environment));
  return openOutput({ json: false, colour: false, redact: (text) => redactor.redact(text) }).progress;
}
