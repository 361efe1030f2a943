import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { trial } from "../../support/trial.ts";
import { openWrittenLedger, type Role, type WrittenLedger } from "../../support/written-ledger.ts";

let ledger: WrittenLedger;

before(async () => {
  ledger = await openWrittenLedger();
});
after(() => ledger?.[Symbol.asyncDispose]());

const GATEWAY = "42501";
const IMPERSONATE = "set session authorization cutter_exec";
const DRAFT = "where canonical_address = 'DRAFT/article-1'";
const COPY_BIRTH =
  "insert into public.birth_registry (unit_id, canonical_address, doc_code, born_by) values (gen_random_uuid(), 'x', 'x', 'x')";

/** A unit and its version as a canonical function bears them; the changes are SQL. */
function birth(
  changes: {
    readonly unit?: Readonly<Record<string, string>>;
    readonly version?: Readonly<Record<string, string>>;
  } = {},
): readonly string[] {
  const unit = {
    id: "'00000000-0000-4000-8000-000000000001'",
    canonical_address: "'NEW/x'",
    unit_kind: "'article'",
    content_anchor_ref: "'00000000-0000-4000-8000-000000000002'",
    version_anchor_ref: "'00000000-0000-4000-8000-000000000002'",
    owner_ref: "'o'",
    identity_profile: `'{"publication_type": "law"}'`,
    created_by: "'a'",
    updated_by: "'a'",
    doc_code: "'NEW'",
    section_type: "'body'",
    section_code: "'x'",
    sort_order: "1",
    ...changes.unit,
  };
  const version = {
    id: "'00000000-0000-4000-8000-000000000002'",
    unit_id: "'00000000-0000-4000-8000-000000000001'",
    body: "'text'",
    content_hash: `encode(sha256(${changes.version?.["body"] ?? "'text'"}), 'hex')`,
    version_seq: "1",
    content_profile: "'{}'",
    created_by: "'a'",
    title: "'t'",
    provenance: "'cut'",
    editor: "'a'",
    address: unit.canonical_address,
    unit_kind: "'article'",
    section_type: "'body'",
    position: "1",
    change_kind: "'original'",
    ...changes.version,
  };
  const insert = (table: string, row: Readonly<Record<string, string>>) =>
    `insert into public.${table} (${Object.keys(row).join(", ")}) values (${Object.values(row).join(", ")})`;
  return [insert("information_unit", unit), insert("unit_version", version)];
}

const LONGEST = `NEW/${"x".repeat(1020)}`;
const addressed = (address: string, code = "NEW", section = address.slice(code.length + 1)) => ({
  canonical_address: `'${address}'`,
  doc_code: `'${code}'`,
  section_code: `'${section}'`,
});

/** What a birth gate refuses, one thing at a time: the rest is sound. */
const UNSOUND: readonly {
  readonly what: string;
  readonly unit?: Readonly<Record<string, string>>;
  readonly version?: Readonly<Record<string, string>>;
}[] = [
  { what: "a unit that is born enacted", unit: { lifecycle_status: "'enacted'" } },
  { what: "a unit that is born conforming", unit: { conformance_status: "'closed'" } },
  { what: "a unit that is born deleted", unit: { deleted_at: "now()" } },
  { what: "a unit without an owner", unit: { owner_ref: "''" } },
  { what: "a unit without an author", unit: { created_by: "''" } },
  { what: "a unit without an editor", unit: { updated_by: "''" } },
  { what: "a unit before the first place", unit: { sort_order: "0" } },
  {
    what: "a unit that contains itself",
    unit: { parent_or_container_ref: "'00000000-0000-4000-8000-000000000001'" },
  },
  { what: "a unit with an address of 1025 characters", unit: addressed(`${LONGEST}x`) },
  { what: "a unit whose address begins in lower case", unit: addressed("xNEW/x", "xNEW") },
  { what: "a unit whose address goes on with white space", unit: addressed("NEW/x y") },
  { what: "a unit whose address is another document's", unit: addressed("NEW/x", "OLD", "x") },
  { what: "a unit whose address is another section's", unit: addressed("NEW/x", "NEW", "y") },
  { what: "a unit of an unknown kind", unit: { unit_kind: "'ode'" } },
  { what: "a unit of an unknown section type", unit: { section_type: "'ode'" } },
  {
    what: "a unit of an unknown publication type",
    unit: { identity_profile: `'{"publication_type": "ode"}'` },
  },
  { what: "a unit without a publication type", unit: { identity_profile: "'{}'" } },
  { what: "a version that is born enacted", version: { lifecycle_status: "'enacted'" } },
  { what: "a version that is born approved", version: { review_state: "'approved'" } },
  { what: "a second version", version: { version_seq: "2" } },
  { what: "a version with a time of enactment", version: { enacted_at: "now()" } },
  { what: "a version without a text", version: { body: "''" } },
  { what: "a version without an author", version: { created_by: "''" } },
];

