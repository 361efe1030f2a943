import assert from "node:assert/strict";
import test from "node:test";
import { type Policy, policySchema } from "../../../src/domain/policy.ts";
import type { SignerFacts } from "../../../src/domain/signature.ts";
import { explainPolicy } from "../../../src/trust/policy/explain.ts";
import type { PinnedKey } from "../../../src/trust/policy/safety.ts";
import { makePolicy } from "../../support/approval-story.ts";

const NOW = new Date("2026-06-01T10:00:00Z");
const inDays = (days: number) => new Date(NOW.getTime() + days * 86_400_000);
const A = "A".repeat(40);
const B = "B".repeat(40);

interface Change {
  readonly pin?: object;
  readonly signer?: Partial<SignerFacts>;
  readonly rule?: object;
  readonly changes?: object;
  readonly github?: readonly string[];
  readonly keyless?: readonly string[];
  readonly notices?: readonly string[];
  /** Persons of whom the policy names no account. */
  readonly unknown?: readonly string[];
}

function explain(change: Change = {}) {
  const more = (id: string) => ({
    accounts: change.unknown?.includes(id) ? [] : [id],
    ...(change.github?.includes(id) ? { github: { id: id.length, login: id } } : {}),
    ...(change.keyless?.includes(id) ? { keys: [] } : {}),
  });
  const text = makePolicy(
    [
      {
        id: "alice",
        key: { fingerprint: A },
        ...(change.pin ? { pin: { ...change.pin } } : {}),
        more: more("alice"),
      },
      { id: "bob", key: { fingerprint: B }, more: more("bob") },
    ],
    change.changes ?? {},
    change.rule ?? {},
  );
  const policy: Policy = policySchema.parse(JSON.parse(text));
  const keys: PinnedKey[] = policy.persons.flatMap((person) =>
    person.keys.map((pin) => ({
      person,
      pin,
      facts: {
        system: "openpgp" as const,
        fingerprint: pin.fingerprint,
        problems: [],
        notices: person.id === "alice" ? (change.notices ?? []) : [],
        signers: [
          {
            fingerprint: pin.fingerprint,
            algorithm: { name: "ed25519", bits: null },
            createdAt: null,
            expiresAt: null,
            endedBy: null,
            revokedBy: null,
            revokedAt: null,
            ...(person.id === "alice" ? change.signer : {}),
          },
        ],
      },
    })),
  );
  return explainPolicy(policy, keys, NOW);
}

const firstGate = (change: Change = {}) => {
  const [gate] = explain(change).gates;
  assert.ok(gate);
  return gate;
};
const able = (change: Change) => firstGate(change).able;

test("a gate that any of several persons can open says so and names them", () => {
  const gate = firstGate();
  assert.deepEqual(
    [gate.gate, gate.finding, gate.able, gate.unable],
    ["SG_1_cut_authz", "alone", ["alice", "bob"], []],
  );
  assert.match(gate.sentence, /any one of alice, bob alone, but not for a run that the same person started/);
  assert.equal(gate.proofs, "any of signed_commit");
  assert.equal(gate.initiatorMayApprove, false);
  assert.equal(explain().gates.length, 4);
  assert.equal(explain().solo, false);
  assert.equal(explain().version, 1);
});

test("a gate that one person opens alone names the person, and says whether it opens for their own run", () => {
  assert.match(firstGate({ rule: { persons: ["bob"] } }).sentence, /by bob alone, but not/);
  const solo = { rule: { persons: ["bob"], initiator_may_approve: true }, changes: { solo: true } };
  assert.match(firstGate(solo).sentence, /by bob alone, even for a run that the same person started/);
  assert.equal(explain(solo).solo, true);
});

