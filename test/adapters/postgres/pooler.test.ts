import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { RefusalError } from "../../../src/domain/refusal.ts";
import {
  type KnowledgeCluster,
  type KnowledgeDatabase,
  startKnowledgeCluster,
} from "../../support/knowledge-cluster.ts";
import { startPoolerProxy } from "../../support/pooler-proxy.ts";

let cluster: KnowledgeCluster;
let database: KnowledgeDatabase;

before(async () => {
  cluster = await startKnowledgeCluster();
  database = await cluster.open();
});
after(() => cluster?.[Symbol.asyncDispose]());

for (const { options, field, actual } of [
  { options: "dropped", field: /^DateStyle$/, actual: /^dropped on the way$/ },
  { options: "refused", field: /cutter_scratch/, actual: /unsupported startup parameter: options/ },
] as const) {
  test(`a pooler by which start-up options are ${options} is named, with the way around it (K-95)`, async () => {
    await using pooler = await startPoolerProxy(database.place, options);
    await assert.rejects(database.through(pooler).contractDifferences(), (fault) => {
      assert.ok(fault instanceof RefusalError, String(fault));
      assert.equal(fault.refusal.reason, "STOP_DB_POOLED");
      assert.match(fault.refusal.field ?? "", field);
      assert.match(fault.refusal.actual ?? "", actual);
      assert.match(fault.refusal.wayOut, /DOT_CUTTER_DB_HOST/);
      return true;
    });
    // The way out, to its end: the server itself is reached.
    assert.deepEqual(await database.through(database.place).contractDifferences(), []);
  });
}
