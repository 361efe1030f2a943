import type { AskedRequest } from "../../domain/asked-request.ts";
import type { Proof, ProvenVersion } from "../../domain/proof.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { utc } from "../../domain/run.ts";
import { readUtc } from "../../domain/text-forms.ts";
import type { DayLeaf, UnitLeaf } from "../../domain/unit-leaf.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import { SKEW_MS } from "../../trust/times.ts";

/** Refuses a text that is not what its leaf says. */
export function refuseOtherText({ text, version }: Pick<Proof, "text" | "version">): Refusal | null {
  const { address, content_hash: expected } = version.leaf;
  const actual = sha256Hex(text);
  return actual === expected ? null : refusal("STOP_PROOF_TEXT", { field: address, expected, actual });
}

/** Refuses a day of another version, and later versions of which one does not follow the one before it: each leaf says what it follows. */
export function refuseBrokenChain({ version, later }: Pick<Proof, "version" | "later">): Refusal | null {
  // The same text may stand in several sources: the day of one is not that of another.
  const ofSource = (leaf: UnitLeaf | DayLeaf) => `${describe(leaf)} from ${leaf.source_sha256}`;
  for (const { leaf, day } of [version, ...later])
    if (day !== null && ofSource(day.leaf) !== ofSource(leaf))
      return mismatch(`day, ${day.run_id}`, ofSource(leaf), ofSource(day.leaf));
  let before: ProvenVersion = version;
  for (const next of later) {
    const { document_id, unit, follows } = next.leaf;
    const [expected, actual] = [describe(before.leaf), describe({ document_id, unit, ...follows })];
    if (actual !== expected) return mismatch(`later, ${next.run_id}`, expected, actual);
    before = next;
  }
  return null;
}

/** A later version was planned on the one before it, and so asked about after that was approved: a version is not its own successor, nor an earlier one's. */
export function refuseDisorder(
  versions: readonly { readonly runId: string; readonly request: Pick<AskedRequest, "issued_utc"> }[],
): Refusal | null {
  for (const [at, next] of versions.entries()) {
    const before = versions[at - 1];
    if (before === undefined) continue;
    const isAgain = versions.findIndex(({ runId }) => runId === next.runId) !== at;
    if (!isAgain && next.request.issued_utc >= before.request.issued_utc) continue;
    const actual = isAgain ? `${next.runId} once more` : `asked about at ${next.request.issued_utc}`;
    return mismatch(`later, ${next.runId}`, `asked about after ${before.request.issued_utc}`, actual);
  }
  return null;
}

/** Refuses a file that says that it looked after the present moment: it would seem to be of today for ever. */
export function refuseFuture(
  { known, policy_now }: Pick<Proof, "known" | "policy_now">,
  now: Date,
): Refusal | null {
  const latest = new Date(now.getTime() + SKEW_MS);
  for (const [field, at] of [
    ["known", known?.utc],
    ["policy_now", policy_now?.utc],
  ] as const) {
    if (at === undefined || readUtc(at) <= latest) continue;
    return refusal("STOP_PROOF_INVALID", { field, expected: `not after ${utc(latest)}`, actual: at });
  }
  return null;
}

/** Which version of which unit of which document is meant. */
function describe({
  document_id,
  unit,
  address = "nothing",
  content_hash = "no text",
}: Pick<UnitLeaf, "document_id" | "unit"> & Partial<UnitLeaf["follows"] & object>): string {
  return `${document_id}, ${unit}: ${address} with ${content_hash}`;
}

function mismatch(field: string, expected: string, actual: string): Refusal {
  return refusal("STOP_PROOF_MISMATCH", { field, expected, actual });
}