test("C-82: a gate whose person has no account says that four eyes can't be shown, and makes the policy solo", () => {
  const unknown = { rule: { persons: ["bob"] }, unknown: ["bob"] };
  assert.match(firstGate(unknown).sentence, /by bob alone; whether bob started the run can't be known/);
  assert.equal(explain(unknown).solo, true);
  const told = explain(unknown).unknowns.map((text) => text.split(",")[0]);
  assert.deepEqual(told, ["bob: no `github`", "bob: no `accounts`"]);
});

test("a gate for several persons says how many, and names them", () => {
  const gate = firstGate({ rule: { quorum: 2 } });
  assert.equal(gate.finding, "together");
  assert.match(gate.sentence, /takes 2 of alice, bob together/);
});

test("a gate that asks more persons for some changes says for which, and where they are too few", () => {
  const gate = firstGate({ rule: { quorum_for: { retire: 2, correct: 1 } } });
  assert.equal(gate.finding, "alone");
  assert.match(gate.sentence, /started\. For retire it takes 2\.$/);
  const few = explain({ rule: { quorum_for: { retire: 2, lineage: 3 } } });
  assert.deepEqual(
    few.notices,
    few.gates.map(
      ({ gate: name }) => `${name}: nobody can open it for lineage, which asks for 3; 2 can prove themselves`,
    ),
  );
});

test("a gate that nobody can open says why", () => {
  const gate = firstGate({ rule: { quorum: 2 }, signer: { revokedBy: "a revocation" } });
  assert.equal(gate.finding, "nobody");
  assert.match(gate.sentence, /can't be opened by anyone: it asks for 2 and 1 can/);
  assert.deepEqual(gate.unable, [
    `alice: no key that counts now (keys/alice.asc: ${A} is revoked by a revocation)`,
  ]);
});

for (const [title, change, expected] of [
  ["a revoked key", { signer: { revokedBy: "a revocation" } }, ["bob"]],
  ["a key that ends now", { signer: { expiresAt: NOW } }, ["bob"]],
  ["a key that ends later", { signer: { expiresAt: inDays(1) } }, ["alice", "bob"]],
  ["a pin that begins now", { pin: { valid_after: "2026-06-01T10:00:00Z" } }, ["alice", "bob"]],
  ["a pin that begins later", { pin: { valid_after: "2026-06-01T10:00:01Z" } }, ["bob"]],
  ["a pin that ends now", { pin: { valid_before: "2026-06-01T10:00:00Z" } }, ["bob"]],
  ["a pin that ends later", { pin: { valid_before: "2026-06-01T10:00:01Z" } }, ["alice", "bob"]],
  ["no key", { keyless: ["alice"] }, ["bob"]],
  ["merged pull requests alone", { rule: { proofs: { any: ["merged_pr"] } }, github: ["bob"] }, ["bob"]],
  [
    "either proof",
    { rule: { proofs: { any: ["signed_commit", "merged_pr"] } }, github: ["bob"], keyless: ["bob"] },
    ["alice", "bob"],
  ],
  ["both proofs", { rule: { proofs: { all: ["signed_commit", "merged_pr"] } }, github: ["bob"] }, ["bob"]],
] satisfies readonly (readonly [string, Change, readonly string[]])[]) {
  test(`${title}: ${expected.join(" and ")} can prove themselves`, () =>
    assert.deepEqual(able(change), expected));
}

test("the explanation says for each person what is missing", () => {
  const both = firstGate({ rule: { proofs: { all: ["signed_commit", "merged_pr"] } }, keyless: ["alice"] });
  assert.deepEqual(both.unable, ["alice: no key and no GitHub account", "bob: no GitHub account"]);
  assert.equal(both.proofs, "all of signed_commit, merged_pr");
});

test("one gate that a person opens alone for their own run makes the policy solo", () => {
  const text = makePolicy([{ id: "alice", key: { fingerprint: A } }], { solo: true });
  const policy = JSON.parse(text) as { gates: Record<string, object> };
  Object.assign(policy.gates["SG_2_lifecycle_authz"] ?? {}, { initiator_may_approve: true });
  assert.equal(explainPolicy(policySchema.parse(policy), [], NOW).solo, true);
});

test("one valid key of a person, and one valid subkey of a key, are enough", () => {
  const policy = policySchema.parse(JSON.parse(makePolicy([{ id: "alice", key: { fingerprint: A } }])));
  const [person] = policy.persons;
  const [pin] = person?.keys ?? [];
  assert.ok(person && pin);
  const signer = (revoked: boolean): SignerFacts => ({
    fingerprint: A,
    algorithm: { name: "ed25519", bits: null },
    createdAt: null,
    expiresAt: null,
    endedBy: null,
    revokedBy: revoked ? "a revocation" : null,
    revokedAt: revoked ? new Date(0) : null,
  });
  const key = (...signers: readonly SignerFacts[]): PinnedKey => ({
    person,
    pin,
    facts: { system: "openpgp", fingerprint: A, problems: [], notices: [], signers },
  });
  const told = (...keys: readonly PinnedKey[]) => explainPolicy(policy, keys, NOW);
  assert.deepEqual(told(key(signer(true)), key(signer(false))).gates[0]?.able, ["alice"]);
  assert.deepEqual(told(key(signer(true), signer(false))).gates[0]?.able, ["alice"]);
  assert.deepEqual(told(key(signer(true), signer(false))).notices, []);
  assert.deepEqual(told(key(signer(true), signer(true))).gates[0]?.able, []);
});

test("notices name subkeys that were meant to sign and may not", () => {
  const notices = ["B cannot sign: its back signature is too weak"];
  assert.deepEqual(explain({ notices }).notices, [`alice: keys/alice.asc: ${notices[0]}`]);
});

test("notices name keys that end within 30 days, ended or were revoked, and persons without a gate", () => {
  assert.deepEqual(explain().notices, []);
  assert.deepEqual(explain({ signer: { expiresAt: inDays(31) } }).notices, []);
  assert.deepEqual(explain({ signer: { expiresAt: new Date(inDays(30).getTime() + 1000) } }).notices, []);
  assert.match(
    explain({ signer: { expiresAt: inDays(30) } }).notices[0] ?? "",
    /alice: keys\/alice.asc ends 2026-07-01/,
  );
  assert.match(explain({ signer: { expiresAt: NOW } }).notices[0] ?? "", /ended 2026-06-01/);
  assert.match(explain({ signer: { revokedBy: "a revocation" } }).notices[0] ?? "", /is revoked/);
  assert.match(
    explain({ pin: { valid_before: "2026-06-02T00:00:00Z" } }).notices[0] ?? "",
    /ends 2026-06-02/,
  );
  assert.match(
    explain({ pin: { valid_before: "2026-06-02T00:00:00Z" }, signer: { expiresAt: inDays(-1) } })
      .notices[0] ?? "",
    /ended 2026-05-31/,
  );
  assert.deepEqual(explain({ rule: { persons: ["bob"] } }).notices, ["alice: no gate names this person"]);
});
