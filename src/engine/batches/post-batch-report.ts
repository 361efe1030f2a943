import { type Refusal, refusal } from "../../domain/refusal.ts";
import { readReportSha256 } from "../../reports/report.ts";
import type { BatchSession } from "./batch-session.ts";

const NO_REPORT = "0".repeat(64);

/** Writes a report of the batch, once, and publishes it. Null where it is published. */
export async function postBatchReport(
  session: BatchSession,
  name: string,
  render: (previousSha256: string) => { readonly markdown: string; readonly sha256: string },
): Promise<Refusal | null> {
  const { folder, parts } = session;
  const file = `kb/${name}.md`;
  const written = session.position.reports.find((report) => report.name === name);
  if (written?.where != null) return null;
  if (written === undefined) {
    const { markdown, sha256 } = render(session.position.reports.at(-1)?.sha256 ?? NO_REPORT);
    await folder.writeFile(file, markdown);
    await session.record({ type: "report_written", name, sha256 });
    parts.crashPoints.reach("batch:report_written");
  }
  const content = await folder.readFile(file);
  const markdown = content === null ? "" : Buffer.from(content).toString("utf8");
  const { named, actual } = readReportSha256(markdown);
  if (named !== actual)
    return refusal("STOP_STATE_CORRUPT", { field: file, expected: named ?? "a report", actual });
  const posted = await parts.forge.postReport({
    runId: folder.runId,
    name,
    markdown,
    sha256: actual,
    supersedes: null,
  });
  if (!posted.ok) return posted.refusal;
  const { where } = posted.value;
  if (where !== null) await session.record({ type: "report_posted", name, sha256: actual, where });
  return null;
}
