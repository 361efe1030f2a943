import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { readRepositoryFacts } from "../../../src/adapters/github/read-settings.ts";
import { type ForgeSetup, openForgeRoom } from "./forge-setup.ts";

describe("readRepositoryFacts", () => {
  let room: ForgeSetup;

  before(async () => {
    room = await openForgeRoom();
  });
  after(() => room[Symbol.asyncDispose]());

  it("reads the rules, who may bypass them, the environment and the people", async () => {
    const { settings } = room.github.world;
    const about = { ruleset_source_type: "Repository", ruleset_source: "icx/control", ruleset_id: 5 };
    settings.branchRules = [
      { type: "non_fast_forward", ...about },
      { type: "deletion", ...about },
    ];
    settings.rulesets = [
      {
        id: 5,
        name: "main",
        source: "icx/control",
        enforcement: "active",
        bypass_actors: [{ actor_id: 1, actor_type: "OrganizationAdmin", bypass_mode: "always" }],
      },
    ];
    settings.environments = [
      {
        id: 1,
        node_id: "x",
        name: "cutter",
        url: "http://127.0.0.1/x",
        html_url: "http://127.0.0.1/x",
        created_at: "2026-01-01T00:00:00Z",
        updated_at: "2026-01-01T00:00:00Z",
        protection_rules: [],
        deployment_branch_policy: { protected_branches: true, custom_branch_policies: false },
      },
    ];
    settings.codeOwnerErrors = [
      {
        line: 2,
        column: 1,
        kind: "Unknown owner",
        source: "* @icx/x",
        message: "Unknown owner on line 2",
        path: ".github/CODEOWNERS",
      },
    ];
    const ada = room.github.addPerson("ada");
    const facts = await readRepositoryFacts(room.repository(), {
      environment: "cutter",
      logins: ["ada", "nobody"],
    });
    assert.equal(facts.defaultBranch, "main");
    assert.deepEqual(
      facts.rules?.map((rule) => rule.type),
      ["non_fast_forward", "deletion"],
    );
    assert.deepEqual(facts.bypassActors, ["OrganizationAdmin 1"]);
    assert.deepEqual(facts.environment, { hasBranchPolicy: true, reviewers: 0 });
    assert.deepEqual(facts.workflowToken, { isReadOnly: true, mayOpenPulls: true });
    assert.deepEqual([facts.fullName, facts.isArchived, facts.missingRights], ["icx/control", false, []]);
    assert.deepEqual(facts.codeOwnerErrors, ["line 2: Unknown owner: * @icx/x"]);
    assert.deepEqual(facts.people, [
      { login: "ada", id: ada.user.id, permission: "write" },
      { login: "nobody", id: null, permission: null },
    ]);
    assert.deepEqual(room.github.violations, []);
  });

  it("reports as unknown what it may not see", async () => {
    for (const path of [/rules\/branches/, /environments/, /permissions\/workflow/, /codeowners/])
      room.github.faults.add({
        method: "GET",
        path,
        times: 1,
        kind: { kind: "answer", status: 403, message: "Forbidden" },
      });
    const facts = await readRepositoryFacts(room.repository(), { environment: "cutter", logins: [] });
    assert.deepEqual(
      [facts.rules, facts.environment, facts.workflowToken, facts.codeOwnerErrors],
      [null, null, null, null],
    );
  });
});
