import { openJob } from "../../compose/job.ts";
import { publishReport } from "../../compose/publish-report.ts";
import { composeProcess } from "../../compose.ts";
import { POST_REPORT_INPUTS, readInputs } from "../../config/action-inputs.ts";
import { secretsOf } from "../../config/environment.ts";
import { readJobEnvironment } from "../../config/job-environment.ts";
import type { ExitCode } from "../../domain/reasons.ts";
import { concludeJob, decide, tellJobRefusal } from "./tell-job.ts";

/** The action `post-report`: one Markdown file as an immutable comment of a pull request, secrets out, text inert. */
export async function postReportAction(): Promise<ExitCode> {
  const parts = composeProcess();
  if (!parts.ok) return tellJobRefusal(openJob(null), parts.refusal);
  const { environment, openOutput } = parts.value;
  const job = openJob(environment);
  return concludeJob(job, async () => {
    const inputs = readInputs(POST_REPORT_INPUTS, (name) => job.input(name));
    if (!inputs.ok) return tellJobRefusal(job, inputs.refusal);
    const context = readJobEnvironment();
    if (!context.ok) return tellJobRefusal(job, context.refusal);
    const published = await publishReport({
      job: context.value,
      secrets: secretsOf(environment),
      runId: inputs.value["run-id"],
      name: inputs.value.name,
      file: inputs.value.file,
      pullRequest: Number(inputs.value["pull-request"]),
      progress: openOutput(false).progress,
    });
    if (!published.ok) return tellJobRefusal(job, published.refusal);
    job.output("where", published.value.where);
    decide(job, "done");
    return 0;
  });
}
