import type { Amendment, AsOf } from "../domain/amendment.ts";
import type { Copy } from "../domain/backup-copies.ts";
import type { RepositoryBackup } from "../domain/backup-envelope.ts";
import type { Increment } from "../domain/backup-increment.ts";
import type { Concern } from "../domain/concern-names.ts";
import type { Coverage } from "../domain/coverage.ts";
import type { RowChange } from "../domain/expected-change.ts";
import type { Gate } from "../domain/gates.ts";
import type { SourceVersion } from "../domain/plan.ts";
import type { PlannedDays } from "../domain/planned-days.ts";
import type { Refusal } from "../domain/refusal.ts";
import type { Run } from "../domain/run.ts";
import type { RunKind } from "../domain/run-kind.ts";
import type { ShownCut, WrittenFile } from "../domain/shown-cut.ts";
import type { ApprovalDraft } from "./approval-draft.ts";
import type { ListPlace } from "./list-links.ts";

/** Everything that the run card shows. Titles, addresses, labels and warnings are data and are rendered inert. */
export interface RunCardView {
  readonly run: Run;
  /** Null until phase 1 has read it. */
  readonly document: CardDocument | null;
  readonly standing: RunStanding;
  /** Of a run that was adopted, who did it, from what, and what is lost. */
  readonly adopted?: { readonly sentence: string; readonly missing: readonly string[] };
  /** How many of the phases of the run are done. */
  readonly phasesDone: number;
  /** The gate that waits for persons or was opened last; null where there is none, or where nothing of it can happen any more. */
  readonly gate: GateBox | null;
  /** Null until phase 3 has built it. */
  readonly plan: PlanPreview | null;
  /** Of a run that sets days what is planned; null before, and in a cut. */
  readonly days: DaysPreview | null;
  /** Null until the backup is made. */
  readonly backup: BackupEvidence | null;
  /** Why the run stopped, or null. */
  readonly refusal: Refusal | null;
  readonly reports: readonly ReportLink[];
  /** True if one person alone can both start a run and open at least one gate of it. */
  readonly solo: boolean;
  readonly writtenUtc: string;
}

export type RunStanding = "running" | "waiting" | "stopped" | "failed" | "voided" | "closed";

/** What a careful person needs to know in order to open one gate, or to refuse it. */
export interface GateBox {
  readonly gate: Gate;
  readonly kind: RunKind;
  /** True where the gate is open: its approval was accepted, and the run goes on with it. */
  readonly isOpen: boolean;
  readonly payloadSha256: string;
  /** When the request was written; no approval may be older. */
  readonly issuedUtc: string;
  /** How the request sees the other documents, where it says so. */
  readonly others?: string;
  /** When the approval that was seen ends, or null while there is none. */
  readonly expiresUtc: string | null;
  /** Names of the persons whom the policy lets open this gate. */
  readonly persons: readonly string[];
  /** How many distinct persons have to open it. */
  readonly threshold: number;
  /** Why they are more than for another change: what this one does that the policy asks more persons for. */
  readonly moreBecause: readonly Concern[];
  /** The proofs that the policy accepts for this gate. */
  readonly proofs: readonly ("signed_commit" | "merged_pr")[];
  /** The row changes that the request binds. */
  readonly change: RowChange;
  readonly runId: string;
  /** Short branch name of the request. */
  readonly branch: string;
  /** Web address of the repository (`https://github.com/o/r`), or null without GitHub. */
  readonly repositoryUrl: string | null;
  /** The answers that are needed: one, or one from each person. */
  readonly answers: readonly GateAnswer[];
}

/** The answer of one person. */
export interface GateAnswer {
  /** Id in the policy; null if one person's answer is enough. */
  readonly person: string | null;
  readonly name: string;
  readonly approves: boolean;
  readonly executes: boolean;
  /** Short name of the branch to which the files are added. */
  readonly branch: string;
  /** The files, with an empty `signed_utc`. */
  readonly drafts: readonly ApprovalDraft[];
}

/** The registered document and the version that the run has pinned. */
export type CardDocument = Pick<SourceVersion, "title" | "docPrefix" | "versionSeq" | "sizeBytes">;

export interface PlanPreview {
  readonly unitCount: number;
  /** How many versions the run writes. */
  readonly written: number;
  /** What changes of what is enacted; null where nothing is. */
  readonly amendment: Amendment | null;
  readonly histogram: Readonly<Record<string, number>>;
  readonly convention: string;
  /** Null where the text that is cut is the file itself. */
  readonly coverage: Coverage | null;
  readonly writerDigest: string;
  readonly sourceSha256: string;
  /** Null in a run of an earlier release. */
  readonly shown: ShownCut | null;
  readonly place: ListPlace;
  /** Codes of the doubts about the cut that were accepted at registration. */
  readonly acceptedDoubts: readonly string[];
}

export interface DaysPreview {
  readonly days: PlannedDays;
  /** What is in force on each day once the run has set it, as the rehearsal has left it. */
  readonly asOf: readonly AsOf[];
  readonly count: number;
  readonly list: readonly WrittenFile[];
  readonly place: ListPlace;
}

export interface BackupEvidence {
  /** Of pgBackRest, which backup of its repository; null: a file that is encrypted to the recipient. */
  readonly repository: RepositoryBackup | null;
  /** Of an increment, on what it rests and what it holds; null: a full backup. */
  readonly increment: Increment | null;
  /** Where its file was put besides. */
  readonly copies: readonly Copy[];
  readonly recipient: string;
  readonly sha256: string;
  readonly takenUtc: string;
  readonly tables: number;
  readonly restoreProofSha256: string;
  /** Each step of the rehearsal on the restored copy, and how it ended. */
  readonly rehearsal: readonly { readonly step: string; readonly result: string }[];
}

export interface ReportLink {
  readonly name: string;
  readonly sha256: string;
  /** URL of its comment, or the path of its file. */
  readonly where: string;
}