/** With the right itself, so that the gateway alone is in the way of the lane. */
const withRight = (right: string, table: string) => [
  `grant select, ${right} on public.${table} to cutter_exec`,
  IMPERSONATE,
];
const ENACT_DRAFT = `update public.information_unit set lifecycle_status = 'enacted' ${DRAFT}`;
const DRAFT_VERSION = "where unit_id in (select id from public.information_unit where doc_code = 'DRAFT')";
const ENACT_VERSION = `update public.unit_version set lifecycle_status = 'enacted', enacted_at = now() ${DRAFT_VERSION}`;
const [BIRTH_OF_UNIT = ""] = birth();
const LATE_VERSION = `insert into public.unit_version (unit_id, body, content_hash, version_seq, content_profile, created_by, title, provenance, editor)
  select unit_id, body, content_hash, 1, content_profile, created_by, title, provenance, editor from public.unit_version limit 1`;
const LOG_ROW = `insert into public.iu_lifecycle_log (unit_id, unit_version_id, from_status, to_status, canonical_address, content_hash, review_decision_id, actor, reason)
  select u.id, u.version_anchor_ref, 'draft', 'enacted', u.canonical_address, '', l.review_decision_id, 'a', 'r'
  from public.information_unit u, public.iu_lifecycle_log l where u.canonical_address = 'DRAFT/article-1' limit 1`;

/** Without it the gateway of births would refuse the owner of a unit as well. */
const NO_BIRTHS = "alter table public.information_unit disable trigger f_register_births";

/** Each table whose rows canonical functions alone write: a good write, and the marker of its function. */
const GATED = [
  { table: "information_unit", right: "insert", marker: "fn_iu_create", write: BIRTH_OF_UNIT },
  { table: "unit_version", right: "insert", marker: "fn_iu_create", write: LATE_VERSION },
  { table: "birth_registry", right: "insert", marker: "fn_iu_create", write: COPY_BIRTH },
  { table: "information_unit", right: "update", marker: "fn_iu_enact", write: ENACT_DRAFT },
  { table: "unit_version", right: "update", marker: "fn_iu_enact", write: ENACT_VERSION },
  { table: "iu_lifecycle_log", right: "insert", marker: "fn_iu_enact", write: LOG_ROW },
] as const;

