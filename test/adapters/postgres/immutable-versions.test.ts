import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readAlteredUnits } from "../../../src/adapters/postgres/reads/altered-units.ts";
import { readDocumentRows } from "../../../src/adapters/postgres/reads/document-rows.ts";
import { OWNED } from "../../../src/adapters/postgres/reads/owned-rows.ts";
import type { SqlSession } from "../../../src/ports/sql.ts";
import {
  type AmendedLedger,
  attemptOn,
  consume,
  DECISION,
  days,
  decide,
  enactedRows,
  enacting,
  enactment,
  openAmendedLedger,
  receipt,
  SECOND_DECISION,
  unitsOf,
} from "../../support/amended-ledger.ts";
import { createSql, enactSql, withdrawSql } from "../../support/lane-sql.ts";
import { otherValues, unguard } from "../../support/other-values.ts";
import { trial } from "../../support/trial.ts";
import {
  type AmendArguments,
  amendArguments,
  amendSql,
  effectSql,
  linkSql,
} from "../../support/version-sql.ts";

let ledger: AmendedLedger;
let session: SqlSession;
let enacted: readonly string[];

before(async () => {
  ledger = await openAmendedLedger();
  session = await ledger.database.openSuperuser();
  enacted = await enactedRows(session);
});
after(async () => {
  await session?.[Symbol.asyncDispose]();
  await ledger?.[Symbol.asyncDispose]();
});

interface Way {
  readonly what: string;
  readonly run: (ledger: AmendedLedger) => readonly string[];
  readonly told: RegExp;
}

const SG3 = "SG_3_compensation_authz";
const REPLICA = "set session_replication_role = replica";
const as = (role: string) => `set session authorization ${role}`;
const EXEC = as("cutter_exec");

const REFUSED = /^(?:gateway|ledger|immutable): |^permission denied for /;
const NOT_CONSUMED = /^permit: no approval was consumed in this transaction /;
const NOT_FULFILLED = /permit: what was done for \w+ of \S+ is not what was permitted$/;
const NO_RECEIPT = /permit: \w+ of \S+ was consumed without the receipt of its effect$/;
const NO_HEAD = /^birth: \S+ does not follow the head of its unit$/;

const TABLES = [
  "public.information_unit",
  "public.unit_version",
  "public.iu_lifecycle_log",
  "public.version_effect",
  "public.unit_lineage",
  "public.birth_registry",
  "cutter_governance.cut_change_set",
  "cutter_governance.cut_change_set_affected_row",
  "cutter_governance.review_decision",
  "cutter_governance.phase_receipt",
];
const ROLES: readonly (readonly [string, readonly string[]])[] = [
  ["the owner", [as("workflow_admin")]],
  ["the exec lane", [EXEC]],
  ["the verify lane", [as("cutter_verify")]],
  ["a reader", [as("cutter_reader")]],
  ["a superuser", []],
  ["a superuser in the replica role", [REPLICA]],
];

/** Whoever it is, in the row itself. */
const BY_HAND: readonly Way[] = ROLES.flatMap(([who, become]) =>
  TABLES.flatMap((table) => {
    const [column] = table.endsWith("phase_receipt")
      ? ["result_digest"]
      : table.endsWith("birth_registry")
        ? ["born_by"]
        : [];
    const name =
      column ?? (table.endsWith("_lineage") ? "relation" : table.endsWith("_effect") ? "reason" : "unit_id");
    const set =
      table.startsWith("public.information") || table.startsWith("public.unit_v")
        ? "updated_at"
        : /change_set$|decision$/.test(table)
          ? "run_id"
          : name;
    return [
      {
        what: `${who} updates ${table}`,
        run: () => [...become, `update ${table} set ${set} = ${set}`],
        told: REFUSED,
      },
      { what: `${who} deletes from ${table}`, run: () => [...become, `delete from ${table}`], told: REFUSED },
      {
        what: `${who} truncates ${table}`,
        run: () => [...become, `truncate ${table} cascade`],
        told: REFUSED,
      },
      {
        what: `${who} writes a row of ${table}`,
        run: () => [
          ...become,
          `insert into ${table} select (jsonb_populate_record(t, '{}')).* from ${table} t limit 1`,
        ],
        told: /^(?:gateway|ledger|immutable|permit): |^permission denied for |^must be|violates|birth: /,
      },
    ];
  }),
);

const VERSION_OF = (address: string, seq: number) =>
  `(select v.id from public.unit_version v join public.information_unit u on u.id = v.unit_id
    where u.canonical_address = '${address}' and u.lifecycle_status <> 'withdrawn' and v.version_seq = ${seq})`;

const COLUMNS: Readonly<Record<string, string>> = {
  id: "gen_random_uuid()",
  unit_id: "(select id from public.information_unit where canonical_address = 'OTHER/article-1')",
  body: "body || 'x'",
  content_hash: "repeat('0', 64)",
  version_seq: "version_seq + 7",
  content_profile: "'{}'",
  created_at: "now()",
  created_by: "'x'",
  title: "'x'",
  description: "'x'",
  provenance: "'x'",
  editor: "'x'",
  address: "'LAW/article-4'",
  unit_kind: "'rule'",
  section_type: "'annex'",
  parent_unit_id: "unit_id",
  position: "position + 1",
  change_kind: "'correction'",
  base_version_id: "id",
  cited_source: "'x'",
  born_xact: "'1'",
  enacted_at: "now()",
  updated_at: "now()",
  lifecycle_status: "'superseded'",
  review_state: "'x'",
};

/** Inside a function of the owner that the exec lane calls, under each marker. */
const MARKED: readonly Way[] = [
  ...Object.entries(COLUMNS).flatMap(([column, value]) =>
    ["fn_iu_enact", "fn_iu_withdraw"].map((marker) => ({
      what: `a function under the marker ${marker} changes ${column} of an enacted version`,
      run: () =>
        trial(
          marker,
          `update public.unit_version set ${column} = ${value} where id = ${VERSION_OF("LAW/article-1", 2)}`,
        ),
      told: REFUSED,
    })),
  ),
  ...["fn_iu_create", "fn_iu_enact", "fn_iu_set_effect", "fn_iu_link", ""].flatMap((marker) =>
    (
      [
        ["re-dates a version", "update public.version_effect set effective_from = '2020-01-01'"],
        ["takes a day back", "delete from public.version_effect"],
        ["takes a supersession back", "delete from public.iu_lifecycle_log where to_status = 'superseded'"],
        [
          "turns a supersession to another version",
          `update public.iu_lifecycle_log set superseded_by = unit_version_id`,
        ],
        ["takes lineage back", "delete from public.unit_lineage"],
      ] as const
    ).map(([what, statement]) => ({
      what: `a function under the marker '${marker}' ${what}`,
      run: () => trial(marker, statement),
      told: REFUSED,
    })),
  ),
];

/** A version as a canonical function bears it, of a unit that is enacted; the changes are SQL. */
function birth(changes: Readonly<Record<string, string>>, unit = "LAW/article-4"): string {
  const row = {
    unit_id: `(select id from public.information_unit where canonical_address = '${unit}')`,
    body: "'text'",
    content_hash: `encode(sha256(convert_to(${changes["body"] ?? "'text'"}, 'UTF8')), 'hex')`,
    version_seq: "2",
    content_profile: "'{}'",
    created_by: "'a'",
    title: "'t'",
    provenance: "'cut'",
    editor: "'a'",
    address: "'LAW/article-4'",
    unit_kind: "'article'",
    section_type: "'body'",
    position: "4",
    change_kind: "'amendment'",
    base_version_id: VERSION_OF(unit, 1),
    ...changes,
  };
  return `insert into public.unit_version (${Object.keys(row).join(", ")}) values (${Object.values(row).join(", ")})`;
}

