import assert from "node:assert/strict";
import { test } from "node:test";
import { createPgliteFactory } from "../../../src/adapters/pglite/create-pglite-factory.ts";
import { openPgSource } from "../../../src/adapters/postgres/connection/pg-source.ts";
import { createKnowledgeBase } from "../../../src/adapters/postgres/knowledge-base.ts";
import { RefusalError } from "../../../src/domain/refusal.ts";
import { commandFor, install, makePlan, registerPlan } from "../../support/knowledge.ts";

test("PGlite has the same contract as the server, and a whole run goes through on it", async () => {
  await using database = await createPgliteFactory().start();
  await install(database.sql);
  const knowledge = createKnowledgeBase(database.sql);
  assert.deepEqual(await knowledge.contractDifferences(), []);
  assert.ok((await knowledge.sizeBytes()) > 1_000_000);
  const made = makePlan("LAW", 3);
  await registerPlan(database.sql, made);
  const commandOf = (effect: Parameters<typeof commandFor>[2]) => commandFor(knowledge, made, effect);
  assert.deepEqual(await knowledge.planUnits(made.plan, made.source), []);
  const replies = [
    await knowledge.cutLegA(await commandOf("cut_leg_a")),
    await knowledge.recordLegB(await commandOf("leg_b_record")),
    await knowledge.recordVerification(await commandOf("write_verify"), await knowledge.probe(made.plan)),
    await knowledge.enact({
      ...(await commandOf("lifecycle_enact")),
      reviewDecisionId: "0b1e2f6a-6a39-4a64-8a86-1f5a4a6b7c04",
    }),
  ];
  assert.deepEqual(
    replies.filter((reply) => !reply.ok),
    [],
  );
  assert.equal((await knowledge.probe(made.plan)).enacted, 3);
  await using snapshot = await knowledge.openSnapshot();
  assert.equal(snapshot.snapshotId, null);
});

test("a server that does not answer is named without a secret", async () => {
  const source = openPgSource({
    host: "/nowhere",
    port: 5432,
    database: "cutter",
    sslmode: "disable",
    roles: { exec: { user: "cutter_exec", password: "tell-nobody" } },
  });
  await assert.rejects(source.open("exec"), (error) => {
    assert.ok(error instanceof RefusalError);
    assert.equal(error.refusal.reason, "STOP_DB_UNREACHABLE");
    assert.ok(!JSON.stringify(error.refusal).includes("tell-nobody"));
    return true;
  });
});

test("a role without credentials is a fault of the configuration", async () => {
  const source = openPgSource({
    host: "/nowhere",
    port: 5432,
    database: "cutter",
    sslmode: "disable",
    roles: {},
  });
  await assert.rejects(source.open("owner"), /STOP_CONFIG_INVALID/);
});
