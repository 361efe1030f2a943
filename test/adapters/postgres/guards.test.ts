import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { WRITTEN_TABLES } from "../../../src/domain/tables.ts";
import { openWrittenLedger, type Role, type WrittenLedger } from "../../support/written-ledger.ts";

let ledger: WrittenLedger;

before(async () => {
  ledger = await openWrittenLedger();
});
after(() => ledger?.[Symbol.asyncDispose]());

const GATEWAY = "42501";
const IMMUTABLE = "23001";
const MARKER = "select set_config('app.canonical_writer', 'fn_iu_create', true)";
const ENACT_MARKER = "select set_config('app.canonical_writer', 'fn_iu_enact', true)";
const REPLICA = "set local session_replication_role = replica";
const IMPERSONATE = "set session authorization cutter_exec";
function withoutGateway(table: string): readonly string[] {
  const triggers = ["a_gateway", "a_gateway_death", "b_transition"];
  return triggers.map((trigger) => `alter table public.${table} disable trigger ${trigger}`);
}
const ENACTED = "where canonical_address = 'LAW/article-1'";
const DRAFT = "where canonical_address = 'DRAFT/article-1'";
const VERSION = "where unit_id in (select id from public.information_unit where doc_code = 'LAW')";
const COPY_UNIT = `insert into public.information_unit select gen_random_uuid(), 'NEW/x', unit_kind, 'draft', content_anchor_ref,
  version_anchor_ref, owner_ref, null, 'open', identity_profile, now(), now(), 'x', 'x', null, 'NEW', 'body', 'x', 1
  from public.information_unit limit 1`;
const COPY_BIRTH =
  "insert into public.birth_registry (unit_id, canonical_address, doc_code, born_by) values (gen_random_uuid(), 'x', 'x', 'x')";