const BORN: readonly Way[] = (
  [
    ["that follows no version", { base_version_id: "null" }, /^birth: a version is born a draft /],
    [
      "that is the first and follows one",
      { version_seq: "1", change_kind: "'original'" },
      /^birth: a version is born a draft /,
    ],
    ["without a kind of change", { change_kind: "null" }, /^birth: a version is born a draft /],
    ["without an address", { address: "null" }, /violates check constraint "unit_version_whole"/],
    ["with an address that is none", { address: "'LAW'" }, /^birth: a version is born a draft /],
    [
      "with an address that begins in lower case",
      { address: "'xLAW/article-4'" },
      /^birth: a version is born a draft /,
    ],
    [
      "with an address with white space",
      { address: "'LAW/article 4'" },
      /^birth: a version is born a draft /,
    ],
    [
      "with an address that ends in nothing",
      { address: "'LAW/article-4/'" },
      /^birth: a version is born a draft /,
    ],
    [
      "with an address of 1025 characters",
      { address: `'LAW/' || repeat('x', 1021)` },
      /^birth: a version is born a draft /,
    ],
    ["without a text that is no repeal", { body: "''" }, /^birth: a version is born a draft /],
    ["that repeals with a text", { change_kind: "'repeal'" }, /^birth: a version is born a draft /],
    [
      "that calls itself original",
      { change_kind: "'original'" },
      /violates check constraint "unit_version_founding"/,
    ],
    ["of an unknown kind of change", { change_kind: "'edict'" }, /violates check constraint/],
    [
      "of an unknown kind of unit",
      { unit_kind: "'ode'" },
      /^birth: vocab.unit_kind.ode is not in the vocabulary$/,
    ],
    [
      "of an unknown section type",
      { section_type: "'ode'" },
      /^birth: vocab.section_type.ode is not in the vocabulary$/,
    ],
    [
      "that follows a version of another unit",
      { base_version_id: VERSION_OF("LAW/article-5", 1) },
      /violates foreign key constraint "unit_version_own_base"/,
    ],
    ["that leaves a number out", { version_seq: "3" }, NO_HEAD],
    ["at an address of another document", { address: "'OTHER/article-4'" }, NO_HEAD],
    [
      "below a unit of another document",
      {
        parent_unit_id:
          "(select id from public.information_unit where canonical_address = 'OTHER/article-1')",
      },
      NO_HEAD,
    ],
    [
      "below itself",
      {
        parent_unit_id: "(select id from public.information_unit where canonical_address = 'LAW/article-4')",
      },
      NO_HEAD,
    ],
    [
      "that is born enacted",
      { lifecycle_status: "'enacted'", enacted_at: "now()" },
      /^birth: a version is born a draft /,
    ],
    ["that is born superseded", { lifecycle_status: "'superseded'" }, /^birth: a version is born a draft /],
    ["without an author", { created_by: "''" }, /^birth: a version is born a draft /],
    ["that was reviewed", { review_state: "'approved'" }, /^birth: a version is born a draft /],
  ] as const
).map(([what, changes, told]) => ({
  what: `not even a canonical function bears a version ${what}`,
  run: () => trial("fn_iu_create", birth(changes)),
  told,
}));

const FOLLOWING: readonly Way[] = (
  [
    {
      what: "a version in front of one that is enacted",
      run: () =>
        trial(
          "fn_iu_create",
          birth(
            { address: "'LAW/article-2'", base_version_id: VERSION_OF("LAW/article-2", 1), version_seq: "3" },
            "LAW/article-2",
          ),
        ),
      told: NO_HEAD,
    },
    {
      what: "a second draft of a unit that has one",
      run: () =>
        trial(
          "fn_iu_create",
          birth(
            { address: "'LAW/article-5'", base_version_id: VERSION_OF("LAW/article-5", 1), version_seq: "3" },
            "LAW/article-5",
          ),
        ),
      told: NO_HEAD,
    },
    {
      what: "a version that follows a draft",
      run: () =>
        trial(
          "fn_iu_create",
          birth(
            { address: "'LAW/article-5'", base_version_id: VERSION_OF("LAW/article-5", 2), version_seq: "3" },
            "LAW/article-5",
          ),
        ),
      told: NO_HEAD,
    },
    {
      what: "a version of a unit that is a draft",
      run: () =>
        trial(
          "fn_iu_create",
          birth(
            { address: "'LAW/article-10'", base_version_id: VERSION_OF("LAW/article-10", 1) },
            "LAW/article-10",
          ),
        ),
      told: NO_HEAD,
    },
    {
      what: "a version that follows one that was withdrawn",
      run: () => [
        "alter table public.unit_version disable trigger user",
        `update public.unit_version set lifecycle_status = 'withdrawn' where id = ${VERSION_OF("LAW/article-5", 2)}`,
        ...ALWAYS_AGAIN,
        ...trial(
          "fn_iu_create",
          birth(
            { address: "'LAW/article-5'", base_version_id: VERSION_OF("LAW/article-5", 2), version_seq: "3" },
            "LAW/article-5",
          ),
        ),
      ],
      told: NO_HEAD,
    },
    {
      what: "a version of a unit whose enactment the owner has taken back",
      run: () => [
        "alter table public.information_unit disable trigger user",
        "update public.information_unit set lifecycle_status = 'draft' where canonical_address = 'LAW/article-4'",
        ...trial("fn_iu_create", birth({})),
      ],
      told: NO_HEAD,
    },
    {
      what: "two versions that follow one",
      run: () => trial("fn_iu_create", birth({}), birth({ version_seq: "3" })),
      told: NO_HEAD,
    },
  ] as readonly Way[]
).map((way) => ({ ...way, what: `not even a canonical function bears ${way.what}` }));

const mark = (marker: string) => `select set_config('app.canonical_writer', '${marker}', true)`;
const another = (table: string, change: string) =>
  `insert into ${table} select (jsonb_populate_record(t, jsonb_build_object(${change}))).* from ${table} t order by t.xact desc limit 1`;
/** A row that only its own function writes: nothing but the gateway is against it. */
const WRITERS: readonly Way[] = (
  [
    [
      "public.version_effect",
      "fn_iu_set_effect",
      another("public.version_effect", "'ordinal', t.ordinal + 1"),
    ],
    [
      "public.iu_lifecycle_log",
      "fn_iu_withdraw",
      another(
        "public.iu_lifecycle_log",
        `'unit_version_id', ${VERSION_OF("LAW/article-5", 2)}, 'unit_id', (select id from public.information_unit where
         canonical_address = 'LAW/article-5'), 'from_status', 'draft', 'to_status', 'withdrawn', 'superseded_by', null`,
      ),
    ],
    ["public.unit_lineage", "fn_iu_link", another("public.unit_lineage", "'relation', 'merged_into'")],
  ] as const
).flatMap(([table, marker, row]) =>
  (
    [
      ["a function of the owner that the exec lane calls under its marker", trial(marker, row), /^ok$/],
      ["one under the marker of another", trial("fn_iu_create", row), /^gateway: /],
      ["one without a marker", trial("", row), /^gateway: /],
      ["the owner under its marker", [as("workflow_admin"), mark(marker), row], /^gateway: /],
      ["a superuser under its marker", [mark(marker), row], /^gateway: /],
      ["a superuser in the replica role under its marker", [REPLICA, mark(marker), row], /^gateway: /],
      [
        "a function of somebody else that the exec lane calls under its marker",
        trial(marker, row).filter((text) => !text.startsWith("alter function")),
        /^gateway: /,
      ],
    ] as const
  ).map(([who, statements, told]) => ({
    what: `${who} writes another row of ${table}`,
    run: () => statements,
    told,
  })),
);

