import assert from "node:assert/strict";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { readDocumentRows } from "../../src/adapters/postgres/reads/document-rows.ts";
import { OWNED, RUN_DOCUMENT } from "../../src/adapters/postgres/reads/owned-rows.ts";
import type { App } from "../../src/compose/app.ts";
import { isChained } from "../../src/domain/base-facts.ts";
import { GOVERNED_TABLES } from "../../src/domain/tables.ts";
import { sha256Hex } from "../../src/json/canonical-json.ts";
import { cutAndEnact, registerVersion, type VersionWords } from "../support/amend-document.ts";
import {
  asSuperuser,
  attackNow,
  dumpNow,
  GUARDS_OFF,
  openSuperuser,
  restoreNow,
} from "../support/superuser-attack.ts";
import { makeTestSetup, must, runPath, type TestSetup } from "../support/test-setup.ts";

const lawWith = (fee: string, last: string) =>
  `# The Act\n\n# Article 1\n\nThe harbour is open.\n\n# Article 2\n\nA ship pays ${fee}.\n\n# Article 3\n\n${last}\n`;
const wordsOf = (docPrefix: string) => ({
  docPrefix,
  title: `${docPrefix} Act`,
  publicationType: "law",
  owner: "operator",
});

let setup: TestSetup;
let app: App;
let first: string;
let second: string;
let whole: () => Promise<void>;
let oldDump: string;

before(async () => {
  setup = await makeTestSetup();
  app = await setup.openApp({ settings: { driftScope: "chain" } });
  await register("harbour", lawWith("one crown", "A ship has a bell."), {
    ...wordsOf("HARBOUR"),
    effectiveFrom: "2020-01-01",
  });
  first = await cutAndEnact(setup, app, "harbour");
  await register("lamp", lawWith("a lamp", "A lamp burns."), wordsOf("LAMP"));
  await cutAndEnact(setup, app, "lamp");
  oldDump = dumpNow(setup);
  keepOld();
  await register("harbour", lawWith("two crowns", "No bell rings at night."), {
    effectiveFrom: "2026-03-01",
    lineage: "replaced_by ARTICLE-3 -> ARTICLE-3\n",
  });
  second = await cutAndEnact(setup, app, "harbour");
  assert.deepEqual(await audited(), { named: [], uncompared: [] });
  whole = await setup.remember();
});
after(async () => {
  await app?.[Symbol.asyncDispose]();
  await setup?.[Symbol.asyncDispose]();
});

async function register(documentId: string, text: string, words: VersionWords): Promise<void> {
  must((await registerVersion(await setup.live.openSource(), { documentId, text, ...words })).outcome);
}

async function audited() {
  const { differences, altered, uncompared, unread } = await app.auditBase({ founds: false, isAlone: true });
  assert.equal(unread, null);
  assert.equal(altered?.reason ?? null, differences.length === 0 ? null : "STOP_TAMPERED");
  return {
    named: differences.map(({ document, found }) => `${document}: ${found}`),
    uncompared: uncompared.map(({ why }) => why),
  };
}

/** Rows as they were before the second version was enacted, in tables of their own. */
const keepOld = () =>
  asSuperuser(
    setup,
    "create schema zz_old",
    ...GOVERNED_TABLES.map((table) => `create table zz_old.${nameOf(table)} as select * from ${table}`),
  );
const nameOf = (table: string) => table.replace(/^\w+\./, "");
const old = (table: string, rows = "true") =>
  `delete from ${table} t where ${rows}; insert into ${table} select * from zz_old.${nameOf(table)} t where ${rows}`;

/** Gives the newest entry of the chain of the document what its rows are now, with digests that fit. */
async function rechain(document: string): Promise<void> {
  await using session = await (await setup.live.openSource()).open("verify");
  const rows = (await readDocumentRows(session, document)).filter((fact) => isChained(fact) && fact.rows > 0);
  const tables = JSON.stringify(Object.fromEntries(rows.map(({ table, ...fact }) => [table, fact])));
  attackNow(
    setup,
    `update cutter_governance.document_digest e set tables = '${tables}'
     where e.document_id = lower('${document}') and seq = (select max(seq) from cutter_governance.document_digest where document_id = e.document_id)`,
    "update cutter_governance.document_digest set rows_sha256 = encode(sha256(convert_to(tables::text, 'UTF8')), 'hex')",
    `update cutter_governance.document_digest set sha256 = encode(sha256(convert_to(concat_ws(E'\\x1f', document_id, seq::text,
       coalesce(run_id, '-'), coalesce(phase, '-'), rows_sha256, coalesce(previous, '-')), 'UTF8')), 'hex')`,
  );
}

interface Attack {
  readonly what: string;
  readonly sql: readonly string[];
  /** What has to be named; FIRST and SECOND stand for the runs. */
  readonly named: readonly RegExp[];
}

