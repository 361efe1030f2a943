import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { RunFolder } from "../../ports/sidecar.ts";
import { readReportSha256 } from "../../reports/report.ts";
import type { ReportRecord } from "./run-position.ts";

/** The Markdown of a report in `kb/`; `STOP_STATE_CORRUPT` where it is not the one that the journal names. */
export async function readReport(
  folder: Pick<RunFolder, "readFile">,
  { name, sha256 }: ReportRecord,
): Promise<Result<string>> {
  const file = `kb/${name}.md`;
  const content = await folder.readFile(file);
  const markdown = content === null ? null : Buffer.from(content).toString("utf8");
  const actual = markdown === null ? "no readable file" : readReportSha256(markdown).actual;
  if (markdown !== null && actual === sha256) return accepted(markdown);
  return refused(refusal("STOP_STATE_CORRUPT", { field: file, expected: sha256, actual }));
}
