import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import type { Precheck } from "../../src/engine/precheck.ts";
import { sha256Hex } from "../../src/json/canonical-json.ts";
import { openProofScene, type ProofScene } from "../support/proof-scene.ts";
import { asSuperuser, attackNow } from "../support/superuser-attack.ts";

let scene: ProofScene;
let whole: () => Promise<void>;

before(async () => {
  scene = await openProofScene();
  const clean = await audit();
  assert.deepEqual([clean.code, clean.told.clean, clean.told.unsound], [0, true, null], clean.stderr);
  whole = await scene.setup.remember();
});
after(() => scene?.[Symbol.asyncDispose]());

async function audit() {
  const end = await scene.setup.cutter(["audit", "--json"]);
  return { ...end, told: JSON.parse(end.stdout) };
}

const superuser = (...statements: readonly string[]) => asSuperuser(scene.setup, ...statements);

const BODY = /\(v\.body \|\| ''::text\)/;

/** The definition of a view or function of readers, with one part of it put in the place of another. */
function replaced(name: string, part: RegExp, by: string): string {
  const isFunction = name === "iu_as_of";
  const definition = isFunction
    ? superuser("select pg_get_functiondef('public.iu_as_of(text, date, timestamptz)'::regprocedure)")
    : `create or replace view public.${name} as ${superuser(`select pg_get_viewdef('public.${name}'::regclass)`)}`;
  const forged = definition.trim().replace(/;$/, "").replace(part, by);
  assert.notEqual(forged, definition.trim().replace(/;$/, ""), `${name} has no ${part}`);
  return forged;
}

const dropTriggers = (table: string) => `do $$ declare t record; begin
  for t in select tgname from pg_trigger where tgrelid = '${table}'::regclass and not tgisinternal
  loop execute format('drop trigger %I on ${table}', t.tgname); end loop; end $$`;

