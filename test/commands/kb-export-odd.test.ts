import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { sha256Hex } from "../../src/json/canonical-json.ts";
import { runCutter } from "../support/cutter.ts";
import { openReadingScene, type ReadingScene } from "../support/reading-scene.ts";
import { makeTempFolder } from "../support/temp-folder.ts";

const UNITS = 60_000;
const IDS = [
  "../../escape",
  "/etc/passwd",
  "Twin",
  "twin",
  "line\nend",
  "\u202egnp",
  "",
  "-rf",
  "x".repeat(300),
];
const TITLE = "\u2066Title\u2069 </script>\u2028\u0085 \u0007\r\n\t\\u0000 \ud83d\ude00";
let scene: ReadingScene;
let place: Awaited<ReturnType<typeof makeTempFolder>>;

/** A long document, and documents that nobody could register, each with a unit that has an odd title (X-03). */
before(async () => {
  scene = await openReadingScene();
  place = await makeTempFolder();
  const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
  const documents = IDS.map((id, at) => `(${quoted(id)}, ${quoted(`ODD${at}`)}, 1)`);
  scene.superuser(`
alter table cutter_governance.source_document_registry drop constraint source_document_registry_document_id_check;
create temporary table made (id text, prefix text, units integer);
insert into made values ${documents.join(", ")}, ('long', 'LONG', ${UNITS});
insert into cutter_governance.source_document_registry (document_id, doc_prefix, title, publication_type, owner_ref, authoritative)
  select id, prefix, ${quoted(TITLE)}, 'law', 'r', false from made;
insert into cutter_governance.source_document_version_registry (version_id, document_id, version_seq, sha256, size_bytes, content)
  select gen_random_uuid(), id, 1, encode(sha256('x'), 'hex'), 1, 'x' from made;
create temporary table many as select gen_random_uuid() as unit, gen_random_uuid() as version, prefix, n
  from made, lateral generate_series(1, units) n;
insert into public.information_unit (id, canonical_address, unit_kind, lifecycle_status, content_anchor_ref, version_anchor_ref, owner_ref,
  identity_profile, created_by, updated_by, doc_code, section_type, section_code, sort_order)
select unit, prefix || '/article-' || n, 'article', 'enacted', version, version, 'r', '{}', 't', 't', prefix, 'body', 'article-' || n, n from many;
insert into public.unit_version (id, unit_id, body, content_hash, version_seq, lifecycle_status, content_profile, created_by, title, review_state,
  provenance, editor, enacted_at)
select version, unit, t.body, encode(sha256(convert_to(t.body, 'UTF8')), 'hex'), 1, 'enacted', '{}', 't', ${quoted(TITLE)}, 'approved', 'cut', 't',
  '2026-01-01Z' from many, lateral (select ${quoted(TITLE)} || n as body) t;
analyze`);
});
after(async () => {
  await place?.[Symbol.asyncDispose]();
  await scene?.[Symbol.asyncDispose]();
});

const into = (folder: string, ...args: readonly string[]) => [
  "export",
  "--format",
  "jsonl",
  "--out",
  folder,
  ...args,
];