const LOGGING: readonly Way[] = [
  {
    what: "not even a canonical function writes a row of the log that names no version",
    run: () =>
      trial(
        "fn_iu_enact",
        `insert into public.iu_lifecycle_log select (jsonb_populate_record(l, jsonb_build_object('unit_version_id', null, 'unit_id',
           (select id from public.information_unit where canonical_address = 'LAW/article-10')))).*
         from public.iu_lifecycle_log l where l.to_status = 'enacted' limit 1`,
      ),
    told: /^gateway: /,
  },
];

/** A version as it has to be goes through: the refusals are the guards'. */
const SOUND: readonly Way[] = [
  {
    what: "a canonical function bears a version that follows the head of its unit",
    run: () => trial("fn_iu_create", birth({})),
    told: /^ok$/,
  },
  {
    what: "a canonical function bears a repeal",
    run: () => trial("fn_iu_create", birth({ change_kind: "'repeal'", body: "''" })),
    told: /^ok$/,
  },
  {
    what: "a canonical function bears a version with an address of 1024 characters",
    run: () => trial("fn_iu_create", birth({ address: `'LAW/' || repeat('x', 1020)` })),
    told: /^ok$/,
  },
];

const amended =
  (change: (given: AmendArguments, ledger: AmendedLedger) => Partial<AmendArguments>) =>
  (from: AmendedLedger) => {
    const given = amendArguments(from.next.made);
    return [
      EXEC,
      consume(from.next),
      amendSql({ ...given, ...change(given, from) }),
      receipt(from.next, "cut_leg_a"),
    ];
  };
const put = <T>(list: readonly T[], at: number, value: T): readonly T[] =>
  list.map((one, index) => (index === at ? value : one));

/** The exec lane amends under a permit, and says something else than it names. The changes are of article 1, 8 (new, below it) and 2 (a repeal). */
const OTHERWISE: readonly Way[] = (
  [
    ["another text", ({ bodies }) => ({ bodies: put(bodies, 0, "Forged.\n") }), NOT_FULFILLED],
    ["another title", ({ titles }) => ({ titles: put(titles, 0, "Forged") }), NOT_FULFILLED],
    [
      "another address",
      ({ addresses }) => ({ addresses: put(addresses, 0, "OTHER/article-1a") }),
      NOT_FULFILLED,
    ],
    ["another kind", ({ kinds }) => ({ kinds: put(kinds, 0, "rule") }), NOT_FULFILLED],
    [
      "another section type",
      ({ sectionTypes }) => ({ sectionTypes: put(sectionTypes, 0, "annex") }),
      NOT_FULFILLED,
    ],
    ["another parent", ({ parents }) => ({ parents: put(parents, 1, null) }), NOT_FULFILLED],
    ["another position", ({ positions }) => ({ positions: put(positions, 0, "1.25") }), NOT_FULFILLED],
    [
      "another kind of change",
      ({ changeKinds }) => ({ changeKinds: put(changeKinds, 0, "correction") }),
      NOT_FULFILLED,
    ],
    ["another citation", () => ({ cited: "Act 4" }), NOT_FULFILLED],
    ["no citation", () => ({ cited: null }), NOT_FULFILLED],
    ["another author", () => ({ actor: "mallory" }), NOT_FULFILLED],
    ["another owner of what is new", () => ({ owner: "mallory" }), NOT_FULFILLED],
    ["another type of publication", () => ({ publicationType: "policy" }), NOT_FULFILLED],
    [
      "another birth address",
      ({ units, addresses }) => ({ units: put(units, 1, "OTHER/article-8~2"), addresses }),
      NOT_FULFILLED,
    ],
    ["a change less", (given) => first(given, 2), NOT_FULFILLED],
    ["no head", () => ({ head: null }), /^birth: the changes of one call are of one document with a head/],
    [
      "a title too many",
      ({ titles }) => ({ titles: [...titles, "x"] }),
      /^birth: the changes of one call are of one document/,
    ],
    [
      "a text too few",
      ({ bodies }) => ({ bodies: bodies.slice(1) }),
      /^birth: the changes of one call are of one document/,
    ],
    [
      "a base too few",
      ({ bases }) => ({ bases: bases.slice(1) }),
      /^birth: the changes of one call are of one document/,
    ],
    [
      "a position too few",
      ({ positions }) => ({ positions: positions.slice(1) }),
      /^birth: the changes of one call are of one document/,
    ],
    [
      "one unit twice",
      ({ units }) => ({ units: put(units, 2, "OTHER/article-1") }),
      /^birth: the changes of one call are of one document/,
    ],
    [
      "no unit",
      ({ units }) => ({ units: put(units, 2, null) }),
      /^birth: the changes of one call are of one document/,
    ],
    [
      "a unit of another document",
      ({ units }) => ({ units: put(units, 2, "LAW/article-4") }),
      /^birth: the changes of one call are of one document/,
    ],
    [
      "an address of another document",
      ({ addresses }) => ({ addresses: put(addresses, 0, "LAW/article-4") }),
      /^birth: the changes of one call are of one document/,
    ],
    [
      "the head of another document",
      (_given, { second }) => ({ head: second.changeSetId }),
      /^base_moved |base_moved permit/,
    ],
    ["a head that is a draft", (_given, { draft }) => ({ head: draft.changeSetId }), /^base_moved /],
    ["a head that is none", () => ({ head: DECISION }), /^base_moved /],
    ["the base of another unit", ({ bases }) => ({ bases: put(bases, 0, bases[2] ?? null) }), /^base_moved /],
    [
      "a base of another document",
      ({ bases }, { second }) => ({ bases: put(bases, 0, [...second.head.units][0]?.versionId ?? null) }),
      /^base_moved /,
    ],
    ["no base", ({ bases }) => ({ bases: put(bases, 0, null) }), /^base_moved /],
    [
      "a base of what is new",
      ({ bases }) => ({ bases: put(bases, 1, bases[0] ?? null) }),
      /violates|^birth: a version is born a draft/,
    ],
    [
      "the birth of a unit that is there",
      ({ changeKinds }) => ({ changeKinds: put(changeKinds, 0, "original") }),
      /^exists_complete /,
    ],
    [
      "an amendment of a unit that is not there",
      ({ units }) => ({ units: put(units, 0, "OTHER/article-77") }),
      /^iu_not_found permit: what was done/,
    ],
    [
      "an amendment of a unit that is not there below one that is not there",
      ({ units, parents }) => ({
        units: put(units, 0, "OTHER/article-77"),
        parents: put(parents, 0, "OTHER/article-78"),
      }),
      /^iu_not_found permit: what was done/,
    ],
    [
      "a parent that is not there",
      ({ parents }) => ({ parents: put(parents, 0, "OTHER/article-77") }),
      /^parent_not_found permit: what was done/,
    ],
    [
      "a parent of another document",
      ({ parents }) => ({ parents: put(parents, 0, "LAW/article-4") }),
      /^parent_not_found /,
    ],
    [
      "a parent that comes later",
      ({ parents }) => ({ parents: put(parents, 0, "OTHER/article-8") }),
      /^parent_not_found /,
    ],
    [
      "a unit that is new below itself",
      ({ parents }) => ({ parents: put(parents, 1, "OTHER/article-8") }),
      /^parent_not_found /,
    ],
    [
      "a repeal with a text",
      ({ bodies }) => ({ bodies: put(bodies, 2, "x") }),
      /^birth: a version is born a draft/,
    ],
  ] as readonly (readonly [
    string,
    (given: AmendArguments, ledger: AmendedLedger) => Partial<AmendArguments>,
    RegExp,
  ])[]
).map(([what, change, told]) => ({ what: `the exec lane amends with ${what}`, run: amended(change), told }));

