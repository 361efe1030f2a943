import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readSqlError } from "../../../src/adapters/postgres/connection/sql-error.ts";
import type { SqlSession } from "../../../src/ports/sql.ts";
import { type AmendedLedger, openAmendedLedger } from "../../support/amended-ledger.ts";

let ledger: AmendedLedger;
let session: SqlSession;

before(async () => {
  ledger = await openAmendedLedger();
  session = await ledger.database.openSuperuser();
});
after(async () => {
  await session?.[Symbol.asyncDispose]();
  await ledger?.[Symbol.asyncDispose]();
});

const NOWHERE = "'0b1e2f6a-6a39-4a64-8a86-1f5a4a6b7fff'";
const REFERENCE = "23503";
const CHECK = "23514";
const TWICE = "23505";

const unit = (address: string) =>
  `(select id from public.information_unit where canonical_address = '${address}' and lifecycle_status <> 'withdrawn')`;
const version = (address: string, seq: number) =>
  `(select id from public.unit_version where unit_id = ${unit(address)} and version_seq = ${seq})`;

/** SQLSTATE with which a copy of a row with these changes, in SQL, is refused where no trigger stands; `ok` where it is let in. */
async function attempt(
  table: string,
  which: string,
  changes: Readonly<Record<string, string>>,
): Promise<string> {
  await session.query("begin");
  try {
    await session.query(`alter table ${table} disable trigger user`);
    const fields = Object.entries(changes).map(([name, value]) => `'${name}', (${value})::text`);
    await session.query(
      `insert into ${table} select (jsonb_populate_record(null::${table}, to_jsonb(t) || jsonb_build_object(${fields.join(", ")}))).*
       from (select * from ${table} where ${which} limit 1) t`,
    );
    await session.query("set constraints all immediate");
    return "ok";
  } catch (error) {
    return readSqlError(error)?.code ?? String(error);
  } finally {
    await session.query("rollback");
  }
}

interface Table {
  readonly table: string;
  readonly which: string;
  /** With what a copy of the row is let in. */
  readonly fresh: Readonly<Record<string, string>>;
  readonly cases: readonly (readonly [
    what: string,
    changes: Readonly<Record<string, string>>,
    code: string,
  ])[];
}

