import type { CutPlan } from "../domain/plan.ts";
import type { WriteCounts } from "../domain/write-counts.ts";
import type { ApprovalUse, PhaseReceipt } from "./knowledge-base.ts";

/** What the ledger says of a run whose journal is lost, and of whoever is at work. */
export interface RunLedgers {
  ledgerOf(runId: string): Promise<RunLedger>;
  /** Of each receipt of the run its result digest as the plan, and the rows as they are, give it; null where a row is missing. */
  recomputeReceipts(runId: string, plan: CutPlan): Promise<Readonly<Record<string, string | null>>>;
  /** The runs that have used a place in the batch, in the order of their places, with what the first of their uses says. */
  membersOf(batchId: string): Promise<readonly UsedPlace[]>;
  /** Whether a session writes to the document at this moment. */
  isDocumentLocked(docPrefix: string): Promise<boolean>;
  /** The runs whose drafts of the document stand. */
  draftWriters(docPrefix: string): Promise<readonly string[]>;
}

export interface RunLedger {
  /** Which document the rows of the run are of; null where there is none. */
  readonly document: { readonly documentId: string; readonly docPrefix: string } | null;
  readonly receipts: readonly PhaseReceipt[];
  readonly uses: readonly UsedApproval[];
  /** What leg B has recorded. */
  readonly changeSet: {
    readonly changeSetId: string;
    readonly versionId: string;
    readonly writerDigest: string;
  } | null;
  /** What leg A has written. */
  readonly counts: WriteCounts;
}

export interface UsedPlace {
  readonly runId: string;
  readonly use: UsedApproval;
}

/** An approval that was used, with the place in a batch for which it was. */
export interface UsedApproval extends Omit<ApprovalUse, "batch"> {
  readonly place: { readonly batchId: string; readonly nonce: string; readonly index: number } | null;
}