function first(given: AmendArguments, count: number): AmendArguments {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.slice(0, count) : value,
    ]),
  ) as object as AmendArguments;
}

const AMENDING: readonly Way[] = (
  [
    {
      what: "without a permit",
      run: ({ next }) => [EXEC, amendSql(amendArguments(next.made))],
      told: NOT_CONSUMED,
    },
    {
      what: "under the permit to enact",
      run: ({ draft, next }) => [EXEC, consume(draft), amendSql(amendArguments(next.made))],
      told: NOT_CONSUMED,
    },
    {
      what: "under the permit of another document",
      run: ({ stale, next }) => [EXEC, consume(stale), amendSql(amendArguments(next.made))],
      told: NOT_CONSUMED,
    },
    {
      what: "twice",
      run: ({ next }) => [
        EXEC,
        consume(next),
        amendSql(amendArguments(next.made)),
        amendSql(amendArguments(next.made)),
        receipt(next, "cut_leg_a"),
      ],
      told: /^created draft_exists exists_complete ok$/,
    },
    {
      what: "after the receipt",
      run: ({ next }) => [
        EXEC,
        consume(next),
        amendSql(amendArguments(next.made)),
        receipt(next, "cut_leg_a"),
        amendSql(amendArguments(next.made)),
      ],
      told: /permit: no approval was consumed in this transaction /,
    },
    {
      what: "without a receipt",
      run: ({ next }) => [EXEC, consume(next), amendSql(amendArguments(next.made))],
      told: NO_RECEIPT,
    },
    {
      what: "against a head that was superseded",
      run: ({ stale }) => [
        EXEC,
        consume(stale),
        amendSql(amendArguments(stale.made)),
        receipt(stale, "cut_leg_a"),
      ],
      told: /^base_moved permit: what was done/,
    },
    {
      what: "against a draft",
      run: ({ stale, draft }) => [
        EXEC,
        consume(stale),
        amendSql({ ...amendArguments(stale.made), head: draft.changeSetId }),
        receipt(stale, "cut_leg_a"),
      ],
      told: /^base_moved permit: what was done/,
    },
    {
      what: "against a draft that the approval of its cut names",
      run: ({ stale, draft }) => [
        "alter table cutter_governance.review_decision disable trigger user",
        `update cutter_governance.review_decision set change_set_id = '${draft.changeSetId}'
         where run_id = '${draft.runId}' and gate = 'SG_1_cut_authz'`,
        EXEC,
        consume(stale),
        amendSql({ ...amendArguments(stale.made), head: draft.changeSetId }),
        receipt(stale, "cut_leg_a"),
      ],
      told: /^base_moved permit: what was done/,
    },
    {
      what: "what was superseded, against the present head",
      run: ({ stale, first: { head }, second }) => [
        EXEC,
        consume(stale),
        amendSql({
          ...amendArguments(stale.made),
          units: ["LAW/article-2"],
          bases: [[...head.units].find(({ unit }) => unit === "LAW/article-2")?.versionId ?? null],
          head: second.changeSetId,
        }),
        receipt(stale, "cut_leg_a"),
      ],
      told: /^base_moved permit: what was done/,
    },
    {
      what: "a unit whose enactment the owner has taken back",
      run: ({ stale, second }) => [
        "alter table public.information_unit disable trigger user",
        "update public.information_unit set lifecycle_status = 'draft' where canonical_address = 'LAW/article-4'",
        EXEC,
        consume(stale),
        amendSql({ ...amendArguments(stale.made), head: second.changeSetId }),
        receipt(stale, "cut_leg_a"),
      ],
      told: /^base_moved permit: what was done/,
    },
    {
      what: "against the present head, which its permit does not tell from a superseded one, and is then not enacted",
      run: ({ stale, second }) => [
        EXEC,
        consume(stale),
        amendSql({ ...amendArguments(stale.made), head: second.changeSetId }),
        receipt(stale, "cut_leg_a"),
      ],
      told: /^created ok$/,
    },
    {
      what: "units that the functions of a first cut create beside it",
      run: ({ next }) => [
        EXEC,
        consume(next),
        amendSql(amendArguments(next.made)),
        createSql([
          {
            address: "OTHER/article-99",
            title: "t",
            body: "b",
            kind: "article",
            sectionType: "body",
            parent: null,
          },
        ]),
        receipt(next, "cut_leg_a"),
      ],
      told: NOT_FULFILLED,
    },
    {
      what: "a unit that a first cut creates at an address that is taken",
      run: ({ next }) => [
        EXEC,
        consume(next),
        createSql([
          {
            address: "OTHER/article-1",
            title: "t",
            body: "b",
            kind: "article",
            sectionType: "body",
            parent: null,
          },
        ]),
        receipt(next, "cut_leg_a"),
      ],
      told: NOT_FULFILLED,
    },
    { what: "in two calls", run: twoCalls, told: /^created ok$/ },
    {
      what: "as it is permitted",
      run: ({ next }) => [
        EXEC,
        consume(next),
        amendSql(amendArguments(next.made)),
        receipt(next, "cut_leg_a"),
      ],
      told: /^created ok$/,
    },
  ] as readonly Way[]
).map((way) => ({ ...way, what: `the exec lane amends ${way.what}` }));

/** The new unit of the first call is the parent of nothing here; the second call has the rest. */
function twoCalls({ next }: AmendedLedger): readonly string[] {
  const given = amendArguments(next.made);
  const rest = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, Array.isArray(value) ? value.slice(2) : value]),
  ) as object as AmendArguments;
  return [EXEC, consume(next), amendSql(first(given, 2)), amendSql(rest), receipt(next, "cut_leg_a")];
}

const without = (statements: readonly string[], word: string) =>
  statements.filter((text) => !text.includes(word));
const instead = (statements: readonly string[], word: string, other: string) =>
  statements.map((text) => (text.includes(word) ? other : text));

