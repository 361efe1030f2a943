import assert from "node:assert/strict";
import test from "node:test";
import { MAX_POLICY_BYTES, parsePolicy } from "../../../src/trust/policy/parse-policy.ts";
import { makePolicy } from "../../support/approval-story.ts";
import { NO_MOMENTS } from "../../support/no-moments.ts";

const A = "A".repeat(40);
const B = "B".repeat(40);
const text = makePolicy([
  { id: "alice", key: { fingerprint: A } },
  { id: "bob", key: { fingerprint: B } },
]);

interface Loose {
  version: unknown;
  persons: { [key: string]: unknown; id: string; keys: Record<string, unknown>[] }[];
  gates: Record<string, { persons: string[] }>;
}

function faultsOf(bytes: string | Uint8Array): readonly string[] {
  const parsed = parsePolicy(Buffer.from(bytes));
  if (parsed.ok) return [];
  assert.equal(parsed.refusal.reason, "STOP_POLICY_INVALID");
  return parsed.refusal.details ?? [];
}

function changed(change: (policy: Loose) => unknown): string {
  const policy = JSON.parse(text) as Loose;
  change(policy);
  return JSON.stringify(policy);
}

const each = (facts: readonly object[]) => (policy: Loose) =>
  policy.persons.forEach((person, at) => void Object.assign(person, facts[at]));
const firstKey = (facts: object) => (policy: Loose) => Object.assign(policy.persons[0]?.keys[0] ?? {}, facts);

test("a good policy is parsed", () => {
  const parsed = parsePolicy(Buffer.from(text));
  assert.ok(parsed.ok);
  assert.deepEqual(
    parsed.value.persons.map(({ id, accounts }) => [id, accounts]),
    [
      ["alice", []],
      ["bob", []],
    ],
  );
});

const CASES: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
  ["no JSON", "{", /JSON/],
  ["no UTF-8", Buffer.concat([Buffer.from(text.slice(0, -3)), Buffer.from([0xff])]), /encoded|valid|utf/i],
  ["a byte order mark", `\ufeff${text}`, /JSON|token/i],
  ["a key twice", text.replace('"version": 1', '"version": 1, "version": 1'), /"version" stands twice/],
  ["a key twice inside", text.replace('"id": "bob"', '"id": "bob", "id": "bob"'), /"id" stands twice/],
  ["an unknown key", changed((policy) => Object.assign(policy, { note: 1 })), /note/],
  ["two persons of one id", changed(each([{ id: "bob" }])), /the person "bob" stands twice/],
  [
    "one account in two cases",
    changed(each([{ accounts: ["Ops"] }, { accounts: ["ops"] }])),
    /the account "ops" stands twice/,
  ],
  [
    "more keys of one person than anybody has (A-127)",
    changed((policy) => {
      const more = Array.from({ length: 33 }, (_, index) => ({
        system: "openpgp",
        fingerprint: `${index}`.padStart(40, "0"),
        file: "keys/alice.asc",
      }));
      policy.persons[0]?.keys.push(...more);
    }),
    /persons\.0\.keys: .*32/,
  ],
  [
    "more accounts of one person than anybody has (A-127)",
    changed(each([{ accounts: Array.from({ length: 33 }, (_, index) => `a${index}`) }])),
    /persons\.0\.accounts: .*32/,
  ],
  [
    "more persons in a rule than a policy may name (A-127)",
    changed((policy) => {
      const [rule] = Object.values(policy.gates);
      rule?.persons.push(...Array.from({ length: 64 }, (_, index) => `p${index}`));
    }),
    /persons: .*64/,
  ],
  [
    "one GitHub id twice",
    changed(each([{ github: { id: 5, login: "a" } }, { github: { id: 5, login: "b" } }])),
    /the GitHub account 5 stands twice/,
  ],
  ["one key twice", changed(firstKey({ fingerprint: B })), /the key "B+" stands twice/],
  [
    "a person twice in a rule",
    changed((policy) => policy.gates["execution_authz"]?.persons.push("bob")),
    /gates.execution_authz: the person "bob"/,
  ],
  [
    "an unknown person in a rule",
    changed((policy) => policy.gates["SG_3_compensation_authz"]?.persons.push("zoe")),
    /gates.SG_3_compensation_authz: no person "zoe"/,
  ],
  ["a replaced key without an end", changed(rotate({ replaced_by: "C".repeat(40) })), /needs valid_before/],
  ...NO_MOMENTS.flatMap((value) =>
    ["valid_after", "valid_before"].map((key): readonly [string, string, RegExp] => [
      `P-80: ${key} ${JSON.stringify(value)}`,
      changed(firstKey({ [key]: value })),
      new RegExp(`persons\\.0\\.keys\\.0\\.${key}: YYYY-MM-DDTHH:MM:SSZ`),
    ]),
  ),
  [
    "a replaced key without a successor",
    changed(rotate({ replaced_by: B, valid_before: "2027-01-01T00:00:00Z" })),
    /names no other key of alice/,
  ],
  [
    "a key that replaces itself",
    changed(rotate({ replaced_by: A, valid_before: "2027-01-01T00:00:00Z" })),
    /names no other key of alice/,
  ],
];

for (const [what, bytes, expected] of CASES) {
  test(`a policy with ${what} is invalid`, () => {
    const faults = faultsOf(bytes);
    assert.match(faults[0] ?? "", expected, faults.join("\n"));
  });
}

test("a rotation to another key of the same person is valid", () => {
  assert.deepEqual(
    faultsOf(changed(rotate({ replaced_by: "C".repeat(40), valid_before: "2027-01-01T00:00:00Z" }))),
    [],
  );
});

test("persons without accounts and different keys are not duplicates", () => {
  assert.deepEqual(faultsOf(changed(each([{ accounts: ["a"] }, { accounts: ["b"] }]))), []);
  assert.deepEqual(
    faultsOf(changed(each([{ github: { id: 1, login: "a" } }, { github: { id: 2, login: "a" } }]))),
    [],
  );
});

test("a policy may be as large as `MAX_POLICY_BYTES` and no larger", () => {
  const padded = (size: number) => `${text}${" ".repeat(size - text.length)}`;
  assert.deepEqual(faultsOf(padded(MAX_POLICY_BYTES)), []);
  assert.match(faultsOf(padded(MAX_POLICY_BYTES + 1))[0] ?? "", /larger than 262144 bytes/);
});

test("a refusal lists every fault of a policy", () => {
  assert.equal(faultsOf(changed((policy) => Object.assign(policy, { version: "1", solo: "no" }))).length, 2);
});

/** Alice's key with these facts, and a second key of hers. */
function rotate(facts: object) {
  return (policy: Loose) => {
    const [alice] = policy.persons;
    assert.ok(alice);
    alice.keys.push({ ...alice.keys[0], fingerprint: "C".repeat(40), file: "keys/c.asc" });
    Object.assign(alice.keys[0] ?? {}, facts);
  };
}
