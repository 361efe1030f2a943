import assert from "node:assert/strict";
import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { createKnowledgeBase } from "../../../src/adapters/postgres/knowledge-base.ts";
import { isIncrement } from "../../../src/domain/backup-envelope.ts";
import { GOVERNED_TABLES } from "../../../src/domain/tables.ts";
import {
  type IncrementScene,
  makeIncrementScene,
  nextRunId,
  tablesOf,
} from "../../support/increment-scene.ts";
import { ask } from "../../support/scratch-options.ts";

let made: IncrementScene;
before(async () => {
  made = await makeIncrementScene();
  for (const name of ["ALPHA", "BETA"]) await made.write(name, 60);
});
after(() => made[Symbol.asyncDispose]());

describe("an increment", () => {
  let folder: string;
  let full: string;
  let increment: string;
  let live: Readonly<Record<string, string>>;
  const prefixes: string[] = [];

  before(async () => {
    folder = await made.folder();
    const first = await made.take(folder);
    assert.equal(first.is, "a full backup: there is none yet on which increments can rest");
    full = first.envelope.file;
    await made.write("GAMMA", 5);
    await made.register("DELTA", 3);
    live = await tablesOf(made.scene.database);
    const second = await made.take(folder, {
      documents: ["doc-DELTA"],
      async look(copy) {
        for (const { doc_code } of await ask(
          copy,
          "verify",
          "select distinct doc_code from public.information_unit",
        ))
          prefixes.push(String(doc_code));
        await using base = createKnowledgeBase(copy.sql);
        assert.deepEqual(await base.contractDifferences(), []);
      },
    });
    assert.equal(second.is, "increment");
    increment = second.envelope.file;
    assert.ok(isIncrement(second.envelope));
    const { increment: facts, tables } = second.envelope;
    assert.deepEqual(facts.documents.all, 5);
    assert.deepEqual(facts.documents.held, 2);
    assert.equal(facts.position, 1);
    assert.equal(facts.restsOn.file, basename(full));
    assert.equal(facts.restsOn.sha256, first.envelope.sha256);
    assert.equal(facts.restsOn.takenUtc, first.envelope.snapshotUtc);
    assert.deepEqual(tables.map(({ table }) => table).toSorted(), [...GOVERNED_TABLES].toSorted());
    assert.deepEqual(second.envelope.restoreProof.tables, tables);
  });

  test("is proved on a copy that holds the documents that have changed, and none of the others", () => {
    assert.deepEqual(prefixes, ["GAMMA"]);
  });

  test("lies beside the full one, for its owner alone, with what others need to rest on that", async () => {
    const [name] = [basename(full)];
    assert.deepEqual(
      (await readdir(folder)).toSorted(),
      [name, `${name}.basis.json`, `${name}.increments`, basename(increment)].toSorted(),
    );
    for (const file of await readdir(folder))
      assert.equal((await stat(join(folder, file))).mode & 0o777, 0o600, file);
  });

  test("restores, on the full one, every table as it was live, with the same contract, and an audit finds nothing", async () => {
    const result = await made.restore(full, increment);
    assert.ok("restored" in result, JSON.stringify(result));
    await using restored = result.restored;
    assert.deepEqual(await tablesOf(restored), live);
    await using base = createKnowledgeBase(restored.sql);
    assert.deepEqual(await base.contractDifferences(), []);
    assert.deepEqual((await base.auditBase(() => undefined)).differences, []);
    const migrations = await ask(
      restored,
      "verify",
      "select name, sha256 from cutter_governance.schema_migration",
    );
    assert.deepEqual(
      migrations,
      await ask(made.scene.database, "verify", "select name, sha256 from cutter_governance.schema_migration"),
    );
  });

  test("is refused on anything but what the full one restores that it rests on: on itself, on another one, or alone before it (B-23)", async () => {
    const folder = await made.folder();
    const other = (await made.take(folder)).envelope.file;
    await made.write("EPSILON", 3);
    const later = (await made.take(folder)).envelope.file;
    const notThatOne = /is not what that one restores/;
    for (const [files, told] of [
      [[full, increment, increment], notThatOne],
      [[other, increment], notThatOne],
      [[full, later], notThatOne],
      [[increment], /relation .* does not exist/],
      [[increment, full], /relation .* does not exist/],
    ] as const) {
      const result = await made.restore(...files);
      if ("restored" in result) await result.restored[Symbol.asyncDispose]();
      assert.match("refused" in result ? result.refused : "restored", told);
    }
    // The first increment makes of its full one what the other full one holds.
    const result = await made.restore(full, increment, later);
    assert.ok("restored" in result, JSON.stringify(result));
    await using restored = result.restored;
    assert.deepEqual(await tablesOf(restored), await tablesOf(made.scene.database));
  });
});

test("an increment that is taken again by a run takes the place of its own first one, and never that of a full one", async () => {
  const folder = await made.folder();
  const runId = nextRunId();
  const full = await made.take(folder, { runId });
  const first = await made.take(folder, { runId });
  const second = await made.take(folder, { runId });
  assert.deepEqual(
    [full, first, second].map(({ is }) => is === "increment"),
    [false, true, true],
  );
  assert.equal(first.name, second.name);
  const again = await made.take(folder, { runId, mayRestOn: null });
  assert.equal(again.is, "a full backup: the request that was approved rests on a full one");
  assert.notEqual(again.name, full.name);
  assert.ok((await readdir(folder)).includes(full.name));
});