/** What a superuser does to the schema, whose rows are as they were, and what of it has to be named. */
const ATTACKS: readonly (readonly [
  what: string,
  sql: () => readonly string[],
  reason: string,
  named: RegExp,
])[] = [
  [
    "a view of readers shows another text",
    () => [replaced("iu_history", BODY, "'The harbour is shut'::text")],
    "STOP_DB_CONTRACT",
    /public\.iu_history: rule _RETURN/,
  ],
  [
    "what is in force today leaves units out",
    () => [replaced("iu_current", /<> 'repeal'::text/, "= 'repeal'::text")],
    "STOP_DB_CONTRACT",
    /public\.iu_current: rule _RETURN/,
  ],
  [
    "the approvals that readers see are others",
    () => [replaced("iu_provenance", /\ba\.persons/, "array['mallory'::text] as persons")],
    "STOP_DB_CONTRACT",
    /public\.iu_provenance: rule _RETURN/,
  ],
  [
    "the function of what is in force shows another text",
    () => [replaced("iu_as_of", /v\.title, v\.body/, "v.title, 'The harbour is shut'::text")],
    "STOP_FUNCTION_TAMPERED",
    /function public\.iu_as_of\(/,
  ],
  [
    "the triggers of a table are dropped",
    () => [dropTriggers("public.unit_version")],
    "STOP_IMMUTABILITY_MISSING",
    /trigger public\.unit_version d_immutable/,
  ],
  [
    "a column is added",
    () => ["alter table public.unit_version add column note text"],
    "STOP_DB_CONTRACT",
    /public\.unit_version: column \d+ note text/,
  ],
  [
    "readers may read a table of the ledger",
    () => ["grant select on cutter_governance.write_permit to cutter_reader"],
    "STOP_GRANT_DELTA",
    /write_permit to cutter_reader/,
  ],
  [
    "it is forgotten that a migration was applied",
    () => [
      "set session_replication_role = replica",
      "alter table cutter_governance.schema_migration disable trigger user",
      "delete from cutter_governance.schema_migration where name like '0005%'",
      "alter table cutter_governance.schema_migration enable always trigger d_immutable",
      "alter table cutter_governance.schema_migration enable always trigger e_no_truncate",
    ],
    "STOP_DB_CONTRACT",
    /migration 0005_ledger\.sql: expected [0-9a-f]{64}, found not applied/,
  ],
  [
    "a state of the lifecycle may be followed by another one",
    () => [
      "alter table public.iu_lifecycle_vocab disable trigger user",
      "update public.iu_lifecycle_vocab set successors = array['draft'] where status = 'enacted'",
      "alter table public.iu_lifecycle_vocab enable trigger user",
      "do $$ declare t record; begin for t in select tgname from pg_trigger where tgrelid = 'public.iu_lifecycle_vocab'::regclass and not tgisinternal loop execute format('alter table public.iu_lifecycle_vocab enable always trigger %I', t.tgname); end loop; end $$",
    ],
    "STOP_DB_CONTRACT",
    /lifecycle status enacted: expected superseded, found draft/,
  ],
];

const CONTRACT_CHECK = "schema and grants";
const failedOf = (checks: readonly Precheck[]) =>
  checks.filter(({ passed }) => !passed).map(({ name }) => name);

for (const [what, sql, reason, named] of ATTACKS)
  test(`where ${what}, the audit names it and is not clean, and the doctor names it once (D-168)`, async () => {
    superuser(...sql());
    const kept = await readFile(join(scene.setup.setup.root, "reports/audit-clean.json"), "utf8");
    const { code, told, stderr } = await audit();
    assert.deepEqual(
      [code, told.clean, told.differences, told.unsound?.reason],
      [3, false, [], reason],
      JSON.stringify(told.differences),
    );
    assert.ok(
      told.unsound.details.some((line: string) => named.test(line)),
      told.unsound.details.join("\n"),
    );
    assert.match(stderr, new RegExp(`^${reason}: `, "m"));
    assert.equal(await readFile(join(scene.setup.setup.root, "reports/audit-clean.json"), "utf8"), kept);
    const checks = await scene.app.doctor();
    assert.deepEqual(failedOf(checks), [CONTRACT_CHECK]);
    assert.match(checks.find(({ name }) => name === CONTRACT_CHECK)?.found ?? "", named);
    await whole();
  });

test("an altered row and a dropped trigger are both told (D-168)", async () => {
  attackNow(
    scene.setup,
    "update public.information_unit set updated_by = 'mallory' where sort_order = 2",
    dropTriggers("public.birth_registry"),
  );
  const both = await scene.setup.cutter(["audit"]);
  assert.equal(both.code, 3);
  assert.match(both.stderr, /trigger public\.birth_registry d_immutable/);
  assert.match(both.stderr, /^STOP_TAMPERED: /m);
  await whole();
});

test("where the rows can't be read because a table is gone, that is what the audit says (D-168)", async () => {
  superuser("drop table public.birth_registry cascade");
  const { code, told } = await audit();
  assert.deepEqual([code, told.verdict], [3, "refused"]);
  assert.ok(
    told.details.some((line: string) => /public\.birth_registry: column 1 .* found missing/.test(line)),
    told.details.join("\n"),
  );
  await whole();
});

const SHUT = "The harbour is shut";
const HASH = (text: string) => `sha256 ${sha256Hex(text)}`;
const OF_NO_TEXT = "sha256 of no text";

/** Bodies that a replaced view or function hands out under the hash of the text that was enacted. */
const BODIES: readonly (readonly [what: string, body: string, actual: string])[] = [
  ["another text", `'${SHUT}'::text`, HASH(SHUT)],
  ["a text with a space behind it", "v.body || ' '", ""],
  ["an empty text", "''::text", HASH("")],
  ["none", "null::text", OF_NO_TEXT],
];

/** Each way by which a reader gets a text, as what of the base it is got from. */
const WAYS: readonly (readonly [
  command: string,
  from: "iu_history" | "iu_as_of",
  args: () => readonly string[],
])[] = [
  ["show", "iu_history", () => ["show", "HARBOUR/ARTICLE-2"]],
  ["history --json", "iu_history", () => ["history", "HARBOUR/ARTICLE-2", "--json"]],
  ["diff", "iu_as_of", () => ["diff", "harbour", "--from", "2025-06-30", "--to", "2025-07-01"]],
  ["prove", "iu_history", () => ["prove", "HARBOUR/ARTICLE-2", ...scene.sources]],
  ["export --format jsonl", "iu_history", () => ["export", "--format", "jsonl", "--out", exportFolder()]],
  [
    "export --format site",
    "iu_history",
    () => ["export", "--format", "site", "--out", `${exportFolder()}-site`],
  ],
];
const exportFolder = () => join(scene.setup.setup.folder, "export");

async function filesOf(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  const files = names.map(async ({ parentPath, name }) => {
    const path = join(parentPath, name);
    return [path, sha256Hex(await readFile(path))] as const;
  });
  return new Map(await Promise.all(files));
}

for (const [what, body, actual] of BODIES)
  test(`where a replaced view hands out ${what}, no command shows it, and an export is as it was (X-06)`, async () => {
    for (const [command, , args] of WAYS) {
      const end = await scene.kb(args());
      assert.equal(end.code, 0, `${command}: ${end.stderr}`);
    }
    const folders = [exportFolder(), `${exportFolder()}-site`];
    const before = await Promise.all(folders.map(filesOf));
    superuser(
      replaced("iu_history", BODY, body),
      replaced("iu_as_of", /v\.title, v\.body/, `v.title, ${body}`),
    );
    for (const [command, , args] of WAYS) {
      const end = await scene.kb(args());
      assert.equal(end.code, 3, `${command}: ${end.stdout}`);
      assert.match(end.stderr, /^STOP_TEXT_ALTERED: /m, command);
      assert.match(end.stderr, /^ {2}at {8}HARBOUR\/ARTICLE-\d version \d$/m, command);
      assert.match(end.stderr, /^ {2}expected {2}sha256 [0-9a-f]{64}$/m, command);
      assert.match(end.stderr, /^ {2}actual {4}sha256 (?:[0-9a-f]{64}|of no text)$/m, command);
      if (actual !== "") assert.match(end.stderr, new RegExp(`^ {2}actual {4}${actual}$`, "m"), command);
      assert.doesNotMatch(end.stdout, /shut/, command);
    }
    assert.deepEqual(await Promise.all(folders.map(filesOf)), before);
    await whole();
  });