const REFUSED: readonly {
  readonly rule: string;
  readonly role: Role;
  readonly run: readonly string[];
  readonly code: string;
}[] = [
  ...UNSOUND.map(({ what, ...changes }) => ({
    rule: `not even a canonical function bears ${what}`,
    role: "superuser" as const,
    run: trial("fn_iu_create", ...birth(changes)),
    code: "23514",
  })),
  ...GATED.flatMap(({ table, right, marker, write }) => [
    {
      rule: `the gateway stops an ${right} of ${table} by the owner who sets the marker`,
      role: "owner" as const,
      run: [NO_BIRTHS, `select set_config('app.canonical_writer', '${marker}', true)`, write],
      code: GATEWAY,
    },
    {
      rule: `the gateway stops an ${right} of ${table} by the lane who sets the marker and has the right`,
      role: "superuser" as const,
      run: [
        NO_BIRTHS,
        ...withRight(right, table),
        `select set_config('app.canonical_writer', '${marker}', true)`,
        write,
      ],
      code: GATEWAY,
    },
    ...["", "fn_iu_withdraw", marker === "fn_iu_create" ? "fn_iu_enact" : "fn_iu_create"].map((other) => ({
      rule: `the gateway stops an ${right} of ${table} under the marker '${other}'`,
      role: "superuser" as const,
      run: [NO_BIRTHS, ...trial(other, write)],
      code: GATEWAY,
    })),
  ]),
  {
    rule: "no marker lets a draft stay a draft",
    role: "superuser",
    run: trial("fn_iu_enact", `update public.information_unit set owner_ref = 'x' ${DRAFT}`),
    code: GATEWAY,
  },
  {
    rule: "no marker lets a version stay a draft",
    role: "superuser",
    run: trial("fn_iu_enact", `update public.unit_version set title = 'x' ${DRAFT_VERSION}`),
    code: GATEWAY,
  },
  ...["information_unit", "unit_version"].map((table) => ({
    rule: `a canonical function cannot change an enacted row of ${table}`,
    role: "superuser" as const,
    run: trial(
      "fn_iu_enact",
      `update public.${table} set updated_at = now() where lifecycle_status = 'enacted'`,
    ),
    code: GATEWAY,
  })),
  ...["information_unit", "unit_version"].map((table) => ({
    rule: `a canonical function cannot delete a row of ${table}`,
    role: "superuser" as const,
    run: trial("fn_iu_withdraw", `delete from public.${table} where lifecycle_status = 'draft'`),
    code: GATEWAY,
  })),
  {
    rule: "a transition of a unit changes its state and nothing else",
    role: "superuser",
    run: trial(
      "fn_iu_enact",
      `update public.information_unit set lifecycle_status = 'enacted', owner_ref = 'x' ${DRAFT}`,
    ),
    code: GATEWAY,
  },
  {
    rule: "a transition of a version changes its state and nothing else",
    role: "superuser",
    run: trial("fn_iu_enact", ENACT_VERSION.replace("set ", "set title = 'x', ")),
    code: GATEWAY,
  },
  {
    rule: "a version is not enacted without its time",
    role: "superuser",
    run: trial("fn_iu_enact", `update public.unit_version set lifecycle_status = 'enacted' ${DRAFT_VERSION}`),
    code: GATEWAY,
  },
  {
    rule: "a version is not withdrawn with a time of enactment",
    role: "superuser",
    run: trial(
      "fn_iu_withdraw",
      `update public.unit_version set lifecycle_status = 'withdrawn', enacted_at = now() ${DRAFT_VERSION}`,
    ),
    code: GATEWAY,
  },
  {
    rule: "the ledger is not written inside a function of the owner",
    role: "superuser",
    run: trial("", "insert into cutter_governance.phase_receipt default values"),
    code: GATEWAY,
  },
  ...[
    "decision_backlog_entry",
    "decision_backlog_history",
    "manifest_envelope",
    "manifest_unit_block",
    "review_decision",
    "cut_change_set",
    "cut_change_set_affected_row",
    "write_permit",
    "approval_use",
    "verify_result",
    "dot_pair_signature",
    "phase_receipt",
  ].map((table) => ({
    rule: `the owner writes no row of ${table}`,
    role: "owner" as const,
    run: [`insert into cutter_governance.${table} default values`],
    code: GATEWAY,
  })),
];

const LET_THROUGH: readonly { readonly rule: string; readonly run: readonly string[] }[] = [
  { rule: "bears a sound unit", run: trial("fn_iu_create", ...birth()) },
  {
    rule: "bears a unit with an address of 1024 characters",
    run: trial("fn_iu_create", ...birth({ unit: addressed(LONGEST) })),
  },
  { rule: "enacts a unit", run: trial("fn_iu_enact", ENACT_DRAFT) },
  { rule: "enacts a version", run: trial("fn_iu_enact", ENACT_VERSION) },
  { rule: "writes the log of an enactment", run: trial("fn_iu_enact", LOG_ROW) },
  {
    rule: "withdraws a unit and its version",
    run: trial(
      "fn_iu_withdraw",
      `update public.unit_version set lifecycle_status = 'withdrawn' ${DRAFT_VERSION}`,
      `update public.information_unit set lifecycle_status = 'withdrawn', updated_by = 'b', updated_at = now() ${DRAFT}`,
    ),
  },
];

for (const { rule, role, run, code } of REFUSED) {
  test(rule, async () => assert.equal(await ledger.attempt(role, run), code));
}

for (const { rule, run } of LET_THROUGH) {
  test(`a canonical function ${rule}`, async () =>
    assert.equal(await ledger.attempt("superuser", run), "ok"));
}
