import type { TimeStampFacts } from "../domain/time-stamp.ts";

/** Reads time stamps, with no network and no clock. It reports facts; trust/ judges whether they are enough. */
export interface TimeStampReader {
  /** Throws a `RefusalError` where the program for it is missing. */
  read(question: {
    /** The authority's answer, as it came. */
    readonly response: Uint8Array;
    /** What was stamped. */
    readonly data: Uint8Array;
    /** The certificate that is trusted, in PEM; or a chain, of which the one at the top is. */
    readonly authority: Uint8Array;
  }): Promise<TimeStampFacts>;
}
