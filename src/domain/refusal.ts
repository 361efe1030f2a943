import { REASONS, type ReasonCode } from "./reasons.ts";

/** A refusal as people and programs read it: a stable code, one sentence, what was expected and found, and the way out. */
export interface Refusal {
  readonly reason: ReasonCode;
  readonly message: string;
  readonly wayOut: string;
  readonly field?: string;
  readonly expected?: string;
  readonly actual?: string;
  /** The commit in question. */
  readonly commit?: string;
  /** Who is proven to have signed: verified, with a key that the trusted policy pins. Left out where that is not certain. */
  readonly signer?: Signer;
  /** Every further finding of the same kind, one line each. */
  readonly details?: readonly string[];
}

interface Signer {
  /** Ids, joined with `, `. */
  readonly person: string;
  /** Full fingerprints (`github:<id>` for a merge), joined with `, `. */
  readonly key: string;
}

export type RefusalFacts = Partial<Omit<Refusal, "reason">>;

/** Makes the refusal for `reason`; the table's sentence and way out stand unless `facts` names more exact ones. */
export function refusal(reason: ReasonCode, facts: RefusalFacts = {}): Refusal {
  const row = REASONS[reason];
  return { reason, message: row.sentence, wayOut: row.wayOut, ...facts };
}

/** Carries a refusal through code that can only throw (a callback of a library); turned back into a value at its edge. */
export class RefusalError extends Error {
  readonly refusal: Refusal;

  constructor(carried: Refusal) {
    super(`${carried.reason}: ${carried.message}`);
    this.name = "RefusalError";
    this.refusal = carried;
  }
}
