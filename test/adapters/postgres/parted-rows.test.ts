import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { namePartedRows } from "../../../src/adapters/postgres/reads/parted-rows.ts";
import type { SqlSession } from "../../../src/ports/sql.ts";
import { type OpenScenes, openScenes, reasonOf, type Scene } from "../../support/knowledge-scene.ts";

const UNITS = 300;
const LOG = "public.iu_lifecycle_log";

let opened: OpenScenes;
let law: Scene;
let other: Scene;

/** Two documents, of which an earlier release has written the log of the first: it names units and no versions. */
before(async () => {
  opened = await openScenes();
  law = await enacted();
  other = await enacted();
  await pastGuards(`update ${LOG} set unit_version_id = null where ${ofDocument(law)}`);
});
after(() => opened?.[Symbol.asyncDispose]());

const prefixOf = (scene: Scene) => scene.made.plan.source.docPrefix;
const ofDocument = (scene: Scene) =>
  `unit_id in (select id from public.information_unit where doc_code = '${prefixOf(scene)}')`;

async function enacted(): Promise<Scene> {
  const { knowledge, scenes } = opened;
  const scene = await scenes.set(UNITS);
  assert.equal(reasonOf(await knowledge.cutLegA(await scene.command("cut_leg_a"))), "ok");
  assert.equal(reasonOf(await knowledge.recordLegB(await scene.command("leg_b_record"))), "ok");
  const facts = await knowledge.probe(scene.made.plan);
  const verified = await knowledge.recordVerification(await scene.command("write_verify"), facts);
  assert.equal(reasonOf(verified), "ok");
  const reviewDecisionId = `0b1e2f6a-6a39-4a64-8a86-${scene.runId.slice(-8).padStart(12, "0")}`;
  const command = { ...(await scene.command("lifecycle_enact")), reviewDecisionId };
  assert.equal(reasonOf(await knowledge.enact(command)), "ok");
  return scene;
}

const pastGuards = (statement: string) =>
  opened.scenes.superuser(
    `alter table ${LOG} disable trigger user`,
    statement,
    `alter table ${LOG} enable trigger user`,
  );

async function named(scene: Scene): Promise<readonly string[]> {
  await using session = await opened.database.sql.open("verify");
  return await namePartedRows(session, prefixOf(scene));
}

test("what an earlier release has logged is of its own unit alone, and no row beside it is named", async () => {
  assert.deepEqual(await named(law), []);
  assert.deepEqual(await named(other), []);
});

for (const [written, scene] of [
  ["by an earlier release", () => law],
  ["by this one", () => other],
] as const)
  test(`a log written ${written} that says another text is named, with its unit`, async () => {
    const row = `${ofDocument(scene())} and canonical_address like '%/article-7'`;
    const swap = (from: string, to: string) =>
      pastGuards(`update ${LOG} set content_hash = translate(content_hash, '${from}', '${to}') where ${row}`);
    await swap("0123456789", "1234567890");
    assert.deepEqual(await named(scene()), [
      `${prefixOf(scene())}/article-7 version 1: the log of its state says another address or text`,
    ]);
    await swap("1234567890", "0123456789");
    assert.deepEqual(await named(scene()), []);
  });

interface PlanNode {
  readonly "Actual Loops": number;
  readonly "Rows Removed by Join Filter"?: number;
  readonly "Rows Removed by Filter"?: number;
  readonly Plans?: readonly PlanNode[];
}

/** How often a row was looked at for nothing. */
function lookedAt(node: PlanNode): number {
  const removed = (node["Rows Removed by Join Filter"] ?? 0) + (node["Rows Removed by Filter"] ?? 0);
  return removed * node["Actual Loops"] + (node.Plans ?? []).reduce((sum, one) => sum + lookedAt(one), 0);
}

test("naming the rows of a document looks at no row of the base once for each of its units", async () => {
  await opened.scenes.superuser("analyze");
  await using session = await opened.database.sql.open("verify");
  let looked = 0;
  const explaining: Pick<SqlSession, "query"> = {
    async query(text, values) {
      const { rows } = await session.query<{ "QUERY PLAN": readonly [{ readonly Plan: PlanNode }] }>(
        `explain (analyze, format json) ${text}`,
        values,
      );
      for (const row of rows) looked += lookedAt(row["QUERY PLAN"][0].Plan);
      return await session.query(text, values);
    },
  };
  await namePartedRows(explaining as SqlSession, prefixOf(law));
  assert.ok(looked < 20 * UNITS, `${looked} rows for ${UNITS} units`);
});
