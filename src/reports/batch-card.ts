import { describeCopy } from "../domain/backup-copies.ts";
import { countClasses, describeRules, outliersOf } from "../domain/batch-outliers.ts";
import type { BatchRequest } from "../domain/batch-request.ts";
import { describeBoundBase } from "../domain/bound-base.ts";
import { describeBoundIncrement } from "../domain/bound-increment.ts";
import { type Gate, gateRow } from "../domain/gates.ts";
import type { Refusal } from "../domain/refusal.ts";
import { countOf } from "../domain/text-forms.ts";
import { inertBlock, inertCell, inertSpan, renderTable } from "./inert.ts";
import { type ListPlace, renderListLinks } from "./list-links.ts";
import { renderRefusal } from "./report.ts";
import { renderGateBox, renderLedger } from "./run-card-gate.ts";
import { renderPersons } from "./run-card-headline.ts";
import type { GateBox } from "./run-card-view.ts";

/** Everything that the card of a batch shows; titles and classes are data and are rendered inert. */
export interface BatchCardView {
  readonly batchId: string;
  readonly initiator: string;
  /** Who has adopted the batch, and what is lost; left out where it was begun here. */
  readonly adopted?: { readonly by: string; readonly missing: readonly string[] };
  readonly startedUtc: string;
  readonly toolVersion: string;
  readonly writtenUtc: string;
  readonly standing: "waiting" | "working" | "stopped" | "halted" | "closed" | "voided" | "between";
  /** The newest request; null before the first. */
  readonly request: BatchRequest | null;
  readonly box: GateBox | null;
  /** What has become of the members of the newest request. */
  readonly settled: {
    readonly done: number;
    readonly failed: readonly FailedMember[];
    readonly open: number;
  };
  readonly refusal: Refusal | null;
  /** The command that leads on; null where there is none, or the refusal names it. */
  readonly next: string | null;
  readonly reports: readonly {
    readonly name: string;
    readonly sha256: string;
    readonly where: string | null;
  }[];
  readonly place: ListPlace;
  readonly solo: boolean;
}

interface FailedMember {
  readonly documentId: string;
  readonly runId: string;
  readonly reason: string;
}

const MOST_FAILED = 20;

function renderAdopted({ by, missing }: NonNullable<BatchCardView["adopted"]>): string {
  const sentence = `The journal of this batch is lost. ${by} has adopted it; each member says what of it was confirmed.`;
  const lines = [
    inertSpan(sentence, 500),
    "",
    "Lost with its machine:",
    "",
    ...missing.map((what) => `- ${inertSpan(what)}`),
  ];
  return lines.map((line) => `> ${line}`.trimEnd()).join("\n");
}

