import assert from "node:assert/strict";
import test from "node:test";
import type { Concern } from "../../src/domain/concern-names.ts";
import { type Policy, policySchema } from "../../src/domain/policy.ts";
import { listAnswers } from "../../src/engine/gates/gate-answers.ts";

const ASKED = {
  runId: "ictr-20261121T090000Z-1a2b3c4d",
  gate: "SG_1_cut_authz",
  payloadSha256: "ab",
} as const;
const BRANCH = `cutter/${ASKED.runId}/${ASKED.gate}`;

interface Rule {
  readonly persons: readonly string[];
  readonly quorum?: number;
  readonly quorum_for?: object;
  readonly initiator_may_approve?: boolean;
  readonly proofs?: object;
}

function policyOf(gate: Rule, execution: Rule): Policy {
  const rule = (changes: Rule) => ({
    quorum: 1,
    initiator_may_approve: true,
    proofs: { any: ["signed_commit", "merged_pr"] },
    ...changes,
  });
  return policySchema.parse({
    schema: "iu-cutter/policy/1",
    version: 1,
    solo: true,
    persons: ["ada", "bob", "eve"].map((id) => ({ id, name: id, github: { id: 1, login: id } })),
    gates: {
      SG_1_cut_authz: rule(gate),
      SG_2_lifecycle_authz: rule(gate),
      SG_3_compensation_authz: rule(gate),
      execution_authz: rule(execution),
    },
  });
}

const signed = { proofs: { any: ["signed_commit"] } };
const two = { persons: ["ada", "bob"], quorum: 2 };
/** Rules of gate and execution, and the answers: whose, with which of both parts, and whether on a branch of their own. */
const cases: readonly (readonly [string, Rule, Rule, readonly string[]])[] = [
  ["one person", { persons: ["ada"] }, { persons: ["ada"] }, ["null both"]],
  ["one of two", { persons: ["ada", "bob"] }, { persons: ["bob", "ada"] }, ["null both"]],
  ["two of two", two, two, ["ada both own", "bob both own"]],
  ["two of two by key alone", { ...two, ...signed }, { ...two, ...signed }, ["ada both", "bob both"]],
  [
    "two who approve, one who executes",
    two,
    { persons: ["eve"] },
    ["ada approval own", "bob approval own", "eve execution own"],
  ],
  [
    "one who approves, another who executes",
    { persons: ["ada"] },
    { persons: ["bob"] },
    ["ada approval own", "bob execution own"],
  ],
  [
    "two of three without the initiator",
    { persons: ["ada", "bob", "eve"], quorum: 2, initiator_may_approve: false },
    { persons: ["bob"] },
    ["ada approval own", "bob both own"],
  ],
];

for (const [name, gate, execution, expected] of cases)
  test(`${name}: ${expected.join(", ")}`, () => {
    const answers = listAnswers(policyOf(gate, execution), {
      ...ASKED,
      initiator: "github:eve",
      concerns: [],
    });
    const told = answers.map(({ person, approves, executes, branch, drafts }) => {
      const part = approves && executes ? "both" : approves ? "approval" : "execution";
      assert.equal(drafts.length, part === "both" ? 2 : 1);
      for (const { path } of drafts) assert.ok(person === null || path.endsWith(`.${person}.md`), path);
      assert.ok([BRANCH, `${BRANCH}.${person}`].includes(branch), branch);
      return [person, part, ...(branch === BRANCH ? [] : ["own"])].map(String).join(" ");
    });
    assert.deepEqual(told, expected);
  });

test("each person has an answer of their own where the change does what the policy asks several persons for", () => {
  const rule = { persons: ["ada", "bob"], quorum_for: { retire: 2 } };
  const asked = { ...ASKED, initiator: "github:eve" };
  const persons = (concerns: readonly Concern[]) =>
    listAnswers(policyOf(rule, rule), { ...asked, concerns }).map(({ person }) => person);
  assert.deepEqual(persons(["correct"]), [null]);
  assert.deepEqual(persons(["correct", "retire"]), ["ada", "bob"]);
});