const UNIT = "(select id from public.information_unit where canonical_address = 'HARBOUR/ARTICLE-1')";
const VERSION = `(select id from public.unit_version where unit_id = ${UNIT} and version_seq = 1)`;
const forged = (text: string) =>
  `body = '${text}', content_hash = encode(sha256(convert_to('${text}', 'UTF8')), 'hex')`;
const ledger = (name: string) => `cutter_governance.${name}`;

/** A run that nobody has approved, with everything that one leaves, for a unit of its own. */
const FORGED_RUN = `ictr-20261129T080000Z-0000f00d`;
const copyRow = (table: string, condition: string, change: Readonly<Record<string, string>>) =>
  `insert into ${table} select (jsonb_populate_record(t, jsonb_build_object(${Object.entries(change)
    .map(([column, value]) => `'${column}', ${value}`)
    .join(", ")}))).* from ${table} t where ${condition}`;
const id = (number: number) => `'00000000-0000-4000-8000-00000000000${number}'`;
const OF_FIRST = "t.run_id = 'FIRST'";
const forgedLaw = [
  copyRow("public.information_unit", "t.canonical_address = 'HARBOUR/ARTICLE-1'", {
    ...{
      id: id(1),
      canonical_address: "'HARBOUR/ARTICLE-9'",
      version_anchor_ref: id(2),
      content_anchor_ref: id(2),
    },
    created_at: "'2026-11-29 08:00:00+00'",
  }),
  copyRow("public.unit_version", `t.id = ${VERSION}`, {
    ...{ id: id(2), unit_id: id(1), address: "'HARBOUR/ARTICLE-9'", created_at: "'2026-11-29 08:00:00+00'" },
  }),
  copyRow("public.birth_registry", `t.unit_id = ${UNIT}`, {
    ...{ unit_id: id(1), canonical_address: "'HARBOUR/ARTICLE-9'", born_at: "'2026-11-29 08:00:00+00'" },
  }),
  copyRow(ledger("write_permit"), `${OF_FIRST} and t.gate = 'SG_2_lifecycle_authz'`, {
    ...{
      permit_id: id(3),
      run_id: `'${FORGED_RUN}'`,
      payload_sha256: "repeat('f', 64)",
      nonce: "'f'",
      change_set_id: id(4),
    },
  }),
  copyRow(ledger("approval_use"), `${OF_FIRST} and t.gate = 'SG_2_lifecycle_authz'`, {
    ...{ run_id: `'${FORGED_RUN}'`, payload_sha256: "repeat('f', 64)", nonce: "'f'", permit_id: id(3) },
    used_at: "'2026-11-29 08:00:00+00'",
  }),
  copyRow(ledger("cut_change_set"), OF_FIRST, {
    ...{
      change_set_id: id(4),
      run_id: `'${FORGED_RUN}'`,
      envelope_id: id(5),
      created_at: "'2026-11-29 08:00:00+00'",
    },
  }),
  copyRow(ledger("manifest_envelope"), OF_FIRST, {
    envelope_id: id(5),
    run_id: `'${FORGED_RUN}'`,
    backlog_entry_id: id(6),
    created_at: "'2026-11-29 08:00:00+00'",
  }),
  copyRow(ledger("cut_change_set_affected_row"), `t.unit_id = ${UNIT} and t.operation = 'create'`, {
    ...{
      change_set_id: id(4),
      unit_id: id(1),
      unit_version_id: id(2),
      canonical_address: "'HARBOUR/ARTICLE-9'",
      address: "'HARBOUR/ARTICLE-9'",
    },
  }),
  copyRow(ledger("review_decision"), `${OF_FIRST} and t.gate = 'SG_2_lifecycle_authz'`, {
    ...{
      review_decision_id: id(7),
      run_id: `'${FORGED_RUN}'`,
      change_set_id: id(4),
      payload_sha256: "repeat('f', 64)",
    },
    decided_at: "'2026-11-29 08:00:00+00'",
  }),
  copyRow("public.iu_lifecycle_log", `t.unit_id = ${UNIT} and t.to_status = 'enacted'`, {
    ...{
      unit_id: id(1),
      unit_version_id: id(2),
      canonical_address: "'HARBOUR/ARTICLE-9'",
      change_set_id: id(4),
      review_decision_id: id(7),
    },
    logged_at: "'2026-11-29 08:00:00+00'",
  }),
  copyRow(
    ledger("phase_receipt"),
    `${OF_FIRST} and t.phase in ('cut_leg_a', 'leg_b_record', 'lifecycle_enact')`,
    {
      ...{
        run_id: `'${FORGED_RUN}'`,
        payload_sha256: "repeat('f', 64)",
        recorded_at: "'2026-11-29 08:00:00+00'",
      },
    },
  ),
];

