import assert from "node:assert/strict";
import test from "node:test";
import { renderStatement, type Statement } from "../../src/domain/approval.ts";
import { policySchema } from "../../src/domain/policy.ts";
import { refusal } from "../../src/domain/refusal.ts";
import { sealRequest } from "../../src/domain/request.ts";
import { refused } from "../../src/domain/result.ts";
import type { GoodSignature } from "../../src/domain/signature.ts";
import type { JudgedStatement } from "../../src/trust/quorum.ts";
import {
  judgeContent,
  judgeStatement,
  type SignedProof,
  type StatementFacts,
} from "../../src/trust/statement.ts";
import { GATE, makePolicy, makeRequest, NOW, OTHER_RUN, RUN, SIGNED } from "../support/approval-story.ts";
import { reasonOf } from "../support/reason-of.ts";

const A = "A".repeat(40);
const policyText = makePolicy([
  { id: "alice", key: { fingerprint: A }, more: { github: { id: 7, login: "ali" }, accounts: ["ops"] } },
  { id: "bob", key: { fingerprint: "B".repeat(40) }, more: { github: { id: 8, login: "bob" } } },
]);
const policy = policySchema.parse(JSON.parse(policyText));
const request = makeRequest(policyText);
const sealed = { content: request, payloadSha256: sealRequest(request).payloadSha256 };
const plus = (seconds: number) => new Date(SIGNED.getTime() + seconds * 1000);
const ruled = (rule: object) => ({
  ...policy,
  gates: { ...policy.gates, [GATE]: { ...policy.gates[GATE], ...rule } },
});

const STATEMENT: Statement = {
  gate: GATE,
  runId: RUN,
  payloadSha256: sealed.payloadSha256,
  signedUtc: "2026-06-01T09:30:00Z",
  reviewDecisionId: null,
  arms: null,
};
const SIGNATURE: GoodSignature = {
  kind: "good",
  key: A,
  signer: {
    fingerprint: A,
    algorithm: { name: "ed25519", bits: null },
    createdAt: null,
    expiresAt: null,
    endedBy: null,
    revokedBy: null,
    revokedAt: null,
  },
  hash: "sha256",
  createdAt: SIGNED,
  expiresAt: null,
};
const PROOF: SignedProof = {
  commit: "signed",
  signature: SIGNATURE,
  committedAt: SIGNED,
  firstSeen: plus(60),
  pinnedSince: null,
};
const MERGED = {
  number: 3,
  mergedById: 7,
  mergedAt: plus(30),
  mergeCommit: "landing",
  mergedHead: "h",
  checkedHead: "h",
  isFromFork: false,
};
const FACTS: StatementFacts = {
  kind: "approval",
  file: `${GATE}.md`,
  statement: STATEMENT,
  landing: "landing",
  signed: { ok: true, value: PROOF },
  mergedPr: null,
  landedFirstSeen: plus(60),
  policy,
  request: sealed,
  approvedRequest: null,
  gate: GATE,
  initiator: "os:somebody",
  now: NOW,
  isConsumed: false,
};

function told(change: Partial<StatementFacts>): string {
  const { result, bindsAnother } = judgeStatement({ ...FACTS, ...change });
  if (result.ok) return "accepted";
  return `${bindsAnother ? "other" : "refused"} ${result.refusal.reason}`;
}

const proof = (change: Partial<SignedProof>) => ({
  signed: { ok: true as const, value: { ...PROOF, ...change } },
});
const signature = (change: Partial<GoodSignature>) => proof({ signature: { ...SIGNATURE, ...change } });
const signer = (change: object) => signature({ signer: { ...SIGNATURE.signer, ...change } });
const unsigned = { signed: refused(refusal("STOP_APPROVAL_UNSIGNED")) };

