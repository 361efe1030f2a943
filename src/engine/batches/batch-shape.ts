import type { Batch } from "../../domain/batch.ts";
import type { Gate } from "../../domain/gates.ts";
import type { Refusal } from "../../domain/refusal.ts";

/** Where a member stands, as far as its batch has taken it. */
export interface MemberPosition {
  readonly index: number;
  readonly documentId: string;
  /** Null until its run is started. */
  readonly runId: string | null;
  /** The gate at which it waits or is worked on; null before its first, and where it is over. */
  readonly at: Gate | null;
  readonly result: "open" | "failed" | "left" | "closed" | "withdrawn";
  readonly refusal: Refusal | null;
}

/** One request of the batch and what has become of its members. */
export interface Round {
  readonly gate: Gate;
  readonly payloadSha256: string;
  readonly nonce: string;
  readonly issuedUtc: string;
  /** Places of the members, in the order of the list. */
  readonly members: readonly number[];
  readonly where: string | null;
  readonly opened: { readonly expiresUtc: string } | null;
  readonly settled: ReadonlyMap<number, Settled>;
  /** Null while it goes on; then why it has ended before its end, or null inside. */
  readonly ended: { readonly refusal: Refusal | null } | null;
}

export interface Settled {
  readonly result: "done" | "failed";
  readonly refusal: Refusal | null;
}

export interface BatchReport {
  readonly name: string;
  readonly sha256: string;
  /** Null until it is published. */
  readonly where: string | null;
}

export interface BatchAdoption {
  readonly by: string;
  readonly missing: readonly string[];
  readonly pending: ReadonlySet<number>;
}

type BatchEnding =
  | { readonly kind: "stopped"; readonly refusal: Refusal }
  | { readonly kind: "voided"; readonly by: string; readonly why: string }
  | { readonly kind: "closed"; readonly evidenceSha256: string };

/** Where a batch stands: everything that its journal says, folded. */
export interface BatchPosition {
  readonly batch: Batch;
  /** Who has adopted the batch, and the members that still have to be; null where it was begun here. */
  readonly adoption: BatchAdoption | null;
  readonly movedBy: readonly string[];
  readonly members: readonly MemberPosition[];
  /** The newest round, unless it was renewed. */
  readonly round: Round | null;
  /** The gate at which members are being asked for anew; null where they are not. */
  readonly renewing: Gate | null;
  /** Whether members with drafts are being asked for at SG_3. */
  readonly isTakingBack: boolean;
  readonly reports: readonly BatchReport[];
  readonly ending: BatchEnding | null;
  /** Places that have the evidence of the batch and its members. */
  readonly copiedTo: readonly string[];
  readonly lastAt: string;
}