const ATTACKS: readonly Attack[] = [
  {
    what: "a text with its hash",
    sql: [`update public.unit_version set ${forged("The harbour is shut.")} where id = ${VERSION}`],
    named: [
      /HARBOUR: HARBOUR\/ARTICLE-1: the text is another/,
      /by transaction \d+, .*: HARBOUR\/ARTICLE-1 version 1$/,
    ],
  },
  {
    what: "a text with its hash, everywhere in the ledger",
    sql: [
      `update public.unit_version set ${forged("The harbour is shut.")} where id = ${VERSION}`,
      ...[
        ledger("cut_change_set_affected_row"),
        ledger("manifest_unit_block"),
        "public.iu_lifecycle_log",
      ].map(
        (table) =>
          `update ${table} set content_hash = encode(sha256('The harbour is shut.'), 'hex') where unit_id = ${UNIT}`,
      ),
    ],
    named: [
      /by transaction \d+, .*: HARBOUR\/ARTICLE-1 version 1$/,
      /manifest_unit_block: written by .*: HARBOUR\/ARTICLE-1, block 1/,
    ],
  },
  {
    what: "a text without its hash",
    sql: [`update public.unit_version set body = 'The harbour is shut.' where id = ${VERSION}`],
    named: [/HARBOUR\/ARTICLE-1 version 1: the text is not what its hash says/],
  },
  {
    what: "the texts of two units, one for the other",
    sql: [
      `update public.unit_version v set body = o.body, content_hash = o.content_hash from public.unit_version o, public.information_unit a, public.information_unit b
       where a.id = v.unit_id and b.id = o.unit_id and v.version_seq = 1 and o.version_seq = 1
         and (a.canonical_address, b.canonical_address) in (('HARBOUR/ARTICLE-1', 'HARBOUR/ARTICLE-2'), ('HARBOUR/ARTICLE-2', 'HARBOUR/ARTICLE-1'))`,
    ],
    named: [
      /HARBOUR\/ARTICLE-1: the text is another/,
      /HARBOUR\/ARTICLE-1 version 1; HARBOUR\/ARTICLE-2 version 1$/,
    ],
  },
  {
    what: "a day of effect",
    sql: [
      `update public.version_effect set effective_from = '1999-01-01' where unit_version_id = ${VERSION}`,
    ],
    named: [/version_effect: written by .*: HARBOUR\/ARTICLE-1 version 1, day 1$/],
  },
  {
    what: "a day of effect that is lost",
    sql: [`delete from public.version_effect where unit_version_id = ${VERSION}`],
    named: [/FIRST lifecycle_enact: of 3 rows that it wrote into public\.version_effect, 2 found/],
  },
  {
    what: "a unit that is lost with its version",
    sql: [
      `delete from public.unit_version where unit_id = ${UNIT}`,
      "delete from public.information_unit where canonical_address = 'HARBOUR/ARTICLE-1'",
    ],
    named: [
      /HARBOUR\/ARTICLE-1: the unit is gone/,
      /HARBOUR\/ARTICLE-1: the version that the ledger names is gone/,
    ],
  },
  {
    what: "a version of a unit that is lost",
    sql: ["delete from public.unit_version where title <> '' or version_seq = 2"],
    named: [/HARBOUR\/ARTICLE-2: the version that the ledger names is gone/],
  },
  ...[
    ["public.birth_registry", `unit_id = ${UNIT}`, /HARBOUR\/ARTICLE-1: its birth is gone/],
    [
      "public.iu_lifecycle_log",
      `unit_id = ${UNIT}`,
      /HARBOUR\/ARTICLE-1 1: its state is enacted, which the log does not say/,
    ],
    [ledger("manifest_unit_block"), `unit_id = ${UNIT}`, /HARBOUR\/ARTICLE-1: has no block in the manifest/],
    [
      ledger("cut_change_set_affected_row"),
      `unit_id = ${UNIT}`,
      /HARBOUR\/ARTICLE-1 version 1: enacted, and no approval and receipt of a run say so/,
    ],
    [ledger("manifest_envelope"), "run_id = 'FIRST'", /FIRST: the manifest of its cut is gone/],
    [ledger("decision_backlog_entry"), "run_id = 'FIRST'", /FIRST: its entry in the backlog is gone/],
    [
      ledger("decision_backlog_history"),
      "backlog_entry_id in (select backlog_entry_id from cutter_governance.decision_backlog_entry where run_id = 'FIRST')",
      /FIRST: the history of its entry/,
    ],
    [
      ledger("review_decision"),
      "run_id = 'FIRST' and gate = 'SG_1_cut_authz'",
      /FIRST: the decision on its cut is gone/,
    ],
    [
      ledger("cut_change_set"),
      "run_id = 'FIRST'",
      /HARBOUR\/ARTICLE-1 version 1: enacted, and no approval and receipt/,
    ],
    [ledger("verify_result"), "run_id = 'FIRST'", /FIRST: its verification is gone/],
    [
      ledger("dot_pair_signature"),
      "change_set_id in (select change_set_id from cutter_governance.cut_change_set where run_id = 'FIRST')",
      /FIRST: the signature of its executor is gone/,
    ],
    [
      ledger("approval_use"),
      "run_id = 'FIRST' and gate = 'SG_2_lifecycle_authz'",
      /FIRST SG_2_lifecycle_authz: the use of its approval is gone/,
    ],
    [
      ledger("phase_receipt"),
      "run_id = 'FIRST' and phase = 'write_verify'",
      /FIRST write_verify: the receipt is gone/,
    ],
    [
      ledger("write_permit"),
      "run_id = 'FIRST' and gate = 'SG_1_cut_authz'",
      /FIRST SG_1_cut_authz: the permit of its approval is gone/,
    ],
    [
      "public.unit_lineage",
      "true",
      /SECOND has sealed another base: rows of public\.unit_lineage: expected 1, found 0/,
    ],
    [
      ledger("document_digest"),
      "document_id = 'harbour' and seq = 8",
      /SECOND lifecycle_enact: its entry in the chain is gone/,
    ],
    [
      ledger("document_digest"),
      "document_id = 'harbour'",
      /FIRST has sealed another base: .*document_digest/,
    ],
    [
      ledger("source_document_version_registry"),
      "document_id = 'harbour' and version_seq = 1",
      /FIRST has sealed another base: stored source/,
    ],
    [
      ledger("source_document_registry"),
      "document_id = 'harbour'",
      /: rows of no document: public\.information_unit: 4: /,
    ],
  ].map(([table, rows, named]) => ({
    what: `rows of ${table} that are lost`,
    sql: [`delete from ${table} where ${rows}`],
    named: [named as RegExp],
  })),
  {
    what: "who approved",
    sql: [`update ${ledger("approval_use")} set persons = '{mallory}' where run_id = 'FIRST'`],
    named: [
      /FIRST has sealed another base: use of the approval of SG_1/,
      /FIRST SG_1_cut_authz: the permit and the use of the approval say different things/,
      /approval_use: written by .*: FIRST SG_1_cut_authz; FIRST SG_2/,
    ],
  },
  {
    what: "who approved, in the permit as well",
    sql: [ledger("approval_use"), ledger("write_permit")].map(
      (table) => `update ${table} set approval_commit = repeat('c', 40) where run_id = 'FIRST'`,
    ),
    named: [/FIRST has sealed another base: use of the approval of SG_1.* found .*c{40}/],
  },
  {
    what: "what was approved",
    sql: [
      ledger("approval_use"),
      ledger("write_permit"),
      ledger("review_decision"),
      ledger("phase_receipt"),
    ].map(
      (table) =>
        `update ${table} set payload_sha256 = repeat(left(md5(payload_sha256), 1), 64) where run_id = 'FIRST'`,
    ),
    named: [/no approval in git explains phase_receipt FIRST SG_1_cut_authz/],
  },
  {
    what: "bytes of a source with their hash",
    sql: [
      `update ${ledger("source_document_version_registry")} set content = 'x', size_bytes = 1, sha256 = encode(sha256('x'), 'hex') where document_id = 'harbour' and version_seq = 1`,
    ],
    named: [/FIRST has sealed another base: stored source/],
  },
  ...[
    [
      "lineage = 'created ARTICLE-9'",
      /HARBOUR: source version 2: the statement of lineage is not what the hash says/,
    ],
    ["size_bytes = 1", /HARBOUR: source version 2: the bytes are not what the hash says/],
    ["base_version_id = version_id", /HARBOUR: source version 2: it rests on one that is not an earlier one/],
    ["citation = 'forged'", /SECOND has sealed another base: stored source/],
    ["effective_from = '1999-01-01'", /SECOND has sealed another base: stored source/],
    ["nature = 'erratum'", /SECOND has sealed another base: stored source/],
  ].map(([change, named]) => ({
    what: `what was registered of a source: ${change}`,
    sql: [
      `update ${ledger("source_document_version_registry")} set ${change} where document_id = 'harbour' and version_seq = 2`,
    ],
    named: [named as RegExp],
  })),
  {
    what: "a unit with a forged run, whose every row is there",
    sql: forgedLaw,
    named: [
      new RegExp(`no approval in git explains approval_use ${FORGED_RUN} SG_2`),
      new RegExp(`no approval in git explains phase_receipt ${FORGED_RUN}`),
    ],
  },
  {
    what: "a table from an old dump",
    sql: [old("public.unit_version")],
    named: [
      /HARBOUR\/ARTICLE-2: the version that the ledger names is gone/,
      /public\.unit_version: written by .*: HARBOUR\/ARTICLE-1 version 1; /,
    ],
  },
  {
    what: "the ledger of lifecycles from an old dump",
    sql: [old("public.iu_lifecycle_log")],
    named: [/HARBOUR\/ARTICLE-2 2: its state is enacted, which the log does not say/],
  },
  {
    what: "every table from before the last run",
    sql: OWNED.map(({ table }) => old(table)),
    named: [/HARBOUR: the base lacks SECOND, which was closed here at 2026-/],
  },
];