const ENACTING: readonly Way[] = (
  [
    {
      what: "as it is permitted",
      run: ({ draft }) => [EXEC, ...enacting(draft)],
      told: /^enacted recorded ok$/,
    },
    { what: "without a permit", run: ({ draft }) => [EXEC, enactment(draft)], told: NOT_CONSUMED },
    {
      what: "without the days",
      run: ({ draft }) => [EXEC, ...without(enacting(draft), "set_effect")],
      told: NOT_FULFILLED,
    },
    {
      what: "with another day",
      run: ({ draft }) => [EXEC, ...instead(enacting(draft), "set_effect", days(draft, "2027-12-31"))],
      told: NOT_FULFILLED,
    },
    {
      what: "with open days",
      run: ({ draft }) => [EXEC, ...instead(enacting(draft), "set_effect", days(draft, null))],
      told: NOT_FULFILLED,
    },
    {
      what: "with the days before it",
      run: ({ draft }) => [
        EXEC,
        consume(draft),
        decide(draft),
        days(draft),
        enactment(draft),
        receipt(draft, "lifecycle_enact"),
      ],
      told: /^fsm_denied enacted permit: what was done/,
    },
    {
      what: "with its days twice",
      run: ({ draft }) => [
        EXEC,
        ...instead(enacting(draft), "lifecycle_enact", days(draft)),
        receipt(draft, "lifecycle_enact"),
      ],
      told: /more than one row returned by a subquery|not what was permitted/,
    },
    {
      what: "a part",
      run: ({ draft }) => [
        EXEC,
        ...instead(enacting(draft), "fn_iu_enact", enactment(draft, unitsOf(draft).slice(1))),
      ],
      told: NOT_FULFILLED,
    },
    {
      what: "what it was not decided about",
      run: ({ draft }) => [
        EXEC,
        ...without(enacting(draft), "insert into cutter_governance.review_decision"),
      ],
      told: /^review_decision_not_found permit: no approval was consumed/,
    },
    {
      what: "under the decision of its cut",
      run: ({ draft }) => [
        EXEC,
        ...instead(
          without(enacting(draft), "set_effect"),
          "fn_iu_enact",
          enactSql(unitsOf(draft), { decision: SECOND_DECISION, changeSet: draft.changeSetId }),
        ),
      ],
      told: /^review_decision_not_found permit/,
    },
    {
      what: "twice",
      run: ({ draft }) => [EXEC, ...enacting(draft).slice(0, -1), enactment(draft)],
      told: /^enacted recorded already_enacted permit/,
    },
    {
      what: "versions of another change set",
      run: ({ draft, rival }) => [
        EXEC,
        ...instead(
          enacting(draft),
          "fn_iu_enact",
          enactSql(unitsOf(rival), { decision: DECISION, changeSet: draft.changeSetId }),
        ),
      ],
      told: /^already_enacted fsm_denied permit: what was done/,
    },
    {
      what: "another change set under its permit",
      run: ({ draft, rival }) => [
        EXEC,
        ...instead(
          enacting(draft),
          "fn_iu_enact",
          enactSql(unitsOf(rival), { decision: DECISION, changeSet: rival.changeSetId }),
        ),
      ],
      told: NOT_CONSUMED,
    },
    {
      what: "two that follow one head",
      run: ({ draft, rival }) => [EXEC, ...enacting(draft), ...enacting(rival, SECOND_DECISION)],
      told: /^enacted recorded base_moved fsm_denied permit: what was done/,
    },
    {
      what: "two that follow one head, the other way round",
      run: ({ draft, rival }) => [EXEC, ...enacting(rival, SECOND_DECISION), ...enacting(draft)],
      told: /^enacted recorded base_moved fsm_denied permit: what was done/,
    },
    {
      what: "what follows a version that the owner has marked as superseded",
      run: ({ draft }) => [
        "alter table public.iu_lifecycle_log disable trigger user",
        `insert into public.iu_lifecycle_log select (jsonb_populate_record(l, jsonb_build_object('from_status', 'enacted',
           'to_status', 'superseded', 'superseded_by', l.unit_version_id))).*
         from public.iu_lifecycle_log l where l.unit_version_id = ${VERSION_OF("LAW/article-1", 2)}`,
        "alter table public.iu_lifecycle_log enable always trigger a_gateway",
        EXEC,
        ...enacting(draft),
      ],
      told: /^base_moved fsm_denied permit: what was done/,
    },
    {
      what: "with days under the decision of its cut",
      run: ({ draft }) => [
        "alter table cutter_governance.review_decision disable trigger all",
        `update cutter_governance.review_decision set (review_decision_id, change_set_id) = ('${SECOND_DECISION}', '${draft.changeSetId}')
         where run_id = '${draft.runId}' and gate = 'SG_1_cut_authz'`,
        EXEC,
        ...instead(enacting(draft), "set_effect", days(draft, undefined, SECOND_DECISION)),
      ],
      told: /^enacted permit: no approval was consumed/,
    },
    {
      what: "units of which the owner has exchanged the versions",
      run: ({ draft }) => [
        "alter table cutter_governance.cut_change_set_affected_row disable trigger user",
        `update cutter_governance.cut_change_set_affected_row a set (unit_version_id, content_hash) =
           (select o.unit_version_id, o.content_hash from cutter_governance.cut_change_set_affected_row o
            where o.change_set_id = a.change_set_id and o.canonical_address in ('LAW/article-1', 'LAW/article-9')
              and o.canonical_address <> a.canonical_address)
         where a.change_set_id = '${draft.changeSetId}' and a.canonical_address in ('LAW/article-1', 'LAW/article-9')`,
        EXEC,
        ...enacting(draft),
      ],
      told: /^already_enacted /,
    },
    {
      what: "under the receipt of days",
      run: ({ draft }) => [EXEC, ...enacting(draft).slice(0, -1), receipt(draft, "effect_set")],
      told: NOT_FULFILLED,
    },
    {
      what: "with lineage that nobody permitted",
      run: ({ draft }) => [
        EXEC,
        ...enacting(draft).slice(0, -1),
        linkSql(
          [{ from: "LAW/article-9", to: "LAW/article-10", relation: "replaced_by" }],
          draft.changeSetId,
        ),
        receipt(draft, "lifecycle_enact"),
      ],
      told: NOT_FULFILLED,
    },
    {
      what: "with days of another change set beside it",
      run: ({ draft, second }) => [
        EXEC,
        ...enacting(draft).slice(0, -1),
        effectSql(["LAW/article-1"], ["2020-01-01"], { decision: DECISION, changeSet: second.changeSetId }),
      ],
      told: /permit: no approval was consumed in this transaction to set the effect/,
    },
    ...(
      [
        "address",
        "position",
        "change_kind",
        "base_version_id",
        "cited_source",
        "title",
        "unit_kind",
        "section_type",
        "parent_unit_id",
        "created_by",
      ] as const
    ).map((column) => ({
      what: `a draft of which the owner has changed ${column}`,
      run: ({ draft }: AmendedLedger) => [
        "alter table public.unit_version disable trigger user",
        "alter table public.unit_version drop constraint unit_version_founding, drop constraint unit_version_own_base",
        `update public.unit_version set ${column} = ${COLUMNS[column] ?? ""} where id = ${VERSION_OF("LAW/article-9", 2)}`,
        ...ALWAYS_AGAIN,
        EXEC,
        ...enacting(draft),
      ],
      told:
        column === "base_version_id"
          ? /violates check constraint "iu_lifecycle_log_transition"$/
          : NOT_FULFILLED,
    })),
  ] as readonly Way[]
).map((way) => ({ ...way, what: `the exec lane enacts ${way.what}` }));

