import type { Statement } from "../domain/approval.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";

/** A statement that is genuine, allowed, bound to the request and in time. */
export interface ValidStatement {
  readonly file: string;
  readonly statement: Statement;
  readonly person: string;
  readonly key: string;
  /** The commit whose signature, or whose merge, proves the person. */
  readonly commit: string;
}

export interface JudgedStatement {
  readonly file: string;
  readonly result: Result<ValidStatement>;
  /** It is genuine and allowed, and binds another payload. */
  readonly bindsAnother: boolean;
}

/**
 * Enough distinct persons, counted as persons and not as keys or files, and no genuine voice for something else (docs/threats.md C-22,
 * C-35).
 */
export function judgeQuorum(
  gate: string,
  quorum: number,
  judged: readonly JudgedStatement[],
): Result<readonly ValidStatement[]> {
  const valid = judged.flatMap(({ result }) => (result.ok ? [result.value] : []));
  const rest = judged.flatMap(({ file, result, bindsAnother }) =>
    result.ok ? [] : [{ file, bindsAnother, refusal: result.refusal }],
  );
  const [first] = valid;
  if (first === undefined) {
    return refused(rest[0]?.refusal ?? refusal("STOP_APPROVAL_NOT_FOUND", { field: gate }));
  }
  const other = rest.find((each) => each.bindsAnother);
  if (other !== undefined) {
    return conflict(valid, gate, "one payload", `${first.file} and ${other.file} bind different payloads`);
  }
  const odd = valid.find(({ statement }) => statement.reviewDecisionId !== first.statement.reviewDecisionId);
  if (odd !== undefined) {
    return conflict(
      valid,
      gate,
      "one review_decision_id",
      `${first.file} and ${odd.file} name different ones`,
    );
  }
  const persons = new Set(valid.map(({ person }) => person));
  if (persons.size >= quorum) return accepted(valid);
  return refused(
    refusal("STOP_APPROVAL_THRESHOLD_NOT_MET", {
      field: gate,
      expected: `${quorum} persons`,
      actual: `${persons.size} (${[...persons].join(", ")})`,
      ...signersOf(valid),
      details: rest.map((each) => `${each.file}: ${each.refusal.reason} ${each.refusal.message}`),
    }),
  );
}

/** True where nothing is wrong but that persons are missing. */
export function isStillGathering({ reason, details }: Refusal): boolean {
  return reason === "STOP_APPROVAL_THRESHOLD_NOT_MET" && (details ?? []).length === 0;
}

/** Who is proven, for a refusal that comes after the proof. */
export function signersOf(valid: readonly ValidStatement[]): Pick<Refusal, "commit" | "signer"> {
  const [first] = valid;
  if (first === undefined) return {};
  const join = (values: readonly string[]) => [...new Set(values)].join(", ");
  const signer = { person: join(valid.map(({ person }) => person)), key: join(valid.map(({ key }) => key)) };
  return { commit: first.commit, signer };
}

function conflict(valid: readonly ValidStatement[], field: string, expected: string, actual: string) {
  return refused(refusal("STOP_APPROVAL_CONFLICT", { field, expected, actual, ...signersOf(valid) }));
}
