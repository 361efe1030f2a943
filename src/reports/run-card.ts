import { inertSpan, renderTable } from "./inert.ts";
import { renderRefusal } from "./report.ts";
import { renderDays } from "./run-card-days.ts";
import { renderGateBox, renderLedger } from "./run-card-gate.ts";
import { renderHeadline } from "./run-card-headline.ts";
import { renderPhaseStrip } from "./run-card-phase-strip.ts";
import { renderEvidence, renderPlan } from "./run-card-plan.ts";
import type { ReportLink, RunCardView } from "./run-card-view.ts";

/**
 * The run card: its first line says in words what waits for whom; then comes what has to be judged, what happens on approval and how to
 * answer; the evidence, the run's progress and the ledger come last.
 * The card is edited in place, so it always shows the present; the phase reports beside it are never edited.
 */
export function renderRunCard(view: RunCardView): string {
  const sections = [
    renderHeadline(view),
    ...(view.solo
      ? ["> Solo mode: one person alone can start this run and open at least one of its gates."]
      : []),
    ...(view.adopted ? [renderAdopted(view.adopted)] : []),
    ...(view.refusal ? [renderRefusal(view.refusal).join("\n").trimEnd()] : []),
    ...renderPlan(view),
    ...renderDays(view),
    ...(view.gate
      ? [renderGateBox(view.gate, view.plan?.written ?? view.days?.count ?? 0, view.writtenUtc)]
      : []),
    ...(view.backup ? [renderEvidence(view.backup)] : []),
    ...(view.reports.length > 0 ? [renderReports(view.reports)] : []),
    renderPhaseStrip(view),
    ...(view.gate ? [renderLedger(view.gate)] : []),
    renderFoot(view),
  ];
  return `${sections.join("\n\n")}\n`;
}

function renderAdopted({ sentence, missing }: NonNullable<RunCardView["adopted"]>): string {
  const lines = [
    inertSpan(sentence, 500),
    "",
    "Lost with its machine:",
    "",
    ...missing.map((what) => `- ${inertSpan(what)}`),
  ];
  return lines.map((line) => `> ${line}`.trimEnd()).join("\n");
}

function renderReports(reports: readonly ReportLink[]): string {
  const rows = reports.map(({ name, sha256, where }) => [
    /^https:\/\/[^\s()<>|\\`]+$/.test(where) ? `[${name}](${where})` : name,
    `\`${sha256}\``,
  ]);
  return fold(`Reports (${reports.length})`, renderTable(["report", "sha256"], rows));
}

function renderFoot({ run, document, writtenUtc }: RunCardView): string {
  const about = document
    ? `${inertSpan(document.title)} (\`${document.docPrefix}\`)`
    : inertSpan(run.documentId);
  const facts = [
    `Run \`${run.runId}\``,
    run.mode,
    about,
    `started ${run.startedUtc} by ${inertSpan(run.initiator)}`,
    `iu-cutter ${run.toolVersion}`,
    `card of ${writtenUtc}`,
  ];
  return facts.join(" · ");
}

function fold(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}