for (const { what, sql, named } of ATTACKS)
  test(`${what}: found and named, and again once the chain is written anew (D-161)`, async () => {
    const runs = (text: string) => text.replaceAll("FIRST", first).replaceAll("SECOND", second);
    attackNow(setup, ...sql.map(runs));
    const found = [await audited()];
    await rechain("HARBOUR");
    found.push(await audited());
    await whole();
    for (const { named: lines } of found) {
      for (const { source } of named)
        assert.ok(
          lines.some((line) => new RegExp(runs(source)).test(line)),
          `${runs(source)}\n${lines.join("\n")}`,
        );
      assert.ok(
        lines.every((line) => !line.startsWith("LAMP")),
        lines.join("\n"),
      );
    }
  });

/** Another value of a column, by its type. */
const OTHER: Readonly<Record<string, string>> = {
  "timestamp with time zone": "coalesce(COLUMN, now()) + interval '1 second'",
  date: "coalesce(COLUMN, current_date) + 1",
  boolean: "not coalesce(COLUMN, false)",
  jsonb: `'{"forged": true}'`,
  "text[]": "array_append(COLUMN, 'x')",
  text: "coalesce(COLUMN, '') || 'x'",
  uuid: "gen_random_uuid()",
  xid8: "(coalesce(COLUMN::text::bigint, 0) + 1)::text::xid8",
  ...Object.fromEntries(["integer", "bigint", "numeric"].map((type) => [type, "coalesce(COLUMN, 0) + 1000"])),
};

