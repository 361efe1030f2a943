import type { RowChange } from "../domain/expected-change.ts";
import type { Gate } from "../domain/gates.ts";
import type { DocumentWarning } from "../domain/plan.ts";
import type { Refusal } from "../domain/refusal.ts";
import type { Run } from "../domain/run.ts";
import type { ApprovalDraft } from "./approval-draft.ts";
import { inertSpan, renderTable } from "./inert.ts";
import { renderRefusal } from "./report.ts";
import { renderGateBox } from "./run-card-gate.ts";
import { renderHeadline } from "./run-card-headline.ts";
import { renderPhaseStrip } from "./run-card-phase-strip.ts";
import { renderEvidence, renderPlan } from "./run-card-plan.ts";

/** Everything that the run card shows. Titles, addresses, labels and warnings are data and are rendered inert. */
export interface RunCardView {
  readonly run: Run;
  /** Null until phase 1 has found it. */
  readonly document: { readonly title: string; readonly docPrefix: string } | null;
  readonly standing: RunStanding;
  /** How many of the eleven phases are done, 0 to 11. */
  readonly phasesDone: number;
  /** The gate that waits for a person, or null. */
  readonly gate: GateBox | null;
  /** Null until phase 3 has built it. */
  readonly plan: PlanPreview | null;
  /** Null until phase 4 has made it. */
  readonly backup: BackupEvidence | null;
  /** Why the run stands still, or null. */
  readonly refusal: Refusal | null;
  readonly reports: readonly ReportLink[];
  /** True where one person alone can open every gate. */
  readonly solo: boolean;
  readonly writtenUtc: string;
}

export type RunStanding = "running" | "waiting" | "stopped" | "failed" | "voided" | "closed";

/** What a careful person needs to open one gate, or to refuse it. */
export interface GateBox {
  readonly gate: Gate;
  readonly payloadSha256: string;
  /** When the request was written; no approval may be older. */
  readonly issuedUtc: string;
  /** End of the approval that was seen, or null while there is none. */
  readonly expiresUtc: string | null;
  /** Names of the persons whom the policy lets open this gate. */
  readonly persons: readonly string[];
  /** How many distinct persons have to. */
  readonly threshold: number;
  /** The proofs that the policy accepts for this gate. */
  readonly proofs: readonly ("signed_commit" | "merged_pr")[];
  /** The row changes that the request binds. */
  readonly change: RowChange;
  /** Path of the request in the control repository. */
  readonly requestPath: string;
  /** Short branch name of the request. */
  readonly branch: string;
  /** Commands that refuse, one a line, ready to copy. */
  readonly refuse: readonly string[];
  /** Web address of the repository (`https://github.com/o/r`), or null without GitHub. */
  readonly repositoryUrl: string | null;
  /** The answers that are asked for: one, or one of each person. */
  readonly answers: readonly GateAnswer[];
}

/** What one person, or whoever answers alone, has to give. */
export interface GateAnswer {
  /** Id in the policy; null: one person answers for all. */
  readonly person: string | null;
  readonly name: string;
  readonly approves: boolean;
  readonly executes: boolean;
  /** Short name of the branch that takes the files. */
  readonly branch: string;
  /** The files, with `signed_utc` left open. */
  readonly drafts: readonly ApprovalDraft[];
}

export interface PlanPreview {
  readonly unitCount: number;
  readonly histogram: Readonly<Record<string, number>>;
  readonly convention: string;
  readonly writerDigest: string;
  readonly sourceSha256: string;
  readonly first: readonly UnitPreview[];
  /** Empty where `first` holds every unit. */
  readonly last: readonly UnitPreview[];
  readonly warnings: readonly DocumentWarning[];
}

export interface UnitPreview {
  readonly address: string;
  readonly label: string;
  readonly title: string;
}

export interface BackupEvidence {
  readonly recipient: string;
  readonly sha256: string;
  readonly takenUtc: string;
  readonly tables: number;
  readonly restoreProofSha256: string;
  /** Each step of the rehearsal on the restored copy, and how it ended. */
  readonly rehearsal: readonly { readonly step: string; readonly result: string }[];
}

interface ReportLink {
  readonly name: string;
  readonly sha256: string;
  /** URL of its comment, or the path of its file. */
  readonly where: string;
}

/**
 * The run card: what waits for whom, in its first line in words; then the gate, where the run is, and what it rests on.
 * It is edited in place, so that it always tells the present; the phase reports beside it are never edited.
 */
export function renderRunCard(view: RunCardView): string {
  const sections = [
    renderHeadline(view),
    ...(view.solo ? ["> Solo mode: one person alone can open every gate of this run."] : []),
    ...(view.refusal ? [renderRefusal(view.refusal).join("\n").trimEnd()] : []),
    ...(view.gate ? [renderGateBox(view.gate, view.plan?.unitCount ?? 0, view.writtenUtc)] : []),
    renderPhaseStrip(view),
    ...(view.plan ? [renderPlan(view.plan)] : []),
    ...(view.backup ? [renderEvidence(view.backup)] : []),
    ...(view.reports.length > 0 ? [renderReports(view.reports)] : []),
    renderFoot(view),
  ];
  return `${sections.join("\n\n")}\n`;
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
