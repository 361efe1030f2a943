/** What the ledger says of one run, of whichever document. */
export interface LedgerRows {
  /** Every approval that the run has consumed, and every effect that it has had, in the order of time. */
  ledgerRows(runId: string): Promise<readonly LedgerRow[]>;
}

/** A row of a run in the ledger, which names the request of its gate. */
export interface LedgerRow {
  readonly table: "approval_use" | "phase_receipt";
  /** The gate whose approval was consumed, or the effect that was had. */
  readonly of: string;
  readonly payloadSha256: string;
  readonly recordedUtc: string;
}
