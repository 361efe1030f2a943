import assert from "node:assert/strict";
import { createControlRepository } from "../../src/adapters/git/create-control-repository.ts";
import { makeVerifiers } from "../../src/compose/verifiers.ts";
import type { ClaimedApproval } from "../../src/domain/ledger-claim.ts";
import type { OpenGate } from "../../src/domain/open-gate.ts";
import { createApprovalJudge } from "../../src/engine/approvals/approval-judge.ts";

/** What the ledger could say otherwise of who has approved and when. Other words are told where the request stands beside answers that are all signed. */
const FORGED: readonly Partial<ClaimedApproval>[] = [
  { persons: ["mallory"] },
  { persons: ["alice", "mallory"] },
  { persons: [] },
  { keys: ["A".repeat(40)] },
  { keys: [] },
  { signedUtc: "2020-01-01T00:00:00Z" },
  { batch: { batchId: "ictb-20260601T110000Z-1a2b3c4d", nonce: "f".repeat(32), index: 0 } },
];

/** What a gate was opened by is what the ledger will say: git says the same, and nothing else. */
export async function assertInGit(
  path: string,
  {
    ref,
    runId,
    opened,
  }: {
    readonly ref: string;
    readonly runId: string;
    readonly opened: OpenGate;
  },
): Promise<void> {
  await using repository = await createControlRepository({ path });
  const judge = createApprovalJudge({
    repository,
    defaultRef: ref,
    rootKeys: [],
    verifiers: makeVerifiers(),
    now: () => new Date(),
  });
  const { gate, payloadSha256, approval } = opened;
  const { batch: place, ...own } = approval;
  const batch =
    place === undefined ? null : { batchId: place.batchId, nonce: place.nonce, index: place.index };
  const said = { ...own, batch };
  const asked = { runId, gate, payloadSha256 };
  assert.equal(await judge.misstated(asked, said), null);
  for (const change of FORGED)
    assert.notEqual(await judge.misstated(asked, { ...said, ...change }), null, JSON.stringify(change));
}
