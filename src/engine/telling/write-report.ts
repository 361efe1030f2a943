import { headOf } from "../../domain/journal-head.ts";
import { accepted, type Result } from "../../domain/result.ts";
import { utc } from "../../domain/run.ts";
import { renderChanges } from "../../reports/amendment-changes.ts";
import { renderListLinks } from "../../reports/list-links.ts";
import { renderReport } from "../../reports/report.ts";
import { isSolo } from "../../trust/policy/safety.ts";
import { readReport } from "../session/read-report.ts";
import type { RunSession } from "../session/run-session.ts";
import { placeOfList } from "./place-of-list.ts";
import type { ReportContent } from "./report-content.ts";
import { attemptBefore, listReports } from "./report-list.ts";

const NO_REPORT = "0".repeat(64);

/** Writes every report that the journal calls for and that is not in `kb/` yet, each with the sha256 of the one before it. */
export async function writeReports(session: RunSession): Promise<void> {
  const written = new Set(session.position.reports.map((report) => report.name));
  for (const content of listReports(session.folder.entries)) {
    if (!written.has(content.name)) await writeReport(session, content);
  }
}

async function writeReport(session: RunSession, content: ReportContent): Promise<void> {
  const { reports, run } = session.position;
  const { redact } = session.parts;
  const { markdown, sha256 } = renderReport({
    run,
    name: content.name,
    title: content.title,
    result: content.result,
    summary: redact(content.summary),
    facts: (content.facts ?? []).map(([label, value]) => [label, redact(value)] as const),
    leadsTo: leadsTo(session, content),
    checks: content.checks ?? [],
    refusal: content.refusal ?? null,
    writtenUtc: utc(session.parts.clock.now()),
    journal: headOf(session.folder.entries),
    previousSha256: reports.at(-1)?.sha256 ?? NO_REPORT,
    solo: session.policy !== null && isSolo(session.policy),
  });
  await session.folder.writeFile(`kb/${content.name}.md`, markdown);
  await session.record({ type: "report_written", name: content.name, sha256 });
}

/** The first changes of an amendment, and where all units or changes are listed; null where the report tells of neither. */
function leadsTo(session: RunSession, { list, amendment }: ReportContent): string | null {
  if (list === undefined) return null;
  const changes = amendment === undefined ? [] : renderChanges(amendment.shown);
  return [...changes, renderListLinks(list, placeOfList(session, null))].join("\n\n");
}

/** Publishes, in order, every report that is written but not published; stops at the first that fails. */
export async function publishReports(session: RunSession): Promise<Result<null>> {
  for (const report of session.position.reports.filter((mark) => mark.where === null)) {
    const markdown = await readReport(session.folder, report);
    if (!markdown.ok) return markdown;
    const posted = await session.parts.forge.postReport({
      runId: session.folder.runId,
      name: report.name,
      markdown: markdown.value,
      sha256: report.sha256,
      supersedes: attemptBefore(report.name),
    });
    if (!posted.ok) return posted;
    // There is no place for it yet: this report and all later ones wait until the first request is open.
    if (posted.value.where === null) return accepted(null);
    await session.record({
      type: "report_posted",
      name: report.name,
      sha256: report.sha256,
      where: posted.value.where,
    });
  }
  return accepted(null);
}
