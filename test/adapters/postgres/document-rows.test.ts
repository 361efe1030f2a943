import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readBaseFacts } from "../../../src/adapters/postgres/reads/base-facts.ts";
import {
  readDocumentRows,
  readDocumentRowsSince,
} from "../../../src/adapters/postgres/reads/document-rows.ts";
import type { BaseFacts } from "../../../src/domain/base-facts.ts";
import type { KnowledgeDatabase } from "../../support/knowledge-cluster.ts";
import { type OpenScenes, openScenes, reasonOf, type Scene } from "../../support/knowledge-scene.ts";

let opened: OpenScenes;
let database: KnowledgeDatabase;
let own: Scene;
let other: Scene;

before(async () => {
  opened = await openScenes();
  ({ database } = opened);
  const { scenes } = opened;
  [own, other] = [await scenes.set(), await scenes.set()];
  for (const scene of [own, other]) {
    assert.equal(reasonOf(await database.knowledge.cutLegA(await scene.command("cut_leg_a"))), "ok");
  }
  // The exec lane can write this alone: it lets the run of the other document fall to this one where nothing better tells.
  await scenes.superuser(
    "set session authorization cutter_exec",
    `insert into cutter_governance.decision_backlog_entry (backlog_entry_id, run_id, document_id, version_id, subject, status)
     select gen_random_uuid(), '${other.runId}', document_id, version_id, 'cut', 'decided'
     from cutter_governance.source_document_version_registry where document_id = '${own.made.plan.source.documentId}'`,
  );
});
after(() => opened?.[Symbol.asyncDispose]());

const TABLES_OF_RUN = ["approval_use", "phase_receipt", "write_permit"].map(
  (name) => `cutter_governance.${name}`,
);

/** Statements by which the rows of one run take the place of another's, and none of those that then belong to the document is written. */
const exchange = () => [
  ...TABLES_OF_RUN.map((table) => `delete from ${table} where run_id = '${own.runId}'`),
  `delete from public.birth_registry where doc_code = '${other.made.plan.source.docPrefix}'`,
  `delete from cutter_governance.source_document_registry where document_id = '${other.made.plan.source.documentId}'`,
];

const changed = (is: BaseFacts["document"], was: BaseFacts["document"]) =>
  is.filter(({ digest }, position) => digest !== was[position]?.digest).map(({ table }) => table);

test("rows of a run that fall to the document because another's claim is deleted are not taken for those that were deleted (D-121)", async () => {
  const { docPrefix } = own.made.plan.source;
  const then = await readBaseFacts(database.sql, docPrefix, "all");
  await using owner = await database.openSuperuser();
  await owner.query("begin");
  await owner.query("set local session_replication_role = replica");
  const tables = [...TABLES_OF_RUN, "public.birth_registry", "cutter_governance.source_document_registry"];
  for (const table of tables) await owner.query(`alter table ${table} disable trigger user`);
  for (const statement of exchange()) await owner.query(statement);
  const since = await readDocumentRowsSince(owner, docPrefix, then);
  const whole = await readDocumentRows(owner, docPrefix);
  await owner.query("rollback");
  assert.deepEqual(
    whole.map(({ table, rows }) => [table, rows]),
    then.document.map(({ table, rows }) => [table, rows]),
  );
  assert.deepEqual(changed(since, then.document), TABLES_OF_RUN.toSorted());
  assert.deepEqual(since, whole);
});
