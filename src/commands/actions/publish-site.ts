import { openJob, renderJobSite } from "../../compose/job.ts";
import { composeProcess } from "../../compose.ts";
import { PUBLISH_SITE_INPUTS, readInputs } from "../../config/action-inputs.ts";
import { readEnvironment } from "../../config/environment.ts";
import type { ExitCode } from "../../domain/reasons.ts";
import { concludeJob, decide, tellJobRefusal } from "./tell-job.ts";

/** The action `publish-site`: the base as it is in force today, as static pages in a folder that another step publishes. */
export async function publishSiteAction(): Promise<ExitCode> {
  const environment = readEnvironment();
  const job = openJob(environment.ok ? environment.value : null);
  if (!environment.ok) return tellJobRefusal(job, environment.refusal);
  return concludeJob(job, async () => {
    const inputs = readInputs(PUBLISH_SITE_INPUTS, (name) => job.input(name));
    if (!inputs.ok) return tellJobRefusal(job, inputs.refusal);
    const parts = composeProcess();
    if (!parts.ok) return tellJobRefusal(job, parts.refusal);
    const { interrupted, openOutput, openReading } = parts.value;
    const { writeExport } = await import("../kb/write-export.ts");
    const { folder, "site-url": siteUrl } = inputs.value;
    const written = await writeExport(await openReading(), {
      ...{ names: [], out: folder, format: "site", on: null, knownAt: null, siteUrl: siteUrl || null },
      ...{ progress: openOutput(false).progress, interrupted },
    });
    if (!written.ok) return tellJobRefusal(job, written.refusal);
    const { head, end } = written.value;
    job.output("files", String(end.files));
    job.output("written", String(end.written));
    job.output("index-sha256", end.indexSha256);
    await job.summary(renderJobSite({ on: String(head["on"]), ...end }));
    decide(job, "done");
    return 0;
  });
}
