import { z } from "zod";
import { REASON_CODES, REASONS, type ReasonCode } from "./reasons.ts";

/** A refusal as people and programs read it: a stable code, one sentence, what was expected and found, and the way out. */
export const refusalSchema = z
  .strictObject({
    reason: z.enum(REASON_CODES),
    message: z.string(),
    wayOut: z.string(),
    field: z.string().exactOptional(),
    expected: z.string().exactOptional(),
    actual: z.string().exactOptional(),
    /** The commit in question. */
    commit: z.string().exactOptional(),
    /** Who is proven to have signed: verified, with a key that the trusted policy pins. Left out where that is not certain. */
    signer: z
      .strictObject({
        /** Ids, joined with `, `. */
        person: z.string(),
        /** Full fingerprints (`github:<id>` for a merge), joined with `, `. */
        key: z.string(),
      })
      .readonly()
      .exactOptional(),
    /** Every finding of the same kind, one line each. */
    details: z.array(z.string()).readonly().exactOptional(),
  })
  .readonly();

export type Refusal = z.infer<typeof refusalSchema>;

export type RefusalFacts = Partial<Omit<Refusal, "reason">>;

/** Makes the refusal for `reason`; the table's sentence and way out apply unless `facts` gives more exact ones. */
export function refusal(reason: ReasonCode, facts: RefusalFacts = {}): Refusal {
  const row = REASONS[reason];
  return { reason, message: row.sentence, wayOut: row.wayOut, ...facts };
}

/** Carries a refusal through code that can only throw (a callback of a library); the caller of that code turns it into a value again. */
export class RefusalError extends Error {
  readonly refusal: Refusal;

  constructor(carried: Refusal) {
    super(`${carried.reason}: ${carried.message}`);
    this.name = "RefusalError";
    this.refusal = carried;
  }
}

/**
 * The refusal that a thrown value carries, or `standsFor` one. Where a disposal failed as well, both have to be refusals, and the first is the
 * answer.
 */
export function carriedRefusal(
  fault: unknown,
  standsFor: (fault: unknown) => Refusal | null = () => null,
): Refusal | null {
  if (fault instanceof RefusalError) return fault.refusal;
  const stood = standsFor(fault);
  if (stood !== null) return stood;
  if (!isSuppressed(fault) || carriedRefusal(fault.error, standsFor) === null) return null;
  return carriedRefusal(fault.suppressed, standsFor);
}

/** Node 20 has no such class of its own; the compiler's stand-in has the same name and fields. */
function isSuppressed(
  fault: unknown,
): fault is Error & { readonly error: unknown; readonly suppressed: unknown } {
  return (
    fault instanceof Error && fault.name === "SuppressedError" && "error" in fault && "suppressed" in fault
  );
}

/**
 * The refusal with the commands of its way out as they are to be typed: `RUN` stands for the id of a run. `goesOnBy` is what it is resumed and
 * renewed by, which for a member of a batch is the batch.
 */
export function refusalOfRun(found: Refusal, runId: string, goesOnBy = runId): Refusal {
  const wayOut = found.wayOut
    .replace(/(?<=`cutter [^`]*)\bRUN\b/g, runId)
    .replace(/(?<=\bcutter orchestrate (?:resume|renew) )[\w-]+/g, (id) => (id === runId ? goesOnBy : id));
  return { ...found, wayOut };
}