const REFUSED: readonly {
  readonly rule: string;
  readonly role: Role;
  readonly run: readonly string[];
  readonly code: string;
}[] = [
  { rule: "the owner cannot insert a unit", role: "owner", run: [COPY_UNIT], code: GATEWAY },
  {
    rule: "the owner cannot insert a unit with a marker of his own",
    role: "owner",
    run: [MARKER, COPY_UNIT],
    code: GATEWAY,
  },
  {
    rule: "the superuser cannot insert a unit with a marker of his own",
    role: "superuser",
    run: [MARKER, COPY_UNIT],
    code: GATEWAY,
  },
  {
    rule: "the superuser in the replica role cannot insert a unit",
    role: "superuser",
    run: [REPLICA, MARKER, COPY_UNIT],
    code: GATEWAY,
  },
  {
    rule: "the superuser cannot be lane and owner at once",
    role: "superuser",
    run: [IMPERSONATE, "set role workflow_admin", MARKER, COPY_UNIT],
    code: GATEWAY,
  },
  { rule: "the exec lane cannot insert a unit", role: "exec", run: [MARKER, COPY_UNIT], code: GATEWAY },
  {
    rule: "the exec lane cannot update a draft",
    role: "exec",
    run: [ENACT_MARKER, `update public.information_unit set lifecycle_status = 'enacted' ${DRAFT}`],
    code: GATEWAY,
  },
  {
    rule: "the owner cannot update a draft",
    role: "owner",
    run: [ENACT_MARKER, `update public.information_unit set lifecycle_status = 'enacted' ${DRAFT}`],
    code: GATEWAY,
  },
  {
    rule: "the owner cannot delete a draft",
    role: "owner",
    run: [`delete from public.information_unit ${DRAFT}`],
    code: GATEWAY,
  },
  {
    rule: "the owner cannot change an enacted unit",
    role: "owner",
    run: [`update public.information_unit set owner_ref = 'x' ${ENACTED}`],
    code: GATEWAY,
  },
  {
    rule: "the owner cannot change an enacted text",
    role: "owner",
    run: [`update public.unit_version set body = 'x' ${VERSION}`],
    code: GATEWAY,
  },
  {
    rule: "the owner cannot delete an enacted text",
    role: "owner",
    run: [`delete from public.unit_version ${VERSION}`],
    code: GATEWAY,
  },
  {
    rule: "without the gateway an enacted unit is still immutable",
    role: "owner",
    run: [
      ...withoutGateway("information_unit"),
      `update public.information_unit set owner_ref = 'x' ${ENACTED}`,
    ],
    code: IMMUTABLE,
  },
  {
    rule: "without the gateway an enacted unit can still not be deleted, not even in the replica role",
    role: "superuser",
    run: [...withoutGateway("information_unit"), REPLICA, `delete from public.information_unit ${ENACTED}`],
    code: IMMUTABLE,
  },
  {
    rule: "without the gateway an enacted text is still immutable in the replica role",
    role: "superuser",
    run: [...withoutGateway("unit_version"), REPLICA, `delete from public.unit_version ${VERSION}`],
    code: IMMUTABLE,
  },
  {
    rule: "a cascade from a parent stops at an immutable child (D-12)",
    role: "superuser",
    run: [
      "create table public.parent (id uuid primary key)",
      "insert into public.parent select distinct unit_id from public.unit_version",
      "alter table public.unit_version add constraint cascade foreign key (unit_id) references public.parent on delete cascade",
      ...withoutGateway("unit_version"),
      "delete from public.parent",
    ],
    code: IMMUTABLE,
  },
  ...[
    "public.information_unit",
    "public.unit_version",
    "public.iu_lifecycle_log",
    "public.birth_registry",
  ].map((table) => ({
    rule: `the owner cannot truncate ${table}`,
    role: "owner" as const,
    run: [`truncate ${table} cascade`],
    code: IMMUTABLE,
  })),
  {
    rule: "truncating is refused in the replica role",
    role: "superuser",
    run: [REPLICA, "truncate public.information_unit cascade"],
    code: IMMUTABLE,
  },
  {
    rule: "the owner cannot change the log",
    role: "owner",
    run: ["update public.iu_lifecycle_log set reason = 'x'"],
    code: IMMUTABLE,
  },
  {
    rule: "the owner cannot delete from the log",
    role: "owner",
    run: ["delete from public.iu_lifecycle_log"],
    code: IMMUTABLE,
  },
  {
    rule: "the owner cannot change a birth",
    role: "owner",
    run: ["update public.birth_registry set born_by = 'x'"],
    code: IMMUTABLE,
  },
  {
    rule: "what was installed is on record for good",
    role: "owner",
    run: ["delete from cutter_governance.schema_migration"],
    code: IMMUTABLE,
  },
  {
    rule: "the record of what was installed is never truncated",
    role: "owner",
    run: ["truncate cutter_governance.schema_migration"],
    code: IMMUTABLE,
  },
  { rule: "the owner cannot make a birth", role: "owner", run: [MARKER, COPY_BIRTH], code: GATEWAY },
  {
    rule: "the owner cannot write a log row",
    role: "owner",
    run: [ENACT_MARKER, "insert into public.iu_lifecycle_log select * from public.iu_lifecycle_log"],
    code: GATEWAY,
  },
  ...[
    "approval_use",
    "phase_receipt",
    "review_decision",
    "verify_result",
    "dot_pair_signature",
    "cut_change_set",
    "cut_change_set_affected_row",
    "manifest_envelope",
    "manifest_unit_block",
    "decision_backlog_entry",
    "decision_backlog_history",
    "source_document_version_registry",
    "source_document_registry",
    "write_permit",
  ].flatMap((table) => [
    {
      rule: `${table} is append-only`,
      role: "owner" as const,
      run: [`delete from cutter_governance.${table}`],
      code: IMMUTABLE,
    },
    {
      rule: `${table} is never truncated`,
      role: "owner" as const,
      run: [`truncate cutter_governance.${table} cascade`],
      code: IMMUTABLE,
    },
  ]),
  {
    rule: "the owner cannot write a receipt",
    role: "owner",
    run: [
      `insert into cutter_governance.phase_receipt (run_id, phase, payload_sha256, result_digest, ids, recorded_by)
       select 'ictr-20261121T090000Z-00000009', phase, payload_sha256, result_digest, ids, recorded_by from cutter_governance.phase_receipt`,
    ],
    code: GATEWAY,
  },
  {
    rule: "the owner cannot write a permit in the name of the verify lane",
    role: "owner",
    run: [
      `insert into cutter_governance.write_permit (run_id, gate, document_id, payload_sha256, nonce, approval_commit,
         execution_commit, persons, keys, signed_utc, units_sha256, permitted_by)
       select 'ictr-20261121T090000Z-00000009', gate, document_id, payload_sha256, nonce, approval_commit, execution_commit,
         persons, keys, signed_utc, units_sha256, permitted_by
       from cutter_governance.write_permit where gate = 'SG_1_cut_authz' limit 1`,
    ],
    code: GATEWAY,
  },
  {
    rule: "a lane cannot choose the transaction of its receipt",
    role: "exec",
    run: [
      `insert into cutter_governance.phase_receipt (run_id, phase, payload_sha256, result_digest, ids, xact)
       values ('ictr-20261121T090000Z-00000009', 'cut_leg_a', repeat('0', 64), repeat('0', 64), '{}', '1')`,
    ],
    code: GATEWAY,
  },
  {
    rule: "the exec lane cannot leave the verifier's receipt",
    role: "exec",
    run: [
      `insert into cutter_governance.phase_receipt (run_id, phase, payload_sha256, result_digest, ids)
       values ('ictr-20261121T090000Z-00000009', 'write_verify', repeat('0', 64), repeat('0', 64), '{}')`,
    ],
    code: "23514",
  },
  {
    rule: "the exec lane cannot record a verification",
    role: "exec",
    run: ["insert into cutter_governance.verify_result (verify_result_id) values (gen_random_uuid())"],
    code: GATEWAY,
  },
  {
    rule: "the verify lane cannot consume an approval",
    role: "verify",
    run: ["insert into cutter_governance.approval_use (run_id) values ('x')"],
    code: GATEWAY,
  },
  {
    rule: "the verify lane cannot create a unit",
    role: "verify",
    run: ["select public.fn_iu_create('NEW/x', 't', 'b', 'a', 'article', 'body', 'o', 'law', null)"],
    code: GATEWAY,
  },
  {
    rule: "a lane has no temporary tables",
    role: "exec",
    run: ["create temporary table mine (a integer)"],
    code: GATEWAY,
  },
  {
    rule: "a lane makes nothing in public",
    role: "exec",
    run: ["create table public.mine (a integer)"],
    code: GATEWAY,
  },
  {
    rule: "a lane makes no function",
    role: "verify",
    run: ["create function public.f() returns integer language sql as 'select 1'"],
    code: GATEWAY,
  },
  {
    rule: "an executor's signature cannot refer to a verify result",
    role: "verify",
    run: [
      `insert into cutter_governance.dot_pair_signature (signature_id, role, verify_result_id, signed_digest, tool_revision)
       select gen_random_uuid(), 'executor', verify_result_id, repeat('0', 64), 'exec:1' from cutter_governance.verify_result`,
    ],
    code: "23514",
  },
  {
    rule: "a signature cannot refer to both",
    role: "superuser",
    run: [
      "alter table cutter_governance.dot_pair_signature disable trigger a_lane",
      `insert into cutter_governance.dot_pair_signature (signature_id, role, change_set_id, verify_result_id, signed_digest, tool_revision, signer)
       select gen_random_uuid(), 'verifier', change_set_id, verify_result_id, repeat('0', 64), 'verify:1', 'cutter_verify'
       from cutter_governance.verify_result`,
    ],
    code: "23514",
  },
  {
    rule: "a stored source cannot have another digest than its bytes",
    role: "owner",
    run: [
      `insert into cutter_governance.source_document_version_registry (version_id, document_id, version_seq, sha256, size_bytes, content)
       values (gen_random_uuid(), 'doc-LAW', 2, repeat('0', 64), 1, 'x')`,
    ],
    code: "23514",
  },
  {
    rule: "a stored source cannot be exchanged",
    role: "owner",
    run: ["update cutter_governance.source_document_version_registry set content = 'x'"],
    code: IMMUTABLE,
  },
  {
    rule: "an anchor cannot point at another unit's version when the transaction ends",
    role: "superuser",
    run: [
      ...withoutGateway("information_unit"),
      `update public.information_unit set (content_anchor_ref, version_anchor_ref) = (select v.id, v.id from public.unit_version v
         join public.information_unit u on u.id = v.unit_id where u.canonical_address = 'DRAFT/article-2') ${DRAFT}`,
    ],
    code: "23503",
  },
  {
    rule: "the two anchors cannot differ",
    role: "superuser",
    run: [
      ...withoutGateway("information_unit"),
      `update public.information_unit set content_anchor_ref = gen_random_uuid() ${DRAFT}`,
    ],
    code: "23514",
  },
  {
    rule: "a decision needs a consumed approval",
    role: "exec",
    run: [
      `insert into cutter_governance.review_decision (review_decision_id, run_id, gate, verdict, document_id, payload_sha256, reason)
       values (gen_random_uuid(), 'ictr-20261121T090000Z-00000009', 'SG_1_cut_authz', 'approve', 'doc-LAW', repeat('0', 64), 'x')`,
    ],
    code: "23503",
  },
];

