import { openJob, openJobProgress } from "../../compose/job.ts";
import { POST_REPORT_INPUTS, readInputs } from "../../config/action-inputs.ts";
import { readEnvironment, secretsOf } from "../../config/environment.ts";
import { readJobEnvironment } from "../../config/job-environment.ts";
import type { ExitCode } from "../../domain/reasons.ts";
import { concludeJob, decide, tellJobRefusal } from "./tell-job.ts";

/** The action `post-report`: one Markdown file as an immutable comment of a pull request, with secrets removed and text inert. */
export async function postReportAction(): Promise<ExitCode> {
  const environment = readEnvironment();
  const job = openJob(environment.ok ? environment.value : null);
  if (!environment.ok) return tellJobRefusal(job, environment.refusal);
  return concludeJob(job, async () => {
    const inputs = readInputs(POST_REPORT_INPUTS, (name) => job.input(name));
    if (!inputs.ok) return tellJobRefusal(job, inputs.refusal);
    const context = readJobEnvironment();
    if (!context.ok) return tellJobRefusal(job, context.refusal);
    const { publishReport } = await import("../../compose/publish-report.ts");
    const published = await publishReport({
      job: context.value,
      secrets: secretsOf(environment.value),
      runId: inputs.value["run-id"],
      name: inputs.value.name,
      file: inputs.value.file,
      pullRequest: Number(inputs.value["pull-request"]),
      progress: openJobProgress(environment.value),
    });
    if (!published.ok) return tellJobRefusal(job, published.refusal);
    job.output("where", published.value.where);
    decide(job, "done");
    return 0;
  });
}