const ALWAYS_AGAIN: readonly string[] = [
  "a_gateway",
  "a_gateway_birth",
  "a_gateway_death",
  "b_transition",
  "c_birth_gate",
  "d_immutable",
  "e_no_truncate",
  "f_check_versions",
].map((name) => `alter table public.unit_version enable always trigger ${name}`);

const later = (from: AmendedLedger, effect: string): readonly string[] => [
  EXEC,
  consume(from.later),
  decide(from.later),
  effect,
  receipt(from.later, "effect_set"),
];
const set = (addresses: readonly string[], given: readonly (string | null)[]) => (from: AmendedLedger) =>
  later(from, effectSql(addresses, given, { decision: DECISION, changeSet: from.later.changeSetId }));

const DATING: readonly Way[] = (
  [
    { what: "as it is permitted", run: (from) => later(from, days(from.later)), told: /^recorded ok$/ },
    {
      what: "without a permit",
      run: ({ later: one }) => [EXEC, days(one)],
      told: /^permit: no approval was consumed/,
    },
    {
      what: "without a decision",
      run: (from) => without(later(from, days(from.later)), "insert into cutter_governance.review_decision"),
      told: /^permit: no approval was consumed/,
    },
    {
      what: "under the decision of another run",
      run: (from) => later(from, days(from.later, undefined, "5b8f3b0e-51c3-4b8e-9f6e-0d4f3f0a7c02")),
      told: /^permit: no approval was consumed/,
    },
    {
      what: "under a decision about another change set",
      run: (from) => [
        EXEC,
        consume(from.later),
        decide({ ...from.later, changeSetId: from.draft.changeSetId }),
        days(from.later),
        receipt(from.later, "effect_set"),
      ],
      told: /^permit: no approval was consumed/,
    },
    {
      what: "to another day",
      run: (from) => later(from, days(from.later, "2020-01-01")),
      told: NOT_FULFILLED,
    },
    { what: "to no day", run: (from) => later(from, days(from.later, null)), told: NOT_FULFILLED },
    { what: "of a part", run: set(["LAW/article-1"], ["2027-06-01"]), told: NOT_FULFILLED },
    {
      what: "of one version twice",
      run: set(["LAW/article-1", "LAW/article-1"], ["2027-06-01", "2027-06-02"]),
      told: /^permit: no approval was consumed/,
    },
    {
      what: "with a day too few",
      run: set(["LAW/article-1", "LAW/article-2"], ["2027-06-01"]),
      told: /^permit: no approval was consumed/,
    },
    {
      what: "of a version of another change set",
      run: set(["LAW/article-4"], ["2027-06-01"]),
      told: /^iu_not_found permit: what was done/,
    },
    {
      what: "of a version of another change set beside one of its own",
      run: set(["LAW/article-1", "LAW/article-4"], ["2027-06-01", "2027-06-01"]),
      told: /^iu_not_found permit: what was done/,
    },
    {
      what: "of a version of another document",
      run: set(["OTHER/article-1"], ["2027-06-01"]),
      told: /^permit: no approval was consumed/,
    },
    {
      what: "of a draft",
      run: ({ draft }) => [
        EXEC,
        consume(draft),
        decide(draft),
        days(draft),
        receipt(draft, "lifecycle_enact"),
      ],
      told: /^fsm_denied permit: what was done/,
    },
    {
      what: "for ever",
      run: set(["LAW/article-1"], ["infinity"]),
      told: /violates check constraint "version_effect_effective_from_check"/,
    },
    {
      what: "without a receipt",
      run: (from) => later(from, days(from.later)).slice(0, -1),
      told: NO_RECEIPT,
    },
    {
      what: "under the receipt of an enactment",
      run: (from) => [...later(from, days(from.later)).slice(0, -1), receipt(from.later, "lifecycle_enact")],
      told: NOT_FULFILLED,
    },
    {
      what: "after the receipt",
      run: (from) => [...later(from, days(from.later)), days(from.later, "2020-01-01")],
      told: /permit: no approval was consumed/,
    },
    {
      what: "and lineage beside it",
      run: (from) => [
        ...later(from, days(from.later)).slice(0, -1),
        linkSql(
          [{ from: "LAW/article-1", to: "LAW/article-4", relation: "merged_into" }],
          from.later.changeSetId,
        ),
        receipt(from.later, "effect_set"),
      ],
      told: NOT_FULFILLED,
    },
    {
      what: "and enacts with the permit",
      run: (from) =>
        later(from, enactment({ ...from.later, changeSetId: from.draft.changeSetId }, unitsOf(from.draft))),
      told: NOT_CONSUMED,
    },
  ] as readonly Way[]
).map((way) => ({ ...way, what: `the exec lane sets days ${way.what}` }));

const LINKING: readonly Way[] = (
  [
    {
      what: "without a permit",
      run: ({ second }) => [
        EXEC,
        linkSql(
          [{ from: "LAW/article-1", to: "LAW/article-4", relation: "merged_into" }],
          second.changeSetId,
        ),
      ],
      told: /^permit: no approval was consumed in this transaction to record lineage/,
    },
    ...(
      [
        ["to another document", { from: "LAW/article-1", to: "OTHER/article-1", relation: "merged_into" }],
        ["from another document", { from: "OTHER/article-1", to: "LAW/article-1", relation: "merged_into" }],
        ["to a draft", { from: "LAW/article-1", to: "LAW/article-10", relation: "merged_into" }],
        ["from a draft", { from: "LAW/article-10", to: "LAW/article-1", relation: "merged_into" }],
      ] as const
    ).map(([what, link]) => ({
      what,
      run: (from: AmendedLedger) => [
        EXEC,
        consume(from.later),
        `do $$ begin if (${linkSql([link], from.later.changeSetId)}) <> 0 then raise 'linked'; end if; end $$`,
        receipt(from.later, "effect_set"),
      ],
      told: NOT_FULFILLED,
    })),
    {
      what: "to itself",
      run: ({ later: one }: AmendedLedger) => [
        EXEC,
        consume(one),
        linkSql([{ from: "LAW/article-1", to: "LAW/article-1", relation: "merged_into" }], one.changeSetId),
      ],
      told: /violates check constraint/,
    },
    {
      what: "of an unknown relation",
      run: ({ later: one }: AmendedLedger) => [
        EXEC,
        consume(one),
        linkSql([{ from: "LAW/article-1", to: "LAW/article-4", relation: "begets" }], one.changeSetId),
      ],
      told: /violates check constraint/,
    },
    {
      what: "that is there",
      run: ({ later: one }: AmendedLedger) => [
        EXEC,
        consume(one),
        linkSql([{ from: "LAW/article-3", to: "LAW/article-3~2", relation: "replaced_by" }], one.changeSetId),
      ],
      told: /duplicate key value/,
    },
  ] as readonly Way[]
).map((way) => ({ ...way, what: `the exec lane records lineage ${way.what}` }));

const taking = (from: AmendedLedger, statement: string) => [
  EXEC,
  consume(from.withdrawal),
  decide(from.withdrawal, SG3),
  statement,
  receipt(from.withdrawal, "compensation"),
];
const take = (addresses: readonly string[], { withdrawal }: AmendedLedger) =>
  withdrawSql(addresses, { decision: DECISION, changeSet: withdrawal.changeSetId });

