import { describeCopy } from "../domain/backup-copies.ts";
import { boundIncrement, describeBoundIncrement } from "../domain/bound-increment.ts";
import { describeCoverage } from "../domain/coverage.ts";
import { DOUBT_CODES, DOUBTS } from "../domain/doubts.ts";
import type { ShownCut } from "../domain/shown-cut.ts";
import { describeCount, describeOutliers } from "./describe-shown.ts";
import { inertCell, inertSpan, renderTable } from "./inert.ts";
import { renderListLinks } from "./list-links.ts";
import { renderAmendment } from "./run-card-amendment.ts";
import type { BackupEvidence, CardDocument, PlanPreview, RunCardView } from "./run-card-view.ts";

/** Characters of a cell that may name a dozen units. */
const MOST_OF_A_CELL = 1000;

/**
 * What a person has to judge, in the order in which it is asked: document and version, the count against what was expected, the warnings by
 * their code, the units that stand out, and the way to all of them.
 */
export function renderPlan({ plan, document, gate }: RunCardView): readonly string[] {
  if (plan === null) return [];
  const { shown, unitCount } = plan;
  const counts = Object.entries(plan.histogram).map(([kind, count]) => `${count} ${inertCell(kind, 40)}`);
  if (plan.amendment !== null) return renderAmendment(plan.amendment, { plan, document, gate });
  return [
    gate === null ? "### The cut" : "### What to judge",
    renderTable(
      ["", ""],
      [
        ...(document === null ? [] : [["document", renderDocument(document)]]),
        ["cut into", `${counts.join(", ")}; read with the convention ${inertCell(plan.convention, 40)}`],
        ...(plan.coverage === null ? [] : inertRows(describeCoverage(plan.coverage))),
        ...(shown === null ? [["units", String(unitCount)]] : inertRows(describeCount(shown, unitCount))),
      ],
    ),
    ...(shown === null ? [] : renderShown(shown, plan)),
    ...renderAccepted(plan),
    `Plan \`${plan.writerDigest}\` of source \`${plan.sourceSha256}\`.`,
  ];
}

/** The evidence behind the request: the backup, its restore proof and the rehearsal. */
export function renderEvidence(backup: BackupEvidence): string {
  return [
    "<details><summary>Backup and rehearsal: made before anything was asked</summary>",
    renderTable(
      ["", ""],
      [
        ["backup of", `${backup.tables} tables, ${backup.takenUtc}`],
        ...(backup.increment === null
          ? []
          : [["is an", inertCell(describeBoundIncrement(boundIncrement(backup.increment)), 1000)] as const]),
        ...tellPlace(backup),
        ...backup.copies.map((copy) => ["copy", inertCell(describeCopy(copy), 1000)] as const),
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

/** Who can open it: of a repository, whoever reads it and has its key. */
function tellPlace({ repository, recipient, sha256 }: BackupEvidence): readonly [string, string][] {
  if (repository === null)
    return [
      ["encrypted to", `\`${recipient}\``],
      ["sha256", `\`${sha256}\``],
    ];
  const { stanza, label, type, lsnStop } = repository;
  return [
    [
      "taken with",
      `pgBackRest: ${type} backup ${inertCell(label)} of ${inertCell(stanza)}, up to ${lsnStop}`,
    ],
    ["opened with", inertCell(recipient)],
    ["sha256 of its manifest", `\`${sha256}\``],
  ];
}

function renderShown(shown: ShownCut, { place }: PlanPreview): readonly string[] {
  return [
    renderWarnings(shown),
    renderTable(["what stands out", ""], inertRows(describeOutliers(shown))),
    renderListLinks(shown.list, place),
  ];
}

function renderDocument({ title, docPrefix, versionSeq, sizeBytes }: CardDocument): string {
  return `${inertCell(title, 80)} (\`${docPrefix}\`), version ${versionSeq}, ${sizeBytes} bytes`;
}

function renderWarnings({ warnings }: ShownCut): string {
  if (warnings.length === 0) return "No warnings.";
  const sum = warnings.reduce((all, { count }) => all + count, 0);
  const rows = warnings.map(({ code, count, lines, message }) => [
    inertCell(code, 60),
    String(count),
    `${lines.join(", ")}${count > lines.length ? ", …" : ""}`,
    inertCell(message, 200),
  ]);
  return [
    `**${sum} ${sum === 1 ? "warning" : "warnings"}**, to be read before approving:`,
    renderTable(["warning", "how many", "lines", "the first says"], rows),
  ].join("\n\n");
}

function inertRows(rows: readonly (readonly [label: string, value: string])[]): readonly string[][] {
  return rows.map(([label, value]) => [label, inertCell(value, MOST_OF_A_CELL)]);
}

/** The doubts about the cut that were accepted at registration, each with its sentence and whether this cut raises it. */
function renderAccepted({ acceptedDoubts, shown }: PlanPreview): readonly string[] {
  if (acceptedDoubts.length === 0) return [];
  const raised = (code: string) => {
    if (shown === null) return "";
    const found = shown.warnings.find((warning) => warning.code === code);
    return found === undefined
      ? " This cut does not raise it."
      : ` This cut raises it ${times(found.count)}.`;
  };
  const told = acceptedDoubts.map((code) => `- ${inertSpan(code, 60)} — ${sentenceOf(code)}${raised(code)}`);
  return [["Doubts accepted at registration:", "", ...told].join("\n")];
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

/** The code may be one of another release. */
function sentenceOf(code: string): string {
  const known = DOUBT_CODES.find((name) => name === code);
  return known === undefined ? "not known to this release." : DOUBTS[known].sentence;
}
