import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { openReadingScene, type ReadingScene } from "../support/reading-scene.ts";

const UNITS = 6001;
let scene: ReadingScene;

/** A long document of which every unit was amended in July, with some 100 MB of text. */
before(async () => {
  scene = await openReadingScene();
  scene.superuser(`
insert into cutter_governance.source_document_registry (document_id, doc_prefix, title, publication_type, owner_ref, authoritative)
  values ('long', 'LONG', 'Long', 'law', 'r', false);
insert into cutter_governance.source_document_version_registry (version_id, document_id, version_seq, sha256, size_bytes, content)
  values (gen_random_uuid(), 'long', 1, encode(sha256('x'), 'hex'), 1, 'x');
create temporary table many as select gen_random_uuid() as unit, gen_random_uuid() as old, gen_random_uuid() as new, n
  from generate_series(1, ${UNITS}) n;
insert into public.information_unit (id, canonical_address, unit_kind, lifecycle_status, content_anchor_ref, version_anchor_ref, owner_ref,
  identity_profile, created_by, updated_by, doc_code, section_type, section_code, sort_order)
select unit, 'LONG/article-' || n, 'article', 'enacted', old, old, 'r', '{}', 't', 't', 'LONG', 'body', 'article-' || n, n from many;
insert into public.unit_version (id, unit_id, body, content_hash, version_seq, lifecycle_status, content_profile, created_by, title, review_state,
  provenance, editor, enacted_at, address, unit_kind, section_type, position, change_kind, base_version_id)
select v.id, unit, t.body, encode(sha256(convert_to(t.body, 'UTF8')), 'hex'), v.seq, 'enacted', '{}', 't', 'Article ' || n, 'approved', 'cut', 't',
  '2026-01-01Z', 'LONG/article-' || n, 'article', 'body', n, v.kind, v.base
from many, lateral (values (old, 1, 'original', null), (new, 2, 'amendment', old)) as v (id, seq, kind, base),
  lateral (select repeat(v.seq || ' of ' || n || E'\\n', 700) as body) t;
insert into public.version_effect (unit_version_id, ordinal, effective_from, reason, change_set_id, review_decision_id, actor, recorded_at)
select new, 1, '2026-07-01', 't', gen_random_uuid(), gen_random_uuid(), 't', '2026-01-01Z' from many;
analyze`);
});
after(async () => {
  await scene?.[Symbol.asyncDispose]();
});

/** Far less memory than the text takes. */
const tight = () => ({ ...scene.variables, NODE_OPTIONS: "--max-old-space-size=56" });

test("a long document is listed in its order, each page under its head", async () => {
  const addresses = Array.from({ length: UNITS }, (_, at) => `LONG/article-${at + 1}`);
  const { stdout } = await scene.kb(["list", "LONG", "--json"], tight());
  const { units } = JSON.parse(stdout) as { units: { address: string }[] };
  assert.deepEqual(
    units.map(({ address }) => address),
    addresses,
  );
  const end = await scene.kb(["list", "LONG"], tight());
  const listed = end.stdout.split("\n").flatMap((line) => /^LONG\/\S+/.exec(line) ?? []);
  assert.deepEqual(listed, addresses);
  assert.equal(end.stdout.match(/^address +title +since +by$/gm)?.length, Math.ceil(UNITS / 500));
  assert.match(end.stdout, new RegExp(`\n${UNITS} units in force`));
});

test("a difference of every unit is told with less memory than its text takes", async () => {
  const end = await scene.kb(
    ["diff", "LONG", "--from", "2026-06-30", "--to", "2026-07-01", "--json"],
    tight(),
  );
  assert.equal(end.code, 0, end.stderr.slice(0, 2000));
  assert.ok(end.stdout.length > 80e6);
  const told = JSON.parse(end.stdout) as {
    changes: { unit: string }[];
    counts: Record<string, number>;
    unchanged: number;
  };
  assert.deepEqual([told.changes.length, told.counts["amended"], told.unchanged], [UNITS, UNITS, 0]);
  assert.equal(told.changes.at(-1)?.unit, `LONG/article-${UNITS}`);
});

test("a difference waits for whoever reads it slowly, and holds no more of it", async () => {
  const child = startDiff();
  await once(child.stdout, "readable");
  await untilIdle(child);
  let told = 0;
  for await (const part of child.stdout) told += part.length;
  assert.deepEqual([child.exitCode ?? (await once(child, "close"))[0], told > 80e6], [0, true]);
});

test("whoever stops to read a difference ends it", async () => {
  const child = startDiff();
  await once(child.stdout, "readable");
  await untilIdle(child);
  child.stdout.destroy();
  const [code] = await once(child, "close");
  assert.equal(code, 0);
});

function startDiff() {
  const args = ["kb", "diff", "LONG", "--from", "2026-06-30", "--to", "2026-07-01", "--json"];
  return spawn(process.execPath, [scene.program, ...args], {
    env: { PATH: process.env["PATH"], ...tight() },
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** Until the session of the reader has not been asked for anything for a while, or the command has ended. */
async function untilIdle(child: ChildProcess): Promise<void> {
  let before = "";
  while (child.exitCode === null && child.signalCode === null) {
    const state = scene.superuser(
      "select state || state_change from pg_stat_activity where usename = 'cutter_reader' and state = 'idle in transaction'",
    );
    if (state.trim() !== "" && state === before) return;
    before = state;
    await setTimeout(500);
  }
}