const WITHDRAWING: readonly Way[] = (
  [
    {
      what: "as it is permitted, and the head stays",
      run: (from) => taking(from, take(unitsOf(from.withdrawal), from)),
      told: /^withdrawn ok$/,
    },
    {
      what: "as it is permitted, and the log says so of each version",
      run: (from) => [
        ...taking(from, take(unitsOf(from.withdrawal), from)),
        `do $$ begin if (select array_agg(l.canonical_address order by l.canonical_address collate "C") from public.iu_lifecycle_log l
           join public.unit_version v on v.id = l.unit_version_id and v.lifecycle_status = l.to_status
           where l.to_status = 'withdrawn' and l.logged_at = now()) is distinct from array['LAW/article-1', 'LAW/article-10', 'LAW/article-9']
         then raise 'not logged'; end if; end $$`,
      ],
      told: /^withdrawn ok$/,
    },
    {
      what: "a part",
      run: (from) => taking(from, take(unitsOf(from.withdrawal).slice(1), from)),
      told: NOT_FULFILLED,
    },
    {
      what: "an enacted version",
      run: (from) => taking(from, take(["LAW/article-4"], from)),
      told: /^fsm_denied permit: what was done/,
    },
    {
      what: "a draft of another run",
      run: (from) => taking(from, take(["LAW/article-5"], from)),
      told: /^(?:fsm_denied|invalid_input) permit: what was done/,
    },
    {
      what: "in another document",
      run: (from) => taking(from, take(["OTHER/article-1"], from)),
      told: NOT_CONSUMED,
    },
    {
      what: "what was enacted in the same transaction",
      run: (from) => [
        EXEC,
        ...enacting(from.draft),
        consume(from.withdrawal),
        decide(from.withdrawal, SG3, SECOND_DECISION),
        withdrawSql(unitsOf(from.draft), { decision: SECOND_DECISION, changeSet: from.draft.changeSetId }),
      ],
      told: /permit: no approval was consumed in this transaction to withdraw drafts$/,
    },
    {
      what: "and enacts it",
      run: (from) => [
        ...taking(from, take(unitsOf(from.withdrawal), from)),
        ...enacting(from.draft, SECOND_DECISION),
      ],
      told: /^withdrawn permit: no approval was consumed in this transaction to enact/,
    },
  ] as readonly Way[]
).map((way) => ({ ...way, what: `the exec lane withdraws ${way.what}` }));

/** Beside every unit, and at the address of one that is new, a unit that was withdrawn before. */
const GIVEN_BACK: readonly string[] = [
  "alter table public.information_unit disable trigger all",
  `insert into public.information_unit select (jsonb_populate_record(u, jsonb_build_object('id', gen_random_uuid(), 'lifecycle_status',
     'withdrawn', 'canonical_address', given.address, 'sort_order', u.sort_order + 1000))).*
   from public.information_unit u, lateral (values (u.canonical_address), (replace(u.canonical_address, 'OTHER/article-1', 'OTHER/article-8')))
     as given (address)`,
  ...["a_gateway", "a_gateway_birth"].map(
    (name) => `alter table public.information_unit enable always trigger ${name}`,
  ),
];

/** What is permitted is done where the addresses had drafts before that were given back. */
const AGAIN: readonly Way[] = (
  [
    [
      "amends",
      ({ next }) => [EXEC, consume(next), amendSql(amendArguments(next.made)), receipt(next, "cut_leg_a")],
      "created",
    ],
    ["enacts", ({ draft }) => [EXEC, ...enacting(draft)], "enacted recorded"],
    [
      "amends and places behind the others what is new",
      ({ next }) => [
        EXEC,
        consume(next),
        amendSql(amendArguments(next.made)),
        receipt(next, "cut_leg_a"),
        `do $$ begin if (select array_agg(sort_order order by sort_order) from public.information_unit
           where doc_code = 'OTHER' and lifecycle_status <> 'withdrawn') <> array[1, 2, 4] then raise 'misplaced'; end if; end $$`,
      ],
      "created",
    ],
    ["sets days", (from) => later(from, days(from.later)), "recorded"],
    ["withdraws", (from) => taking(from, take(unitsOf(from.withdrawal), from)), "withdrawn"],
  ] as readonly (readonly [string, Way["run"], string])[]
).map(([what, run, told]) => ({
  what: `the exec lane ${what} at addresses that were given back before`,
  run: (from) => [...GIVEN_BACK, ...run(from)],
  told: new RegExp(`^${told} ok$`),
}));

const NOW: Readonly<Record<string, string>> = {
  xact: "pg_current_xact_id()",
  recorded_at: "now()",
  logged_at: "now()",
};
/** Moves half of the moment of rows that stand to that of this transaction. */
const moveNow = (table: string, half: string, more = ""): readonly string[] => [
  `alter table ${table} disable trigger d_immutable`,
  `update ${table} set ${half} = ${NOW[half] ?? ""}${more}`,
  `alter table ${table} enable always trigger d_immutable`,
];

/** A row is of this transaction where its number and its time agree. */
const MOMENTS: readonly Way[] = [
  ...["xact", "recorded_at"].flatMap((half) => [
    {
      what: `days that were said before share ${half} with those that are set now`,
      run: (from: AmendedLedger) => [
        ...moveNow("public.version_effect", half),
        ...later(from, days(from.later)),
      ],
      told: /^recorded ok$/,
    },
    {
      what: `lineage that was said before shares ${half} with an enactment`,
      run: (from: AmendedLedger) => [
        ...moveNow("public.unit_lineage", half, `, change_set_id = '${from.draft.changeSetId}'`),
        EXEC,
        ...enacting(from.draft),
      ],
      told: /^enacted recorded ok$/,
    },
  ]),
  {
    what: "lineage of another change set was said at the moment of an enactment",
    run: (from) => [
      ...moveNow("public.unit_lineage", "xact", ", recorded_at = now()"),
      EXEC,
      ...enacting(from.draft),
    ],
    told: /^enacted recorded ok$/,
  },
  ...["xact", "logged_at"].map((half) => ({
    what: `versions that were enacted before share ${half} with days that are set now`,
    run: (from: AmendedLedger) => [
      ...moveNow("public.iu_lifecycle_log", half),
      ...later(from, days(from.later)),
    ],
    told: /^recorded ok$/,
  })),
  {
    what: "one transaction enacts a change set and sets the days of another, each under its permit",
    run: (from) => [
      EXEC,
      ...enacting(from.draft),
      ...later(from, days(from.later))
        .slice(1)
        .map((text) => text.replaceAll(DECISION, SECOND_DECISION)),
    ],
    told: /^enacted recorded ok$/,
  },
  {
    what: "one transaction sets other days and then enacts versions, of which each has its first day",
    run: (from) => [
      ...later(from, days(from.later)),
      ...enacting(from.draft, SECOND_DECISION).slice(0, -1),
      `do $$ begin if (select array_agg(distinct ordinal) from public.version_effect where change_set_id = '${from.draft.changeSetId}')
         is distinct from array[1] then raise 'miscounted'; end if; end $$`,
      receipt(from.draft, "lifecycle_enact"),
    ],
    told: /^recorded enacted ok$/,
  },
  {
    what: "lineage of another change set is recorded beside an enactment",
    run: (from) => [
      EXEC,
      consume(from.later),
      linkSql(
        [{ from: "LAW/article-1", to: "LAW/article-4", relation: "merged_into" }],
        from.later.changeSetId,
      ),
      ...enacting(from.draft),
      receipt(from.later, "effect_set"),
    ],
    told: NOT_FULFILLED,
  },
];