/** Takes the trigger from every table but this one, so that no other of a cascade can refuse in its place. */
function leaveAlone(table: string): string {
  return `do $$ declare v_other regclass; begin
    for v_other in select tgrelid::regclass from pg_trigger where tgname = 'e_no_truncate' and tgrelid <> '${table}'::regclass loop
      execute format('alter table %s disable trigger e_no_truncate', v_other);
    end loop; end $$`;
}

for (const table of [...WRITTEN_TABLES, "cutter_governance.schema_migration"]) {
  test(`${table} is not truncated, whatever a cascade would take along`, async () => {
    const run = [leaveAlone(table), `truncate ${table} cascade`];
    assert.equal(await ledger.attempt("superuser", run), IMMUTABLE);
  });
}

for (const { rule, role, run, code } of REFUSED) {
  test(rule, async () => assert.equal(await ledger.attempt(role, run), code));
}

test("the canonical function is let through, so that the refusals above are the guards' and not the table's", async () => {
  assert.equal(await ledger.attempt("exec", ledger.permittedCut), "ok");
});

test("the marker does not outlive the canonical function", async () => {
  await using session = await ledger.database.sql.open("exec");
  await session.query("begin");
  for (const statement of ledger.permittedCut) await session.query(statement);
  const { rows } = await session.query<{ marker: string }>(
    "select current_setting('app.canonical_writer', true) as marker",
  );
  await session.query("rollback");
  assert.deepEqual(rows, [{ marker: "" }]);
});