const CASES: readonly (readonly [string, Partial<StatementFacts>, string])[] = [
  ["a good approval", {}, "accepted"],
  ["the reason of a proof that failed", unsigned, "refused STOP_APPROVAL_UNSIGNED"],
  ["a key that no person has", signature({ key: "C".repeat(40) }), "refused STOP_APPROVAL_SIGNER_UNKNOWN"],
  ["a revoked key", signer({ revokedBy: "a revocation" }), "refused STOP_APPROVAL_KEY_REVOKED"],
  ["a key that ended when first seen", signer({ expiresAt: plus(60) }), "refused STOP_APPROVAL_KEY_EXPIRED"],
  ["a key that ended between first sight and now", signer({ expiresAt: plus(61) }), "accepted"],
  [
    "an approval that became stale after it was consumed",
    { now: plus(10 ** 7), isConsumed: true },
    "accepted",
  ],
  ["a signature that ended by now", signature({ expiresAt: NOW }), "refused STOP_APPROVAL_SIG_EXPIRED"],
  ["a key that was pinned later", proof({ pinnedSince: plus(1) }), "refused STOP_APPROVAL_SIGNER_UNKNOWN"],
  [
    "a key that was pinned after a signature without a time",
    proof({ signature: { ...SIGNATURE, createdAt: null }, committedAt: plus(-10), pinnedSince: plus(-5) }),
    "refused STOP_APPROVAL_SIGNER_UNKNOWN",
  ],
  ["the initiator", { initiator: "os:ops" }, "refused STOP_APPROVAL_SELF"],
  [
    "somebody whom the gate does not name",
    { policy: ruled({ persons: ["bob"] }) },
    "refused STOP_APPROVAL_SIGNER_NOT_AUTHORISED",
  ],
  ["a file named after the signer", { file: `${GATE}.alice.md` }, "accepted"],
  [
    "a file named after somebody else",
    { file: `${GATE}.bob.md` },
    "refused STOP_APPROVAL_SIGNER_NOT_AUTHORISED",
  ],
  [
    "another payload",
    { statement: { ...STATEMENT, payloadSha256: "0".repeat(64) } },
    "other STOP_APPROVAL_PAYLOAD_MISMATCH",
  ],
  [
    "signed before the request",
    { request: { ...sealed, content: { ...request, issued_utc: "2026-06-01T09:30:01Z" } } },
    "refused STOP_APPROVAL_TIME_INCOHERENT",
  ],
  ["a commit from the future", proof({ committedAt: plus(181) }), "refused STOP_APPROVAL_TIME_FUTURE"],
  ["a commit of another time", proof({ committedAt: plus(121) }), "refused STOP_APPROVAL_TIME_INCOHERENT"],
  [
    "a signature of another time",
    signature({ createdAt: plus(-121) }),
    "refused STOP_APPROVAL_TIME_INCOHERENT",
  ],
  ["the end of its life", { now: plus(24 * 3600) }, "refused STOP_APPROVAL_STALE"],
  [
    "an end of life that is counted for the gate",
    { gate: "SG_2_lifecycle_authz", now: plus(12 * 3600) },
    "refused STOP_APPROVAL_STALE",
  ],
  [
    "a dry run's approval",
    {
      statement: { ...STATEMENT, payloadSha256: "0".repeat(64) },
      approvedRequest: { ...request, mode: "DRYRUN" },
    },
    "other STOP_APPROVAL_MODE_MISMATCH",
  ],
];

const EITHER = { policy: ruled({ proofs: { any: ["signed_commit", "merged_pr"] } }) };
const BOTH = { policy: ruled({ proofs: { all: ["signed_commit", "merged_pr"] } }) };
const TURNED = { policy: ruled({ proofs: { all: ["merged_pr", "signed_commit"] } }) };
const MERGE_ONLY = { policy: ruled({ proofs: { any: ["merged_pr"] } }) };
const PROOFS: readonly (readonly [string, Partial<StatementFacts>, string])[] = [
  ["either: signed alone", EITHER, "accepted"],
  ["either: merged alone", { ...EITHER, ...unsigned, mergedPr: MERGED }, "accepted"],
  [
    "either: neither, with the reason of the first",
    { ...EITHER, ...unsigned },
    "refused STOP_APPROVAL_UNSIGNED",
  ],
  ["both: both", { ...BOTH, mergedPr: MERGED }, "accepted"],
  ["both: signed alone", BOTH, "refused STOP_APPROVAL_PROVENANCE"],
  ["both: merged alone", { ...BOTH, ...unsigned, mergedPr: MERGED }, "refused STOP_APPROVAL_UNSIGNED"],
  ["both, turned: signed alone", TURNED, "refused STOP_APPROVAL_PROVENANCE"],
  [
    "both: of two persons",
    { ...BOTH, mergedPr: { ...MERGED, mergedById: 8 } },
    "refused STOP_APPROVAL_SIGNER_NOT_AUTHORISED",
  ],
  ["both of one: signed", { policy: ruled({ proofs: { all: ["signed_commit"] } }) }, "accepted"],
  [
    "no proof at all is asked for",
    { policy: ruled({ proofs: { any: [] } }) },
    "refused STOP_APPROVAL_PROVENANCE",
  ],
  ["merge only: merged", { ...MERGE_ONLY, mergedPr: MERGED, ...unsigned }, "accepted"],
  ["merge only: signed", MERGE_ONLY, "refused STOP_APPROVAL_PROVENANCE"],
  [
    "merge only: by the initiator",
    { ...MERGE_ONLY, mergedPr: MERGED, initiator: "github:ali" },
    "refused STOP_APPROVAL_SELF",
  ],
  [
    "merge only: by somebody whom the gate does not name",
    {
      policy: ruled({ proofs: { any: ["merged_pr"] }, persons: ["alice"] }),
      mergedPr: { ...MERGED, mergedById: 8 },
    },
    "refused STOP_APPROVAL_SIGNER_NOT_AUTHORISED",
  ],
  [
    "merge only: merged hours after it was signed",
    {
      ...MERGE_ONLY,
      mergedPr: { ...MERGED, mergedAt: plus(7200) },
      landedFirstSeen: plus(7260),
      now: plus(7300),
    },
    "accepted",
  ],
  [
    "merge only: merged before it was signed",
    { ...MERGE_ONLY, mergedPr: { ...MERGED, mergedAt: plus(-121) } },
    "refused STOP_APPROVAL_TIME_INCOHERENT",
  ],
  [
    "merge only: signed_utc after first sight",
    {
      ...MERGE_ONLY,
      mergedPr: MERGED,
      landedFirstSeen: plus(-121),
    },
    "refused STOP_APPROVAL_TIME_FUTURE",
  ],
];