/** Who may not call the functions at all. */
const STRANGERS: readonly Way[] = ["cutter_verify", "cutter_reader", "workflow_admin"].flatMap((role) =>
  (
    [
      ["amend", ({ next }: AmendedLedger) => amendSql(amendArguments(next.made))],
      ["enact", ({ draft }: AmendedLedger) => enactment(draft)],
      ["set days", ({ later: one }: AmendedLedger) => days(one)],
      ["record lineage", ({ second }: AmendedLedger) => linkSql([], second.changeSetId)],
      ["withdraw", (from: AmendedLedger) => take(unitsOf(from.draft), from)],
    ] as const
  ).map(([what, call]) => ({
    what: `${role} calls the function to ${what}`,
    run: (from: AmendedLedger) => [as(role), call(from)],
    told: role === "workflow_admin" ? /^permit: no approval was consumed/ : /^permission denied for function/,
  })),
);

const WAYS = [
  ...BY_HAND,
  ...MARKED,
  ...BORN,
  ...FOLLOWING,
  ...LOGGING,
  ...WRITERS,
  ...SOUND,
  ...OTHERWISE,
  ...AMENDING,
  ...ENACTING,
  ...DATING,
  ...LINKING,
  ...WITHDRAWING,
  ...AGAIN,
  ...STRANGERS,
];

for (const { what, run, told } of WAYS) {
  test(`no enacted row changes where ${what} (D-128)`, async () => {
    const found = await attemptOn(session, run(ledger), enacted);
    assert.match(found.told, told);
    assert.equal(found.gone, 0);
    await session.query("reset session_replication_role");
    const now = new Set(await enactedRows(session));
    assert.deepEqual(
      enacted.filter((row) => !now.has(row)),
      [],
    );
  });
}

for (const { what, run, told } of MOMENTS) {
  test(`only what is of this very transaction counts where ${what}`, async () => {
    assert.match((await attemptOn(session, run(ledger), enacted)).told, told);
  });
}

/** Every table of which the rows of a document are read. */
const READ_TABLES = OWNED.map(({ table }) => table);

async function rowsOfBoth(): Promise<string> {
  const rows = [await readDocumentRows(session, "LAW"), await readDocumentRows(session, "OTHER")];
  return JSON.stringify(rows);
}

for (const table of READ_TABLES) {
  test(`a superuser who takes the guards away can't change any column of ${table} untold`, async () => {
    const before = await rowsOfBoth();
    const untold: string[] = [];
    for (const { name, other } of await otherValues(session, table)) {
      await session.query("begin");
      await unguard(session, table);
      const which = table.endsWith("write_permit")
        ? "permit_id = any (select permit_id from cutter_governance.approval_use)"
        : "true";
      const { rowCount } = await session.query(
        `update ${table} set ${name} = ${other} where ctid = (select max(ctid) from ${table} where ${which})`,
      );
      if (rowCount !== 1 || ((await rowsOfBoth()) === before && (await altered()).length === 0))
        untold.push(name);
      await session.query("rollback");
    }
    assert.deepEqual(untold, []);
  });
}

const ENACTED_VERSION = VERSION_OF("LAW/article-1", 2);
const ALTERED: readonly {
  readonly what: string;
  readonly table: string;
  readonly run: string;
  readonly told: RegExp;
}[] = [
  {
    what: "a text under its digest",
    table: "public.unit_version",
    run: `update public.unit_version set body = 'x' where id = ${ENACTED_VERSION}`,
    told: /^LAW\/article-1: the text is not what its hash says$/m,
  },
  {
    what: "a text with its digest",
    table: "public.unit_version",
    run: `update public.unit_version set body = 'x', content_hash = encode(sha256('x'), 'hex') where id = ${ENACTED_VERSION}`,
    told: /^LAW\/article-1: the text is another$/m,
  },
  {
    what: "the first text of a unit that was amended",
    table: "public.unit_version",
    run: `update public.unit_version set body = 'x', content_hash = encode(sha256('x'), 'hex') where id = ${VERSION_OF("LAW/article-1", 1)}`,
    told: /^LAW\/article-1: the text is another$/m,
  },
  {
    what: "an address",
    table: "public.unit_version",
    run: `update public.unit_version set address = 'LAW/article-4' where id = ${ENACTED_VERSION}`,
    told: /^LAW\/article-1: the address is another$/m,
  },
  {
    what: "what a version follows",
    table: "public.unit_version",
    run: `update public.unit_version set base_version_id = id where id = ${ENACTED_VERSION}`,
    told: /^LAW\/article-1: the version is another$/m,
  },
  {
    what: "whose a version is",
    table: "public.unit_version",
    run: `update public.unit_version set version_seq = 9, unit_id = (select id from public.information_unit where canonical_address = 'LAW/article-4') where id = ${ENACTED_VERSION}`,
    told: /^LAW\/article-1: /,
  },
  {
    what: "a version away",
    table: "public.unit_version",
    run: `delete from public.unit_version where id = ${ENACTED_VERSION}`,
    told: /^LAW\/article-1: the version is (?:gone|another)$/m,
  },
  {
    what: "a unit away",
    table: "public.information_unit",
    run: "delete from public.information_unit where canonical_address = 'LAW/article-4'",
    told: /^LAW\/article-4: the unit is gone$/m,
  },
  {
    what: "a version in",
    table: "public.unit_version",
    run: `insert into public.unit_version (unit_id, body, content_hash, version_seq, content_profile, created_by, title, provenance, editor, address,
        unit_kind, section_type, position, change_kind, base_version_id, lifecycle_status, enacted_at)
      select unit_id, 'x', encode(sha256('x'), 'hex'), 9, '{}', created_by, title, provenance, editor, address, unit_kind, section_type, position,
        'amendment', id, 'enacted', now() from public.unit_version where id = ${ENACTED_VERSION}`,
    told: /^LAW\/article-1: a version that no ledger names$/m,
  },
  {
    what: "a draft into what is enacted",
    table: "public.unit_version",
    run: `update public.unit_version set body = 'x', content_hash = encode(sha256('x'), 'hex'), lifecycle_status = 'enacted', enacted_at = now()
      where id = ${VERSION_OF("LAW/article-5", 2)}`,
    told: /^LAW\/article-5: the text is another$/m,
  },
];

for (const { what, table, run, told } of ALTERED) {
  test(`a superuser who takes the guards away and alters ${what} is told by the altered units`, async () => {
    await session.query("begin");
    try {
      await unguard(session, table);
      await session.query(run);
      assert.match((await altered()).join("\n"), told);
    } finally {
      await session.query("rollback");
    }
    assert.deepEqual(await ledger.database.knowledge.alteredUnits("LAW"), []);
  });
}

function altered(): Promise<readonly string[]> {
  return readAlteredUnits({ engine: "postgresql", open: () => Promise.resolve(lent(session)) }, "LAW");
}

/** The session, which stays open. */
function lent(open: SqlSession): SqlSession {
  return {
    query: (text, values) => open.query(text, values),
    script: (text) => open.script(text),
    [Symbol.asyncDispose]: async () => undefined,
  };
}
