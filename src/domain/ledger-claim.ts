/** Rows of one table that say that a gate of a run was approved. They may be anybody's: no text of them is trusted. */
export interface LedgerClaim {
  readonly table: string;
  /** At most a hundred characters. */
  readonly runId: string;
  readonly gate: string;
  /** The request that was approved; null where the rows name none, so that any approval of the gate explains them. */
  readonly payloadSha256: string | null;
  /** Who has approved, and where that stands; null where the table does not say. */
  readonly approval: ClaimedApproval | null;
}

/** What a row of the ledger says of an approval, beside the request. */
export interface ClaimedApproval {
  readonly nonce: string;
  readonly approvalCommit: string;
  readonly executionCommit: string;
  readonly persons: readonly string[];
  readonly keys: readonly string[];
  readonly signedUtc: string;
  /** The place in the list of a batch; null where the run was approved alone. */
  readonly batch: { readonly batchId: string; readonly nonce: string; readonly index: number } | null;
}

/** A claim that git does not explain. */
export interface UnexplainedClaim extends Omit<LedgerClaim, "approval"> {
  /** What it says otherwise than the approval in git; null where there is none. */
  readonly misstated: string | null;
}

/** The claim as one line: table, run, gate, the start of the request's digest, and what is misstated. */
export function describeClaim({ table, runId, gate, payloadSha256, misstated }: UnexplainedClaim): string {
  const request = payloadSha256 === null ? [] : [`request ${payloadSha256.slice(0, 12)}`];
  const claim = [table, runId, gate, ...request].join(" ");
  return misstated === null ? claim : `${claim}: ${misstated}`;
}
