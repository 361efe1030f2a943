import { DOUBT_CODES, DOUBTS } from "../domain/doubts.ts";
import { inertCell, inertSpan, renderTable } from "./inert.ts";
import type { BackupEvidence, PlanPreview, UnitPreview } from "./run-card-view.ts";

const MOST_WARNINGS = 10;

/** What will be cut: the counts by kind, the first and last units, and the first `MOST_WARNINGS` warnings. */
export function renderPlan(plan: PlanPreview): string {
  const counts = Object.entries(plan.histogram).map(([kind, count]) => `${count} ${inertSpan(kind, 40)}`);
  const shown = plan.first.length + plan.last.length;
  const gap: readonly string[][] =
    plan.unitCount > shown ? [[`… ${plan.unitCount - shown} more`, "", ""]] : [];
  return [
    `### The plan: ${plan.unitCount} ${plan.unitCount === 1 ? "unit" : "units"}`,
    `${counts.join(", ")}; read with the convention ${inertSpan(plan.convention, 40)}.`,
    renderCount(plan),
    renderTable(
      ["address", "label", "title"],
      [...plan.first.map(unitRow), ...gap, ...plan.last.map(unitRow)],
    ),
    renderWarnings(plan),
    ...renderAccepted(plan),
    `Plan \`${plan.writerDigest}\` of source \`${plan.sourceSha256}\`.`,
  ].join("\n\n");
}

function renderCount({ unitCount, expectedCount, statedCount }: PlanPreview): string {
  const expected =
    expectedCount === null
      ? "no expectation given; nothing is known of how many units the publisher counts."
      : `${unitCount} of ${expectedCount} that the publisher states.`;
  if (statedCount === null) return `Count: ${expected}`;
  const verdict = statedCount === unitCount ? "agree" : "**differ**";
  return `Count: ${expected} The document's own front matter states ${statedCount}: ${verdict}.`;
}

/** The evidence behind the request: the backup, its restore proof and the rehearsal. */
export function renderEvidence(backup: BackupEvidence): string {
  return [
    "<details><summary>Backup and rehearsal: made before anything was asked</summary>",
    renderTable(
      ["", ""],
      [
        ["backup of", `${backup.tables} tables, ${backup.takenUtc}`],
        ["encrypted to", `\`${backup.recipient}\``],
        ["sha256", `\`${backup.sha256}\``],
        ["restored and compared", `\`${backup.restoreProofSha256}\``],
      ],
    ),
    renderTable(
      ["rehearsed on the restored copy", "result"],
      backup.rehearsal.map(({ step, result }) => [inertCell(step), inertCell(result)]),
    ),
    "</details>",
  ].join("\n\n");
}

function renderWarnings({ warnings }: PlanPreview): string {
  if (warnings.length === 0) return "No warnings.";
  const rows = warnings
    .slice(0, MOST_WARNINGS)
    .map(({ code, line, message }) => [inertCell(code, 60), String(line), inertCell(message)]);
  const rest = warnings.length - rows.length;
  return [
    `**${warnings.length} ${warnings.length === 1 ? "warning" : "warnings"}**, to be read before approving:`,
    renderTable(
      ["warning", "line", "what"],
      rest > 0 ? [...rows, [`… ${rest} more in the report`, "", ""]] : rows,
    ),
  ].join("\n\n");
}

/** The doubts about the cut that were accepted at registration, each with its sentence. */
function renderAccepted({ acceptedDoubts }: PlanPreview): readonly string[] {
  if (acceptedDoubts.length === 0) return [];
  const told = acceptedDoubts.map((code) => `${inertSpan(code, 60)} — ${sentenceOf(code)}`);
  return [`Doubts accepted at registration: ${told.join(" ")}`];
}

/** The code may be one of another release. */
function sentenceOf(code: string): string {
  const known = DOUBT_CODES.find((name) => name === code);
  return known === undefined ? "not known to this release." : DOUBTS[known].sentence;
}

function unitRow({ address, label, title }: UnitPreview): readonly string[] {
  return [inertCell(address, 100), inertCell(label, 60), title === "" ? "" : inertCell(title, 80)];
}
