import type { Proof, ProvenVersion } from "../../domain/proof.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import type { DayLeaf, UnitLeaf } from "../../domain/unit-leaf.ts";
import { sha256Hex } from "../../json/canonical-json.ts";

/** Refuses a text that is not what its leaf says. */
export function refuseOtherText({ text, version }: Pick<Proof, "text" | "version">): Refusal | null {
  const { address, content_hash: expected } = version.leaf;
  const actual = sha256Hex(text);
  return actual === expected ? null : refusal("STOP_PROOF_TEXT", { field: address, expected, actual });
}

/** Refuses a day of another version, and later versions of which one does not follow the one before it: each leaf says what it follows. */
export function refuseBrokenChain({ version, later }: Pick<Proof, "version" | "later">): Refusal | null {
  let before: ProvenVersion = version;
  for (const { leaf, day } of [version, ...later]) {
    const of = (one: UnitLeaf | DayLeaf) =>
      `${one.document_id}: ${describe(one.unit, one.address, one.content_hash)}`;
    if (day === null || of(day.leaf) === of(leaf)) continue;
    return refusal("STOP_PROOF_MISMATCH", {
      field: `day, ${day.run_id}`,
      expected: of(leaf),
      actual: of(day.leaf),
    });
  }
  for (const next of later) {
    const { leaf } = next;
    const expected = describe(before.leaf.unit, before.leaf.address, before.leaf.content_hash);
    const actual = describe(leaf.unit, leaf.follows?.address, leaf.follows?.content_hash);
    if (actual !== expected || leaf.document_id !== before.leaf.document_id)
      return refusal("STOP_PROOF_MISMATCH", { field: `later, ${next.run_id}`, expected, actual });
    before = next;
  }
  return null;
}

function describe(unit: string, address = "nothing", sha256 = "no text"): string {
  return `${unit}, ${address} with ${sha256}`;
}