test("each column of each table of a document is in its digest, but the text, for which its hash stands (D-161)", async () => {
  await using session = await openSuperuser(setup);
  await session.query("begin");
  for (const statement of GUARDS_OFF) await session.query(statement);
  const unseen: string[] = [];
  let columns = 0;
  for (const { table, from, prefix } of OWNED) {
    const digest = async () =>
      (await readDocumentRows(session, "HARBOUR", (each) => each === table))[0]?.digest;
    const was = await digest();
    const { rows: found } = await session.query<{ name: string; type: string }>(
      "select attname as name, atttypid::regtype::text as type from pg_attribute where attrelid = $1::text::regclass and attnum > 0 and not attisdropped",
      [table],
    );
    for (const { name, type } of found) {
      columns += 1;
      await session.query("savepoint whole");
      const { rows: changed } = await session.query(
        `with ${RUN_DOCUMENT} update ${table} set ${name} = ${OTHER[type]?.replace("COLUMN", name) ?? assert.fail(type)}
         where ctid = (select t.ctid from ${table} t ${from} where ${prefix} = 'HARBOUR' limit 1) returning 1`,
      );
      assert.equal(changed.length, 1, `${table} ${name}`);
      if ((await digest()) === was) unseen.push(`${table} ${name}`);
      await session.query("rollback to savepoint whole");
    }
  }
  await session.query("rollback");
  assert.deepEqual(unseen, ["public.unit_version body"]);
  assert.ok(columns > 200, `${columns} columns`);
});

const told = (uncompared: readonly string[], text: RegExp) =>
  assert.ok(
    uncompared.some((why) => text.test(why)),
    uncompared.join("\n"),
  );