/** The card of a batch: who is asked for what, totals, the members that stand out, how to answer; then how far it has come. */
export function renderBatchCard(view: BatchCardView): string {
  const { request, box } = view;
  const sections = [
    `## ${headline(view)}`,
    ...(view.solo
      ? ["> Solo mode: one person alone can start this batch and open at least one of its gates."]
      : []),
    ...(view.adopted ? [renderAdopted(view.adopted)] : []),
    ...(view.refusal ? [renderRefusal(view.refusal).join("\n").trimEnd()] : []),
    ...(request === null ? [] : renderMembers(request, view.place)),
    ...(box === null || request === null ? [] : [renderGateBox(box, request.totals.writes, view.writtenUtc)]),
    ...(request === null ? [] : [renderSettled(view, request)]),
    ...(view.next === null || view.standing === "working" ? [] : [`Next:\n\n${inertBlock(view.next, "sh")}`]),
    ...(view.reports.length === 0 ? [] : [renderReports(view)]),
    ...(box === null ? [] : [renderLedger(box)]),
    ...(request === null ? [] : [renderEvidence(request)]),
    `Batch \`${view.batchId}\` · LIVE · started ${view.startedUtc} by ${inertSpan(view.initiator)} · iu-cutter ${view.toolVersion} · card of ${view.writtenUtc}`,
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

function headline({ standing, request, box }: BatchCardView): string {
  const what = request === null ? "the batch" : countOf(request.totals.members, "document");
  const lines = {
    waiting:
      box === null || request === null
        ? "Waiting for a person."
        : `Waiting for ${renderPersons(box)} ${gateRow(box.gate, "cut").asks(what, countOf(request.totals.writes, "unit"))}.`,
    working: `Working on ${what}. Nothing is asked of you.`,
    between: `Between two gates of ${what}. Nothing is asked of you.`,
    stopped: `Stopped: ${what}. An operator has to act.`,
    halted: `Halted at a member that failed, by the signed rule: ${what}. An operator has to act.`,
    closed: "Done: every member has come to its end. Nothing is asked of you.",
    voided: "Given up by decision. Nothing more is written.",
  };
  return lines[standing];
}

function renderMembers(request: BatchRequest, place: ListPlace): readonly string[] {
  const { members, totals } = request;
  const classes = [...countClasses(members)].map(([name, count]) => {
    const own = members.filter((member) => member.class === name);
    const units = own.map((member) => member.units);
    const sum = units.reduce((all, each) => all + each, 0);
    return [
      inertCell(name, 80),
      String(count),
      String(sum),
      `${Math.min(...units)} to ${Math.max(...units)}`,
    ];
  });
  const outliers = outliersOf(members).map(({ member, why }) => [
    inertCell(member.title, 80),
    inertCell(member.document_id, 60),
    String(member.units),
    inertCell(why.join("; "), 200),
  ]);
  return [
    `**${countOf(totals.members, "document")}, ${countOf(totals.units, "unit")}, of which ${totals.writes} are written; ${countOf(totals.warnings, "warning")}.**`,
    renderTable(["class", "documents", "units", "units of one"], classes),
    ...(outliers.length === 0
      ? ["No member stands out."]
      : ["### Look at these first", renderTable(["title", "document", "units", "why"], outliers)]),
    renderTable(
      ["", ""],
      // Words and numbers of the program's own.
      describeRules(request).map(([label, value]) => [label, value]),
    ),
    renderListLinks(request.list, place),
    "On one page with search, each member with its units: `members.html` in the batch's folder on the runner, and the artefact of the job that started it. It is for reading; what is signed names the list above.",
  ];
}

function renderSettled({ settled }: BatchCardView, { totals, gate }: BatchRequest): string {
  const { done, failed, open } = settled;
  if (done === 0 && failed.length === 0) return "";
  const line = `${shortGate(gate)}: ${done} of ${totals.members} done, ${failed.length} failed, ${open} not begun.`;
  if (failed.length === 0) return line;
  const rows = failed
    .slice(0, MOST_FAILED)
    .map(({ documentId, runId, reason }) => [inertCell(documentId, 60), `\`${runId}\``, reason]);
  return `${line}\n\n${renderTable(["failed", "run", "reason"], rows)}`;
}

function shortGate(gate: Gate): string {
  return gate.slice(0, 4);
}

/** The evidence behind the request: the one backup, and how documents that are no members are seen. */
function renderEvidence({ backup, base }: BatchRequest): string {
  const { increment, copies = [] } = backup;
  return [
    "<details><summary>Backup and rehearsal: made before anything was asked, for all members in their order</summary>",
    renderTable(
      ["", ""],
      [
        ["taken with", backup.adapter],
        ["sha256", `\`${backup.sha256}\``],
        ...(increment === undefined
          ? []
          : [["it is an", inertCell(describeBoundIncrement(increment), 1000)] as const]),
        ...copies.map((copy) => ["copy", inertCell(describeCopy(copy), 1000)] as const),
        ["restored and compared", `\`${backup.restore_proof_sha256}\``],
        ["rehearsals", `\`${backup.rehearsals_sha256}\``],
        ["other documents", inertCell(describeBoundBase(base), 400)],
      ],
    ),
    "</details>",
  ].join("\n\n");
}

function renderReports({ reports }: BatchCardView): string {
  const rows = reports.map(({ name, sha256, where }) => [
    where !== null && /^https:\/\/[^\s()<>|\\`]+$/.test(where) ? `[${name}](${where})` : name,
    `\`${sha256}\``,
  ]);
  return `<details><summary>Reports (${reports.length})</summary>\n\n${renderTable(["report", "sha256"], rows)}\n\n</details>`;
}