for (const [title, change, expected] of [...CASES, ...PROOFS]) {
  test(`${title}: ${expected}`, () => assert.equal(told(change), expected));
}

function proverOf({ result }: JudgedStatement): readonly string[] {
  assert.ok(result.ok);
  const { person, key, commit } = result.value;
  return [person, key, commit];
}

test("a valid statement names its person, key and commit", () => {
  const signed = judgeStatement({ ...FACTS, ...BOTH, mergedPr: MERGED });
  assert.deepEqual(proverOf(signed), ["alice", A, "signed"]);
  const turned = judgeStatement({ ...FACTS, ...TURNED, mergedPr: MERGED });
  assert.equal(proverOf(turned)[2], "signed");
  const merged = judgeStatement({ ...FACTS, ...MERGE_ONLY, mergedPr: MERGED });
  assert.deepEqual(proverOf(merged), ["alice", "github:7", "landing"]);
});

test("an execution authorisation is judged by its own rule", () => {
  const execution = { kind: "execution", file: `${GATE}.execution.md` } as const;
  const onlyBob = {
    ...policy,
    gates: { ...policy.gates, execution_authz: { ...policy.gates[GATE], persons: ["bob"] } },
  };
  assert.equal(told(execution), "accepted");
  assert.equal(told({ ...execution, policy: onlyBob }), "refused STOP_APPROVAL_SIGNER_NOT_AUTHORISED");
  assert.equal(told({ policy: onlyBob }), "accepted");
});

test("the kind of a file decides how its content is compared with the question", () => {
  const question = { runId: RUN, gate: GATE, mode: "LIVE", repositoryId: "local:test" } as const;
  const content = (kind: "approval" | "execution", change: Partial<Statement>) =>
    reasonOf(judgeContent(kind, Buffer.from(renderStatement({ ...STATEMENT, ...change })), question));
  assert.equal(content("approval", {}), "accepted");
  assert.equal(content("execution", {}), "STOP_EXEC_AUTH_MISMATCH");
  assert.equal(content("execution", { gate: "execution_authz", arms: GATE }), "accepted");
  assert.equal(content("approval", { gate: "execution_authz", arms: GATE }), "STOP_APPROVAL_GATE_MISMATCH");
  assert.equal(content("approval", { runId: OTHER_RUN }), "STOP_APPROVAL_RUN_MISMATCH");
  assert.equal(reasonOf(judgeContent("approval", Buffer.from("x"), question)), "STOP_APPROVAL_MALFORMED");
});

const ALICE = { commit: "signed", signer: { person: "alice", key: A } };

/** Refusals, and the signer that each names. */
const NAMED: readonly (readonly [string, Partial<StatementFacts>, object])[] = [
  ["a stale approval", { now: plus(86_400) }, ALICE],
  ["another payload", { statement: { ...STATEMENT, payloadSha256: "0".repeat(64) } }, ALICE],
  ["a revoked key", signer({ revokedBy: "a revocation" }), ALICE],
  ["the initiator", { initiator: "os:ops" }, ALICE],
  ["a person whom the gate does not name", { policy: ruled({ persons: ["bob"] }) }, ALICE],
  ["a merge that is missing beside the signature", BOTH, ALICE],
  ["a key that no person has", signature({ key: "C".repeat(40) }), {}],
  ["a signature that is not good", unsigned, {}],
];

for (const [title, change, expected] of NAMED) {
  test(`${title}: ${Object.keys(expected).length === 0 ? "nobody is" : "the signer is"} named`, () => {
    const { result } = judgeStatement({ ...FACTS, ...change });
    assert.ok(!result.ok);
    const { commit, signer } = result.refusal;
    assert.deepEqual({ ...(commit && { commit }), ...(signer && { signer }) }, expected);
  });
}