const nobody = { parent_unit_id: "null::uuid" };
const TABLES: readonly Table[] = [
  {
    table: "public.information_unit",
    which: "canonical_address = 'LAW/article-4'",
    fresh: {
      id: "gen_random_uuid()",
      canonical_address: "'LAW/article-44'",
      content_anchor_ref: version("LAW/article-4", 1),
      version_anchor_ref: version("LAW/article-4", 1),
    },
    cases: [
      ["an address that another unit has", { canonical_address: "'LAW/article-5'" }, TWICE],
      ["an anchor that is another unit's", {}, REFERENCE],
    ],
  },
  {
    table: "public.unit_version",
    which: `id = ${version("LAW/article-1", 2)}`,
    fresh: { id: "gen_random_uuid()", version_seq: "9", ...nobody },
    cases: [
      ["a parent that is not there", { parent_unit_id: NOWHERE }, REFERENCE],
      ["a base that is not there", { base_version_id: NOWHERE }, REFERENCE],
      ["a base of another unit", { base_version_id: version("LAW/article-4", 1) }, REFERENCE],
      ["no base", { base_version_id: "null::uuid" }, CHECK],
      ["a base of an original", { change_kind: "'original'" }, CHECK],
      ["an unknown kind of change", { change_kind: "'edict'" }, CHECK],
      ...(["amendment", "renumbering", "correction", "recut", "repeal"] as const).map(
        (name) => [`the kind of change ${name}`, { change_kind: `'${name}'` }, "ok"] as const,
      ),
      ...(["address", "unit_kind", "section_type", "position", "change_kind"] as const).map(
        (name) => [`no ${name}`, { [name]: "null::text" }, CHECK] as const,
      ),
      ["a number that is taken", { version_seq: "2" }, TWICE],
    ],
  },
  {
    table: "public.version_effect",
    which: `unit_version_id = ${version("LAW/article-1", 2)}`,
    fresh: { ordinal: "2" },
    cases: [
      ["a version that is not there", { unit_version_id: NOWHERE }, REFERENCE],
      ["a change set that is not there", { change_set_id: NOWHERE }, REFERENCE],
      ["a decision that is not there", { review_decision_id: NOWHERE }, REFERENCE],
      ["the place 0", { ordinal: "0" }, CHECK],
      ["a place that is taken", { ordinal: "1" }, TWICE],
      ["a day that never comes", { effective_from: "'infinity'" }, CHECK],
      ["no reason", { reason: "''" }, CHECK],
      ["the beginning", { effective_from: "'-infinity'" }, "ok"],
      ["no day", { effective_from: "null::text" }, "ok"],
    ],
  },
  {
    table: "public.unit_lineage",
    which: "true",
    fresh: { relation: "'merged_into'" },
    cases: [
      ["a unit that is not there", { from_unit: NOWHERE }, REFERENCE],
      ["a unit that is not there at its end", { to_unit: NOWHERE }, REFERENCE],
      ["a change set that is not there", { change_set_id: NOWHERE }, REFERENCE],
      ["an unknown relation", { relation: "'begets'" }, CHECK],
      [
        "a unit that goes on in itself",
        { from_unit: unit("LAW/article-1"), to_unit: unit("LAW/article-1") },
        CHECK,
      ],
      ["what is there", { relation: "'replaced_by'" }, TWICE],
      ["a split", { relation: "'split_into'" }, "ok"],
    ],
  },
  {
    table: "public.iu_lifecycle_log",
    which: `unit_version_id = ${version("LAW/article-1", 2)} and to_status = 'enacted'`,
    fresh: { unit_version_id: version("LAW/article-5", 2), unit_id: unit("LAW/article-5") },
    cases: [
      ["a version that is not there", { unit_version_id: NOWHERE }, REFERENCE],
      ["a version that is enacted twice", { unit_version_id: version("LAW/article-1", 2) }, TWICE],
      ["an enactment of what was no draft", { from_status: "'enacted'" }, CHECK],
      ["an enactment that supersedes", { superseded_by: version("LAW/article-1", 2) }, CHECK],
      ["a withdrawal", { to_status: "'withdrawn'" }, "ok"],
      ["a state that is none", { to_status: "'lost'" }, CHECK],
      ["a retirement", { from_status: "'enacted'", to_status: "'retired'" }, CHECK],
      ["a supersession by nothing", { from_status: "'enacted'", to_status: "'superseded'" }, CHECK],
      [
        "a supersession of a draft",
        { to_status: "'superseded'", superseded_by: version("LAW/article-1", 2) },
        CHECK,
      ],
      [
        "a supersession by what is not there",
        { from_status: "'enacted'", to_status: "'superseded'", superseded_by: NOWHERE },
        REFERENCE,
      ],
      [
        "a supersession",
        { from_status: "'enacted'", to_status: "'superseded'", superseded_by: version("LAW/article-1", 2) },
        "ok",
      ],
      [
        "a second supersession",
        {
          unit_version_id: version("LAW/article-1", 1),
          from_status: "'enacted'",
          to_status: "'superseded'",
          superseded_by: version("LAW/article-5", 2),
        },
        TWICE,
      ],
    ],
  },
  {
    table: "cutter_governance.source_document_version_registry",
    which: "document_id = 'doc-LAW' and version_seq = 1",
    fresh: {
      version_id: NOWHERE,
      version_seq: "99",
      content: "'\\x61'::bytea",
      size_bytes: "1",
      sha256: "encode(sha256('a'), 'hex')",
    },
    cases: [
      ["a nature that is none", { nature: "'draft'" }, CHECK],
      ...(["original", "consolidation", "erratum"] as const).map(
        (name) => [`the nature ${name}`, { nature: `'${name}'` }, "ok"] as const,
      ),
      ["a base that is not there", { base_version_id: "gen_random_uuid()" }, REFERENCE],
      ["a day before the year 1000", { effective_from: "'0999-12-31'" }, CHECK],
      ["the first day", { effective_from: "'1000-01-01'" }, "ok"],
      ["the last day", { effective_from: "'9999-12-31'" }, "ok"],
      ["a day behind the year 9999", { effective_from: "'10000-01-01'" }, CHECK],
      ["a day that is open too", { effective_from: "'2027-01-01'", effect_is_open: "true" }, CHECK],
      ["an open day", { effect_is_open: "true" }, "ok"],
      ["an empty citation", { citation: "''" }, CHECK],
      ["lineage without a digest", { lineage: "'x'" }, CHECK],
      ["a digest without lineage", { lineage_sha256: "encode(sha256('x'), 'hex')" }, CHECK],
      [
        "lineage under another digest",
        { lineage: "'x'", lineage_sha256: "encode(sha256('y'), 'hex')" },
        CHECK,
      ],
      ["lineage under its digest", { lineage: "'x'", lineage_sha256: "encode(sha256('x'), 'hex')" }, "ok"],
    ],
  },
  {
    table: "cutter_governance.cut_change_set_affected_row",
    which: `unit_version_id = ${version("LAW/article-1", 2)}`,
    fresh: { unit_id: unit("LAW/article-5") },
    cases: [
      ["an operation that is none", { operation: "'delete'" }, CHECK],
      ...["renumber", "correct", "recut", "retire"].map(
        (name) => [`the operation ${name}`, { operation: `'${name}'` }, "ok"] as const,
      ),
      ["a creation that follows a version", { operation: "'create'" }, CHECK],
      ["a base that is not there", { base_version_id: NOWHERE }, REFERENCE],
      ["no base", { base_version_id: "null::uuid" }, CHECK],
      ["no old address", { old_address: "null::text" }, CHECK],
      ["no old digest", { old_hash: "null::text" }, CHECK],
      ["an old digest that is none", { old_hash: "'x'" }, CHECK],
      ["an old digest that is too long", { old_hash: "repeat('0', 65)" }, CHECK],
    ],
  },
  {
    table: "cutter_governance.phase_receipt",
    which: "phase = 'cut_leg_a'",
    fresh: { run_id: "'ictr-20261121T090000Z-000000ff'" },
    cases: [
      ["a phase that is none", { phase: "'mark'" }, CHECK],
      ["the phase effect_set", { phase: "'effect_set'" }, "ok"],
      ["the phase compensation", { phase: "'compensation'" }, "ok"],
      [
        "the phase effect_set of the verify lane",
        { phase: "'effect_set'", recorded_by: "'cutter_verify'" },
        CHECK,
      ],
    ],
  },
];

