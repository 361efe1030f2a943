import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import type { Proof, ProvenVersion } from "../../../src/domain/proof.ts";
import { makeProofOf, type ProofKey } from "../../support/made-proof.ts";
import { openProofKeys, type ProofKeys } from "../../support/proof-keys.ts";
import { verifyWith } from "./git-proof.ts";

/** A tax that was eight, seven, eight again and nine crowns: by its text the third version could be the first one. */
const TEXTS = ["Eight crowns.\n", "Seven crowns.\n", "Eight crowns.\n", "Nine crowns.\n"];

let keys: ProofKeys;
let root: ProofKey;
let proof: Proof;

before(async () => {
  keys = await openProofKeys();
  root = await keys.make("openpgp ed25519");
  const versions = TEXTS.map((text) => ({ text }));
  proof = await makeProofOf({ root, approver: await keys.make("openpgp ed25519"), versions });
});
after(() => keys[Symbol.asyncDispose]());

/** The versions at these places, the first of them as the one that is proved. */
function told(...places: readonly number[]): Proof {
  const [version, ...later] = places.flatMap((at): readonly ProvenVersion[] => {
    const found = [proof.version, ...proof.later][at];
    return found === undefined ? [] : [found];
  });
  assert.ok(version);
  return { ...proof, version, later, text: TEXTS[places[0] ?? 0] ?? "" };
}

for (const [title, places, field] of [
  ["the first two are told twice", [0, 1, 0, 1, 2, 3], /^later, /],
  ["the same one is told twice", [2, 2, 3], /^later, /],
  ["an earlier one stands behind it", [2, 1], /^later, /],
  ["all stand behind the third", [2, 1, 2, 3], /^later, /],
] as const)
  test(`where a text returns, versions that are out of their order are refused: ${title}`, async () => {
    const judged = await verifyWith(told(...places), root.text);
    assert.equal(!judged.ok && judged.refusal.reason, "STOP_PROOF_MISMATCH");
    assert.match((!judged.ok && judged.refusal.field) || "", field);
  });

test("in their order they hold, and what whoever hands on the file leaves out between two equal texts is not seen", async () => {
  for (const places of [
    [0, 1, 2, 3],
    [2, 3],
    [0, 3],
  ]) {
    const judged = await verifyWith(told(...places), root.text);
    assert.ok(judged.ok, JSON.stringify(judged, null, 1));
  }
});