test("a run that is open, one of another machine and one whose journal is damaged are told as what they are (D-162)", async () => {
  await register("bell", lawWith("a bell", "A bell rings."), wordsOf("BELL"));
  const { runId } = must(await app.cut({ documentId: "bell", mode: "LIVE" }));
  await setup.approve(runId, "SG_1_cut_authz");
  must(await app.resume(runId));
  const open = await audited();
  assert.deepEqual(open.named, []);
  told(open.uncompared, /^it is not closed: awaiting_lifecycle_authorization/);

  const [index, folder] = [join(setup.setup.root, "reports/runs-index.jsonl"), runPath(setup.setup, second)];
  const lines = await readFile(index, "utf8");
  await rename(folder, `${folder}-kept`);
  const gone = await audited();
  assert.ok(gone.named.some((line) => line.includes(`the evidence of ${second} can't be read: STOP_`)));
  await writeFile(
    index,
    lines
      .split("\n")
      .filter((line) => !line.includes(second))
      .join("\n"),
  );
  const foreign = await audited();
  assert.deepEqual(foreign.named, []);
  told(
    foreign.uncompared,
    /^it is of HARBOUR, and no journal of it is here, so that ledger and git alone speak for it$/,
  );
  await rename(`${folder}-kept`, folder);
  await writeFile(
    index,
    lines.replace(/("run_id":"[^"]+",.*"closeout_sha256":)"[0-9a-f]{64}"/, `$1"${"0".repeat(64)}"`),
  );
  const other = await audited();
  assert.ok(
    other.named.some((line) =>
      /is closed by the index of runs with another report than by its journal/.test(line),
    ),
  );
  await whole();
});

test("no row of a document that nobody has edited is named, with days that were set after its text and drafts that were taken back (D-161)", async () => {
  const { runId } = must(
    await app.setEffect({
      documentId: "harbour",
      effect: { from: "2026-05-01", version: 2, why: "Order 7" },
    }),
  );
  await setup.approve(runId, "SG_2_lifecycle_authz");
  assert.equal(must(await app.resume(runId)).state, "closeout_reported");
  await register("harbour", lawWith("three crowns", "No bell rings at night."), {
    effectiveFrom: "2027-01-01",
  });
  const third = must(await app.cut({ documentId: "harbour", mode: "LIVE" })).runId;
  await setup.approve(third, "SG_1_cut_authz");
  must(await app.resume(third));
  must(await app.revert(third, { execute: true }));
  await setup.approve(third, "SG_3_compensation_authz");
  assert.equal(must(await app.revert(third, { execute: true })).outcome?.refusal, null);
  const { named, uncompared } = await audited();
  assert.deepEqual(named, []);
  told(uncompared, /^it is not closed: voided, so that it has sealed nothing$/);
  await using live = await app.openKnowledgeBase();
  for (const document of ["HARBOUR", "LAMP"])
    assert.deepEqual(
      await live.nameRows(
        document,
        new Set(
          OWNED.map(({ table }) => table).filter((table) => !/registry$/.test(table) || /birth/.test(table)),
        ),
      ),
      [],
    );
  await whole();
});

test("a base that was restored from an old dump lacks the runs that were closed since, until its documents are cut again (D-161)", async () => {
  restoreNow(setup, oldDump);
  const { named } = await audited();
  assert.equal(named.length, 1, named.join("\n"));
  assert.match(
    named[0] ?? "",
    new RegExp(`^HARBOUR: the base lacks ${second}, which was closed here at 2026-`),
  );
  await register("harbour", lawWith("two crowns", "No bell rings at night."), {
    effectiveFrom: "2026-03-01",
    lineage: "replaced_by ARTICLE-3 -> ARTICLE-3\n",
  });
  const again = await cutAndEnact(setup, app, "harbour");
  const mended = await audited();
  assert.deepEqual(mended.named, []);
  told(mended.uncompared, new RegExp(`^the base lacks it, and ${again} has cut HARBOUR since`));
  attackNow(setup, `update public.unit_version set title = 'forged' where id = ${VERSION}`);
  const edited = await audited();
  assert.ok(
    edited.named.some((line) =>
      /unit_version: written by transaction \d+, .*: HARBOUR\/ARTICLE-1 version 1$/.test(line),
    ),
    "in a base that was restored the row that was edited is named before all that the restore wrote",
  );
  await whole();
});

test("without the index of runs, or with one that is garbled, the journals tell what is closed, and what a restore has lost (D-175)", async () => {
  const index = join(setup.setup.root, "reports/runs-index.jsonl");
  const lines = await readFile(index, "utf8");
  const indexes = [
    ["", /^The index of runs lacks 3 closed runs, as ictr-/],
    [
      lines.replaceAll("closed_utc", "utc"),
      /^The index of runs can't be read \(STOP_STATE_CORRUPT: reports\/runs-index\.jsonl line 1\) and lacks/,
    ],
    [lines.replace(new RegExp(`.*${second}.*\n`), ""), /^The index of runs lacks 1 closed run, as ictr-/],
  ] as const;
  for (const [text, note] of indexes) {
    await writeFile(index, text);
    attackNow(
      setup,
      `update ${ledger("source_document_version_registry")} set citation = 'forged' where document_id = 'harbour' and version_seq = 2`,
    );
    const { differences, index: said } = await app.auditBase({ founds: false, isAlone: true });
    assert.match(said ?? "", note);
    assert.ok(differences.some(({ found }) => found.startsWith(`${second} has sealed another base: `)));
    await whole();
    const sound = await app.auditBase({ founds: false, isAlone: true });
    assert.deepEqual([sound.differences, sound.record.runs], [[], 3]);
    restoreNow(setup, oldDump);
    const lost = await audited();
    assert.deepEqual(
      lost.named.map((line) => line.replace(/ at 2026.*/, "")),
      [`HARBOUR: the base lacks ${second}, which was closed here`],
    );
    await whole();
  }
  await writeFile(index, lines);
});

test("a run that waits, of which the base has lost the drafts with receipts and chain, is named (D-177)", async () => {
  await register("wharf", lawWith("a rope", "A rope holds."), wordsOf("WHARF"));
  const { runId } = must(await app.cut({ documentId: "wharf", mode: "LIVE" }));
  await setup.approve(runId, "SG_1_cut_authz");
  must(await app.resume(runId));
  const open = await audited();
  assert.deepEqual(open.named, []);
  attackNow(
    setup,
    ...["unit_version", "birth_registry", "information_unit"].map(
      (table) =>
        `delete from public.${table} where ${table === "unit_version" ? "unit_id in (select id from public.information_unit where doc_code = 'WHARF')" : "doc_code = 'WHARF'"}`,
    ),
    ...["cut_change_set_affected_row", "manifest_unit_block"].map(
      (table) => `delete from ${ledger(table)} where canonical_address like 'WHARF/%'`,
    ),
    ...[
      "approval_use",
      "phase_receipt",
      "write_permit",
      "cut_change_set",
      "manifest_envelope",
      "verify_result",
      "review_decision",
      "decision_backlog_entry",
      "document_digest",
    ].map((table) => `delete from ${ledger(table)} where run_id = '${runId}'`),
  );
  const { named } = await audited();
  assert.ok(
    named.some((line) =>
      line.startsWith(`WHARF: the base lacks what ${runId} has written: receipt of cut_leg_a, `),
    ),
    named.join("\n"),
  );
  must(await app.voidRun(runId, "its drafts are lost"));
  assert.ok(!(await audited()).named.some((line) => line.includes("the base lacks what")));
  await whole();
});

test("journals that are in the database tell the same: a text with its chain, and a run that is lost (D-161)", async () => {
  await using own = await makeTestSetup("postgresql", undefined, "postgresql");
  await using other = await own.openApp({ settings: { driftScope: "chain" } });
  const documentId = await own.register(lawWith("a penny", "A penny is small."));
  await cutAndEnact(own, other, documentId);
  const find = async () =>
    (await other.auditBase({ founds: false, isAlone: true })).differences.map(({ found }) => found);
  assert.deepEqual(await find(), []);
  attackNow(own, "update public.unit_version set title = 'forged' where version_seq = 1");
  assert.ok((await find()).some((line) => /unit_version: written by transaction \d+/.test(line)));
  attackNow(own, ...OWNED.map(({ table }) => `delete from ${table}`));
  assert.ok((await find()).some((line) => /^the base lacks ictr-\S+, which was closed here at /.test(line)));
});

test("a journal that is gone from the database is named; after a restore, which brings none back, it is told as not compared (D-176)", async () => {
  await using own = await makeTestSetup("postgresql", undefined, "postgresql");
  await using other = await own.openApp({ settings: { driftScope: "chain" } });
  const runId = await cutAndEnact(own, other, await own.register(lawWith("a penny", "A penny is small.")));
  const forget = (tables: readonly string[]) => {
    const each = tables.map((table) => `cutter_sidecar.${table}`);
    asSuperuser(
      own,
      ...each.flatMap((table) => [`alter table ${table} disable trigger all`, `delete from ${table}`]),
      ...each.map((table) => `alter table ${table} enable always trigger d_immutable`),
    );
  };
  const rows = ["entry", "file", "over", "lease", "fence"];
  forget(rows);
  const gone = await other.auditBase({ founds: false, isAlone: true });
  assert.deepEqual(
    gone.differences.map(({ found }) => found.replace(/ since 2026.*/, "")),
    [`the journal of ${runId} is gone: the database has those of all runs`],
  );
  forget(["home"]);
  asSuperuser(
    own,
    "alter table cutter_sidecar.home disable trigger all",
    "insert into cutter_sidecar.home (ordinal, system_identifier, database, recorded_at) select 1, system_identifier, current_database(), now() + interval '1 minute' from pg_control_system()",
  );
  const restored = await other.auditBase({ founds: false, isAlone: true });
  assert.deepEqual(restored.differences, []);
  told(
    restored.uncompared.map(({ why }) => why),
    /^it is of \S+, and no journal of it is here, so that ledger and git alone speak for it; the database has those of all runs since 2026-/,
  );
});

/** Rows of the last run of HARBOUR that fit each other no more, or git, and of which no digest is left that says so. */
const UNWITNESSED: readonly (readonly [what: string, sql: readonly string[], named: RegExp])[] = [
  ...(
    [
      ["persons = '{mallory}'", /approved by "mallory" with "[0-9A-F]{40}", where git has sovereign with/],
      [`keys = '{${"A".repeat(40)}}'`, /approved by "sovereign" with "A{40}", where git has/],
      ["approval_commit = repeat('c', 40)", /commit "c{40}" has not brought the approval in/],
      ["execution_commit = repeat('c', 40)", /commit "c{40}" has not brought the execution authorisation in/],
      ["signed_utc = signed_utc - interval '1 second'", /signed "[^"]+", where git has/],
      ["nonce = md5(nonce)", /another nonce than [0-9a-f]{32}$/],
      [
        `batch_id = 'ictb-20261129T080000Z-0000f00d', batch_nonce = md5(nonce), batch_index = 0`,
        /no list that was approved for "ictb-20261129T080000Z-0000f00d" has it at place 0/,
      ],
    ] as const
  ).map(
    ([change, named]) =>
      [
        `approval and permit: ${change}`,
        ["approval_use", "write_permit"].map(
          (table) =>
            `update ${ledger(table)} set ${change} where run_id = 'SECOND' and gate = 'SG_2_lifecycle_authz'`,
        ),
        named,
      ] as const,
  ),
  [
    "the permit alone",
    [`update ${ledger("write_permit")} set persons = persons || persons where run_id = 'SECOND'`],
    /no approval in git explains approval_use SECOND SG_2_lifecycle_authz request \w+: its permit says otherwise/,
  ],
  [
    "when it was enacted",
    [
      "update public.unit_version set enacted_at = enacted_at - interval '10 years' where version_seq = 2 and doc_is",
    ],
    /HARBOUR\/ARTICLE-2 version 2: was not enacted when its log and the use of the approval say/,
  ],
  [
    "a relation between units",
    ["update public.unit_lineage set relation = 'split_into'"],
    /SECOND lifecycle_enact: the words, places, days or lineage of what it wrote are not what was permitted/,
  ],
  [
    "what was superseded by what",
    ["update public.iu_lifecycle_log set superseded_by = null where to_status = 'superseded'"],
    /HARBOUR\/ARTICLE-2 version 1: the log names another version after it than the one that follows it/,
  ],
  [
    "the order of two versions",
    ["update public.unit_version set version_seq = 7 where version_seq = 1 and doc_is"],
    /HARBOUR\/ARTICLE-2 version 7: the log names another version after it/,
  ],
  [
    "the text that the log names",
    [
      "update public.iu_lifecycle_log set content_hash = repeat('0', 64) where to_status = 'enacted' and split_part(canonical_address, '/', 1) = 'HARBOUR'",
    ],
    /HARBOUR\/ARTICLE-2 version 2: the log of its state says another address or text/,
  ],
];

/** The journal of the second run is away, and the index does not know it. */
async function hideSecond(): Promise<void> {
  const [index, folder] = [join(setup.setup.root, "reports/runs-index.jsonl"), runPath(setup.setup, second)];
  const lines = await readFile(index, "utf8");
  await rename(folder, `${folder}-kept`);
  await writeFile(index, lines.replace(new RegExp(`.*${second}.*\\n`), ""));
}

test("where the evidence of a run is lost, who approved is held against git, and what the ledger says twice against itself (D-176)", async () => {
  for (const [what, sql, named] of UNWITNESSED) {
    await hideSecond();
    const ofUnit = "unit_id in (select id from public.information_unit where doc_code = 'HARBOUR')";
    attackNow(setup, ...sql.map((text) => text.replaceAll("SECOND", second).replace("doc_is", ofUnit)));
    await rechain("HARBOUR");
    const found = await audited();
    const { source } = named;
    assert.ok(
      found.named.some((line) => new RegExp(source.replaceAll("SECOND", second)).test(line)),
      `${what}: ${source}\n${found.named.join("\n")}`,
    );
    await whole();
  }
  await hideSecond();
  assert.deepEqual((await audited()).named, []);
  await whole();
});

test("text, ledger and chain that are written anew together, where the evidence is lost, are not what was approved in git (D-165)", async () => {
  await hideSecond();
  const [body, hash] = ["A ship pays nothing.", sha256Hex("A ship pays nothing.")];
  const was = "(select content_hash from public.unit_version where body like '%two crowns%')";
  attackNow(
    setup,
    ...["cut_change_set_affected_row", "manifest_unit_block"].map(
      (table) => `update cutter_governance.${table} set content_hash = '${hash}' where content_hash = ${was}`,
    ),
    `update public.iu_lifecycle_log set content_hash = '${hash}' where content_hash = ${was}`,
    `update public.unit_version set body = '${body}', content_hash = '${hash}' where body like '%two crowns%'`,
  );
  await rechain("HARBOUR");
  const { named } = await audited();
  assert.ok(
    named.some((line) =>
      line.startsWith(`HARBOUR: ${second} has enacted something else than was approved: `),
    ),
    named.join("\n"),
  );
  await whole();
});