for (const { table, which, fresh, cases } of TABLES)
  for (const [what, changes, code] of cases)
    test(`${what} ${code === "ok" ? "is let into" : "is no row of"} ${table}`, async () => {
      assert.equal(await attempt(table, which, { ...fresh, ...changes }), code);
    });

test("a change set follows only one that is there", async () => {
  for (const [base, told] of [
    [NOWHERE, REFERENCE],
    ["change_set_id", "ok"],
  ] as const) {
    let code = "ok";
    await session.query("begin");
    try {
      await session.query("alter table cutter_governance.cut_change_set disable trigger user");
      await session.query(`update cutter_governance.cut_change_set set base_change_set_id = ${base}`);
    } catch (error) {
      code = readSqlError(error)?.code ?? String(error);
    }
    await session.query("rollback");
    assert.equal(code, told);
  }
});

test("the log of an earlier release says once of a unit that it was enacted, and of another one too", async () => {
  const say = (address: string) =>
    `insert into public.iu_lifecycle_log select (jsonb_populate_record(l, jsonb_build_object('unit_version_id', null,
       'unit_id', ${unit(address)}))).* from public.iu_lifecycle_log l where l.to_status = 'enacted' limit 1`;
  const told = [];
  await session.query("begin");
  await session.query("alter table public.iu_lifecycle_log disable trigger user");
  try {
    for (const address of ["LAW/article-4", "LAW/article-5", "LAW/article-4"]) {
      await session.query(say(address));
      told.push("ok");
    }
  } catch (error) {
    told.push(readSqlError(error)?.code ?? String(error));
  }
  await session.query("rollback");
  assert.deepEqual(told, ["ok", "ok", TWICE]);
});

test("a unit that was withdrawn shares its address with one that is not", async () => {
  const withdraw =
    "update public.information_unit set lifecycle_status = 'withdrawn' where canonical_address = 'LAW/article-6'";
  const take =
    "update public.information_unit set canonical_address = 'LAW/article-6' where canonical_address = 'LAW/article-5'";
  for (const [statements, told] of [
    [[take], TWICE],
    [[withdraw, take], "ok"],
  ] as const) {
    await session.query("begin");
    await session.query("alter table public.information_unit disable trigger user");
    let code = "ok";
    try {
      for (const statement of statements) await session.query(statement);
    } catch (error) {
      code = readSqlError(error)?.code ?? String(error);
    }
    await session.query("rollback");
    assert.equal(code, told);
  }
});
