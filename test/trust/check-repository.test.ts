import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Policy } from "../../src/domain/policy.ts";
import type { RepositoryFacts } from "../../src/domain/repository-facts.ts";
import { checkRepository, REQUIRED_CONTEXT } from "../../src/trust/check-repository.ts";

const RULE: Policy["gates"]["execution_authz"] = {
  persons: ["ada"],
  quorum: 1,
  initiator_may_approve: false,
  proofs: { any: ["merged_pr"] },
};
const POLICY: Policy = {
  schema: "iu-cutter/policy/1",
  version: 1,
  solo: false,
  persons: [{ id: "ada", name: "Ada", accounts: [], keys: [], github: { id: 7, login: "ada" } }],
  gates: {
    SG_1_cut_authz: RULE,
    SG_2_lifecycle_authz: RULE,
    SG_3_compensation_authz: RULE,
    execution_authz: RULE,
  },
};
const SAFE: RepositoryFacts = {
  fullName: "icx/control",
  isArchived: false,
  missingRights: [],
  defaultBranch: "main",
  tokenIsAdmin: false,
  rules: [
    {
      type: "pull_request",
      parameters: { allowed_merge_methods: ["merge"], require_code_owner_review: true },
    },
    { type: "non_fast_forward", parameters: {} },
    { type: "deletion", parameters: {} },
    {
      type: "required_status_checks",
      parameters: { required_status_checks: [{ context: REQUIRED_CONTEXT }] },
    },
  ],
  bypassActors: [],
  environment: { hasBranchPolicy: true, reviewers: 0 },
  workflowToken: { isReadOnly: true, mayOpenPulls: true },
  codeOwnerErrors: [],
  people: [{ login: "ada", id: 7, permission: "write" }],
};

const OWNED = {
  codeOwners: "/.github/ @ada\n/approvals/policy.json @ada\n/approvals/keys/ @ada\n",
  checkKeys: [{ path: "approvals/keys/root.asc", standing: "pinned by the runner" }],
} as const;

function failed(
  changes: Partial<RepositoryFacts>,
  workflow = "",
  policy = POLICY,
  files: Partial<Pick<Parameters<typeof checkRepository>[0], "codeOwners" | "checkKeys">> = {},
): readonly string[] {
  const workflows = workflow === "" ? [] : [{ name: "x.yml", text: workflow }];
  const rows = checkRepository({
    facts: { ...SAFE, ...changes },
    repository: "icx/control",
    policy,
    defaultBranch: "main",
    workflows,
    actions: "icx/iu-cutter",
    ...OWNED,
    ...files,
  });
  assert.ok(rows.every((row) => row.passed === (row.wayOut === "")));
  return rows.filter((row) => !row.passed).map((row) => row.name);
}

/** Settings that differ from the safe ones, and the checks that have to fail. */
const CASES: readonly (readonly [string, Partial<RepositoryFacts>, readonly string[]])[] = [
  ["another default branch", { defaultBranch: "trunk" }, ["default branch"]],
  ["an administrator's token", { tokenIsAdmin: true }, ["token of the bot"]],
  ["a token that may not be known", { tokenIsAdmin: null }, ["token of the bot"]],
  ["a token of workflows that may not be known", { workflowToken: null }, ["token of workflows by default"]],
  ["somebody who may bypass the rules", { bypassActors: ["Team 3"] }, ["who may pass by the rules"]],
  ["bypass lists that the token may not see", { bypassActors: null }, ["who may pass by the rules"]],
  [
    "an environment for every branch",
    { environment: { hasBranchPolicy: false, reviewers: 0 } },
    ["environment cutter"],
  ],
  ["no environment", { environment: null }, ["environment cutter"]],
  [
    "a token that writes by default",
    { workflowToken: { isReadOnly: false, mayOpenPulls: true } },
    ["token of workflows by default"],
  ],
  [
    "an account with another id",
    { people: [{ login: "ada", id: 8, permission: "write" }] },
    ["account of ada"],
  ],
  [
    "a person who may only read",
    { people: [{ login: "ada", id: 7, permission: "read" }] },
    ["rights of ada"],
  ],
  [
    "squash merges",
    {
      rules: [
        ...(SAFE.rules ?? []).slice(1),
        {
          type: "pull_request",
          parameters: { allowed_merge_methods: ["merge", "squash"], require_code_owner_review: true },
        },
      ],
    },
    ["ways to merge"],
  ],
  [
    "owners whose review is not required",
    {
      rules: [
        ...(SAFE.rules ?? []).slice(1),
        { type: "pull_request", parameters: { allowed_merge_methods: ["merge"] } },
      ],
    },
    ["review of owners is required"],
  ],
  [
    "an owner who does not exist",
    { codeOwnerErrors: ["line 2: Unknown owner: * @icx/nobody"] },
    ["errors in CODEOWNERS"],
  ],
  ["owners that may not be known", { codeOwnerErrors: null }, ["errors in CODEOWNERS"]],
  [
    "no required check",
    { rules: (SAFE.rules ?? []).slice(0, 3) },
    [`the status ${REQUIRED_CONTEXT} is required`],
  ],
];

