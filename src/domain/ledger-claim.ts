/** Rows of one table that say that a gate of a run was approved. They may be anybody's: no text of them is trusted. */
export interface LedgerClaim {
  readonly table: string;
  /** At most a hundred characters. */
  readonly runId: string;
  readonly gate: string;
  /** The request that was approved; null where the rows name none, so that any approval of the gate explains them. */
  readonly payloadSha256: string | null;
}

/** The claim as one line: table, run, gate, and the start of the request's digest. */
export function describeClaim({ table, runId, gate, payloadSha256 }: LedgerClaim): string {
  return [
    table,
    runId,
    gate,
    ...(payloadSha256 === null ? [] : [`request ${payloadSha256.slice(0, 12)}`]),
  ].join(" ");
}