test("no id of a document leads out of the folder, and ids that differ by capitals alone have files of their own", async () => {
  const folder = join(place.path, "deep/out");
  const end = await scene.kb(into(folder, "--json"));
  assert.equal(end.code, 0, end.stderr);
  assert.deepEqual(readdirSync(place.path), ["deep"]);
  assert.deepEqual(readdirSync(join(place.path, "deep")), ["out"]);
  const names = readdirSync(folder).filter((name) => name !== "index.json");
  for (const name of names) assert.match(name, /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}\.jsonl$/);
  assert.equal(new Set(names.map((name) => name.toLowerCase())).size, IDS.length + 3);
  const { documents } = JSON.parse(readFileSync(join(folder, "index.json"), "utf8")) as {
    documents: { documentId: string; path: string; lines: number }[];
  };
  const paths = new Map(documents.map(({ documentId, path }) => [documentId, path]));
  assert.equal(paths.get("doc-LAW"), "doc-LAW.jsonl");
  assert.equal(paths.get("Twin"), `Twin-${sha256Hex("Twin").slice(0, 16)}.jsonl`);
  assert.equal(paths.get("../../escape"), `escape-${sha256Hex("../../escape").slice(0, 16)}.jsonl`);
  assert.equal(paths.get(""), `document-${sha256Hex("").slice(0, 16)}.jsonl`);
  for (const id of IDS) {
    const text = readFileSync(join(folder, paths.get(id) ?? ""), "utf8");
    const [line = "", rest] = text.split("\n");
    // One line, whatever the title and the text hold, and both as they are.
    assert.deepEqual([rest, text.includes("\r"), text.includes("\u0007")], ["", false, false]);
    const told = JSON.parse(line);
    assert.deepEqual([told.documentId, told.title, told.text], [id, TITLE, `${TITLE}1`]);
  }
  // In a terminal nothing of them is as it is.
  const shown = await scene.kb(into(folder));
  assert.doesNotMatch(`${shown.stdout}${shown.stderr}`, /\p{Bidi_Control}|\p{Zl}|(?!\n)\p{Cc}/u);
  await rm(join(place.path, "deep"), { recursive: true });
});

/** Exports the long document, and ends the process by the signal in the middle of it (X-02). */
async function cutOff(folder: string, signal: NodeJS.Signals) {
  let isSent = false;
  return await runCutter(["kb", ...into(folder, "long", "--json")], {
    variables: scene.variables,
    program: scene.program,
    onStderr(text, kill) {
      if (isSent || !text.includes("so far")) return;
      isSent = true;
      kill(signal);
    },
  });
}

test("an export that is asked to end does so at the next page, and leaves nothing of itself", async () => {
  const folder = join(place.path, "asked");
  const end = await cutOff(folder, "SIGTERM");
  const told = JSON.parse(end.stdout);
  assert.deepEqual([end.code, told.reason, told.actual], [143, "STOP_INTERRUPTED", "SIGTERM"]);
  assert.equal(told.wayOut, "Export again; what was exported before is as it was.");
  assert.deepEqual(readdirSync(folder), []);
});

test("an export that was killed is gone on with, and is as if it had not been", async () => {
  const [killed, whole] = [join(place.path, "killed"), join(place.path, "whole")];
  await mkdir(killed);
  assert.equal((await cutOff(killed, "SIGKILL")).signal, "SIGKILL");
  assert.match(readdirSync(killed).join(), /^\.cutter-export-\d+-\d+-[0-9a-f-]{36}$/);
  for (const folder of [killed, whole]) {
    const end = await scene.kb(into(folder, "long"));
    assert.equal(end.code, 0, end.stderr);
    assert.match(end.stdout, /^1 file in \S+: 1 written, 0 unchanged, 0 removed/);
  }
  assert.deepEqual(readdirSync(killed), ["index.json", "long.jsonl"]);
  for (const name of ["index.json", "long.jsonl"])
    assert.ok(readFileSync(join(killed, name)).equals(readFileSync(join(whole, name))), name);
});

// X-05
test("what changes while an export goes on is no part of it", async () => {
  const folder = join(place.path, "meanwhile");
  const end = await runCutter(["kb", ...into(folder, "LAW", "long", "--json")], {
    variables: scene.variables,
    program: scene.program,
    onStderr(text) {
      if (text.includes("doc-LAW: ") && !text.includes("so far"))
        scene.superuser("update public.unit_version set title = 'changed' where title <> 'changed'");
    },
  });
  assert.equal(end.code, 0, end.stderr);
  assert.ok(!readFileSync(join(folder, "long.jsonl"), "utf8").includes('"title":"changed"'));
  assert.match(scene.superuser("select count(*) from public.unit_version where title = 'changed'"), /[1-9]/);
});