const SIGNED = { ...RULE, proofs: { all: ["signed_commit" as const] } };
const [ADA] = POLICY.persons;
const NOBODY: Partial<RepositoryFacts> = { people: [] };

describe("checkRepository", () => {
  it("passes a repository with the settings that safety needs", () => {
    assert.deepEqual(failed({}), []);
  });

  for (const [name, changes, checks] of CASES)
    it(`fails on ${name}`, () => {
      assert.deepEqual(failed(changes), checks);
    });

  for (const [what, changes, names] of [
    ["was renamed", { fullName: "icx/approvals" }, ["name of the repository"]],
    ["is written in other letters", { fullName: "ICX/Control" }, []],
    ["is archived", { isArchived: true }, ["the repository can be written to"]],
    ["is open to a token that lacks a right", { missingRights: ["x"] }, ["rights of the token"]],
  ] as const)
    it(`tells of a repository that ${what}`, () => {
      assert.deepEqual(failed(changes), names);
    });

  it("finds the required check among others", () => {
    const contexts = [{ context: "ci" }, null, { context: REQUIRED_CONTEXT }];
    const parameters = { required_status_checks: contexts };
    const others = (SAFE.rules ?? []).filter(({ type }) => type !== "required_status_checks");
    assert.deepEqual(failed({ rules: [...others, { type: "required_status_checks", parameters }] }), []);
  });

  it("checks a person's account only if merging opens a gate", () => {
    const gates = { SG_1_cut_authz: SIGNED, SG_2_lifecycle_authz: SIGNED, SG_3_compensation_authz: SIGNED };
    const signed: Policy = { ...POLICY, gates: { ...gates, execution_authz: SIGNED } };
    assert.deepEqual(failed(NOBODY, "", signed), []);
    const executed: Policy = { ...POLICY, gates: { ...gates, execution_authz: RULE } };
    assert.deepEqual(failed(NOBODY, "", executed), ["account of ada", "rights of ada"]);
  });

  it("checks no account of a person who has none", () => {
    assert.ok(ADA);
    const { github: _, ...bob } = { ...ADA, id: "bob" };
    assert.deepEqual(failed({}, "", { ...POLICY, persons: [ADA, bob] }), []);
  });

  it("fails on every rule if the rules cannot be read", () => {
    assert.equal(failed({ rules: null }).length, 6);
  });

  for (const standing of ["not pinned by the runner", "no key", "no such file"] as const)
    it(`fails if the check uses a root key that is ${standing}`, () => {
      const checkKeys = [...OWNED.checkKeys, { path: "x.asc", standing }];
      assert.deepEqual(failed({}, "", POLICY, { checkKeys }), ["root key of the check, x.asc"]);
    });

  it("fails if the workflows give the check no root keys, and if a path has no owner", () => {
    assert.deepEqual(failed({}, "", POLICY, { checkKeys: [] }), ["root key of the check, root-keys"]);
    assert.deepEqual(failed({}, "", POLICY, { codeOwners: null }), ["paths without an owner"]);
    assert.deepEqual(failed({}, "", POLICY, { codeOwners: "/.github/ @ada" }), ["paths without an owner"]);
  });

  it("fails on a workflow that others could misuse", () => {
    assert.deepEqual(failed({}, "on: pull_request_target\npermissions: {}\n"), ["workflow x.yml"]);
  });
});
