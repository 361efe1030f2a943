import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readSqlError } from "../../../src/adapters/postgres/connection/sql-error.ts";
import type { SqlSession } from "../../../src/ports/sql.ts";
import { RUN_ID } from "../../support/knowledge.ts";
import { openWrittenLedger, type WrittenLedger } from "../../support/written-ledger.ts";

let ledger: WrittenLedger;
let session: SqlSession;

before(async () => {
  ledger = await openWrittenLedger();
  session = await ledger.database.openSuperuser();
});
after(async () => {
  await session?.[Symbol.asyncDispose]();
  await ledger?.[Symbol.asyncDispose]();
});

const NEW = "0b1e2f6a-6a39-4a64-8a86-1f5a4a6b7c03";
const NOWHERE = "0b1e2f6a-6a39-4a64-8a86-1f5a4a6b7fff";
const NEW_RUN = "ictr-20261121T090000Z-00000009";
const DIGEST = "1".repeat(64);
const CHECK = "23514";
const REFERENCE = "23503";
const TWICE = "23505";

/** A value, or how SQL finds it. */
type Value = string | number | null | readonly string[] | { readonly sql: string };
type Row = Readonly<Record<string, Value>>;

const DRAFT_UNIT = {
  sql: "(select id from public.information_unit where canonical_address = 'DRAFT/article-1')",
};
const DRAFT_VERSION = {
  sql: "(select version_anchor_ref from public.information_unit where canonical_address = 'DRAFT/article-1')",
};

/**
 * The tables of the ledger in the order of their references. A copy of a row that `which` names is let in with the keys of `fresh`: it
 * stands on the copies of the tables before it.
 */
const TABLES: Readonly<Record<string, { readonly which?: string; readonly fresh: Row }>> = {
  "cutter_governance.write_permit": {
    which: `run_id = '${RUN_ID}' and gate = 'SG_1_cut_authz'`,
    fresh: { permit_id: NEW, run_id: NEW_RUN },
  },
  "cutter_governance.approval_use": {
    which: `run_id = '${RUN_ID}' and gate = 'SG_1_cut_authz'`,
    fresh: { run_id: NEW_RUN, payload_sha256: DIGEST, nonce: "new", permit_id: NEW },
  },
  "cutter_governance.decision_backlog_entry": { fresh: { backlog_entry_id: NEW } },
  "cutter_governance.decision_backlog_history": { fresh: { history_id: NEW } },
  "cutter_governance.manifest_envelope": { fresh: { envelope_id: NEW, backlog_entry_id: NEW } },
  "cutter_governance.manifest_unit_block": {
    which: "ordinal = 1",
    fresh: { ordinal: 9, unit_id: DRAFT_UNIT },
  },
  "cutter_governance.review_decision": {
    which: "gate = 'SG_1_cut_authz'",
    fresh: { review_decision_id: NEW, run_id: NEW_RUN },
  },
  "cutter_governance.cut_change_set": { fresh: { change_set_id: NEW, envelope_id: NEW } },
  "cutter_governance.cut_change_set_affected_row": {
    fresh: { unit_id: DRAFT_UNIT, unit_version_id: DRAFT_VERSION },
  },
  "cutter_governance.verify_result": { fresh: { verify_result_id: NEW, change_set_id: NEW } },
  "cutter_governance.dot_pair_signature": {
    which: "role = 'executor'",
    fresh: { signature_id: NEW, change_set_id: NEW },
  },
  "cutter_governance.phase_receipt": { which: "phase = 'cut_leg_a'", fresh: { run_id: NEW_RUN } },
  "public.iu_lifecycle_log": { fresh: { unit_id: DRAFT_UNIT, unit_version_id: DRAFT_VERSION } },
};

function literal(value: Value): string {
  if (value !== null && typeof value === "object" && "sql" in value) return `to_jsonb(${value.sql})`;
  return `'${JSON.stringify(value)}'::jsonb`;
}

/** One row of the table again, with other values in the columns named. */
function copy(table: string, changes: Row, which = TABLES[table]?.which): string {
  const columns = Object.entries(changes).map(([name, value]) => `'${name}', ${literal(value)}`);
  return `insert into ${table} select (jsonb_populate_record(null::${table}, to_jsonb(t) || jsonb_build_object(${columns.join(", ")}))).*
    from (select * from ${table} where ${which ?? "true"} limit 1) t`;
}

/** SQLSTATE with which the changed copy is refused, as the superuser, whom no lane stops; `ok` where it is let in. All is taken back. */
async function attempt(table: string, changes: Row, which?: string): Promise<string> {
  const names = Object.keys(TABLES);
  await session.query("begin");
  try {
    for (const name of names) await session.query(`alter table ${name} disable trigger user`);
    for (const name of names.slice(0, names.indexOf(table)))
      await session.query(copy(name, TABLES[name]?.fresh ?? {}));
    await session.query(copy(table, { ...TABLES[table]?.fresh, ...changes }, which));
    await session.query("set constraints all immediate");
    return "ok";
  } catch (error) {
    return readSqlError(error)?.code ?? String(error);
  } finally {
    await session.query("rollback");
  }
}

for (const [table, { fresh }] of Object.entries(TABLES)) {
  test(`a second row of ${table} is let in under keys of its own`, async () => {
    assert.equal(await attempt(table, fresh), "ok");
  });
}

type Case = readonly [what: string, table: string, changes: Row, code: string, which?: string];

/** 64 lower-case hexadecimal digits and nothing before or behind them. */
function digestCases(table: string, column: string): readonly Case[] {
  return [`x${DIGEST}`, `${DIGEST}0`].map((value) => [
    `${column} ${value.slice(0, 2)}… of ${value.length} characters`,
    table,
    { [column]: value },
    CHECK,
  ]);
}

function runIdCases(table: string): readonly Case[] {
  return [`x${NEW_RUN}`, `${NEW_RUN}0`].map((value) => [
    `the run id ${value}`,
    table,
    { run_id: value },
    CHECK,
  ]);
}

const [
  PERMIT,
  APPROVAL,
  BACKLOG,
  HISTORY,
  ENVELOPE,
  BLOCK,
  REVIEW,
  CHANGE_SET,
  AFFECTED,
  VERIFIED,
  SIGNATURE,
  RECEIPT,
] = [
  "write_permit",
  "approval_use",
  "decision_backlog_entry",
  "decision_backlog_history",
  "manifest_envelope",
  "manifest_unit_block",
  "review_decision",
  "cut_change_set",
  "cut_change_set_affected_row",
  "verify_result",
  "dot_pair_signature",
  "phase_receipt",
].map((name) => `cutter_governance.${name}`) as [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
];
const LOG = "public.iu_lifecycle_log";
const OLD = (column: string, table: string) => ({ sql: `(select ${column} from ${table} limit 1)` });
const VERIFIER = { role: "verifier", change_set_id: null, verify_result_id: NEW };
const BY_VERIFIER = { ...VERIFIER, signer: "cutter_verify", tool_revision: "verify:1" };

const CASES: readonly Case[] = [
  ...runIdCases(PERMIT),
  ["a document that is not registered", PERMIT, { document_id: "none" }, REFERENCE],
  ...digestCases(PERMIT, "payload_sha256"),
  ...digestCases(PERMIT, "units_sha256"),
  ["an empty nonce", PERMIT, { nonce: "" }, CHECK],
  ["no approval commit", PERMIT, { approval_commit: "" }, CHECK],
  ["no execution commit", PERMIT, { execution_commit: "" }, CHECK],
  ["no person", PERMIT, { persons: [] }, CHECK],
  ["a permit of the exec lane", PERMIT, { permitted_by: "cutter_exec" }, CHECK],
  ["a permit to cut no named units", PERMIT, { units_sha256: null }, CHECK],
  ["a permit to cut a change set", PERMIT, { change_set_id: OLD("change_set_id", CHANGE_SET) }, CHECK],
  ["a permit to enact no change set", PERMIT, { gate: "SG_2_lifecycle_authz" }, CHECK],
  [
    "a permit to enact a change set that is not there",
    PERMIT,
    { gate: "SG_2_lifecycle_authz", change_set_id: NOWHERE },
    REFERENCE,
  ],
  [
    "a permit to enact no named units",
    PERMIT,
    {
      gate: "SG_2_lifecycle_authz",
      change_set_id: OLD("change_set_id", CHANGE_SET),
      units_sha256: null,
    },
    CHECK,
  ],
  ["a permit to withdraw named units", PERMIT, { gate: "SG_3_compensation_authz" }, CHECK],
  ["a permit to withdraw", PERMIT, { gate: "SG_3_compensation_authz", units_sha256: null }, "ok"],

  ...runIdCases(APPROVAL),
  ["a gate that is none", APPROVAL, { gate: "SG_9" }, CHECK],
  ["SG_2", APPROVAL, { gate: "SG_2_lifecycle_authz" }, "ok"],
  ["SG_3", APPROVAL, { gate: "SG_3_compensation_authz" }, "ok"],
  ...digestCases(APPROVAL, "payload_sha256"),
  ["an empty nonce", APPROVAL, { nonce: "" }, CHECK],
  ["no approval commit", APPROVAL, { approval_commit: "" }, CHECK],
  ["no execution commit", APPROVAL, { execution_commit: "" }, CHECK],
  ["no person", APPROVAL, { persons: [] }, CHECK],
  ["a use by the verify lane", APPROVAL, { used_by: "cutter_verify" }, CHECK],
  ["a payload that was used", APPROVAL, { payload_sha256: OLD("payload_sha256", APPROVAL) }, TWICE],
  ["a nonce that was used", APPROVAL, { nonce: OLD("nonce", APPROVAL) }, TWICE],
  ["a gate of a run that was used", APPROVAL, { run_id: OLD("run_id", APPROVAL) }, TWICE],
  ["a permit that was used", APPROVAL, { permit_id: OLD("permit_id", APPROVAL) }, TWICE],
  ["a permit that is not there", APPROVAL, { permit_id: NOWHERE }, REFERENCE],

  ["a document that is not registered", BACKLOG, { document_id: "none" }, REFERENCE],
  ["a version that is not registered", BACKLOG, { version_id: NOWHERE }, REFERENCE],
  ["an entry that is not decided", BACKLOG, { status: "open" }, CHECK],
  ["an entry of the verify lane", BACKLOG, { opened_by: "cutter_verify" }, CHECK],
  ["an entry that is not there", HISTORY, { backlog_entry_id: NOWHERE }, REFERENCE],
  ["a record of the verify lane", HISTORY, { recorded_by: "cutter_verify" }, CHECK],

  [
    "a second envelope of one entry",
    ENVELOPE,
    { backlog_entry_id: OLD("backlog_entry_id", ENVELOPE) },
    TWICE,
  ],
  ["an entry that is not there", ENVELOPE, { backlog_entry_id: NOWHERE }, REFERENCE],
  ["a version that is not registered", ENVELOPE, { version_id: NOWHERE }, REFERENCE],
  ...digestCases(ENVELOPE, "source_sha256"),
  ...digestCases(ENVELOPE, "writer_digest"),
  ["an envelope without a unit", ENVELOPE, { unit_count: 0 }, CHECK],
  ["an envelope of one unit", ENVELOPE, { unit_count: 1 }, "ok"],
  ["an envelope of the verify lane", ENVELOPE, { created_by: "cutter_verify" }, CHECK],

  ["an envelope that is not there", BLOCK, { envelope_id: NOWHERE }, REFERENCE],
  ["the place 0", BLOCK, { ordinal: 0 }, CHECK],
  ["a unit that is not there", BLOCK, { unit_id: NOWHERE }, REFERENCE],
  ["a block that begins before the source", BLOCK, { start_byte: -1 }, CHECK],
  ["a block that ends where it begins", BLOCK, { start_byte: 5, end_byte: 5 }, CHECK],
  ...digestCases(BLOCK, "content_hash"),
  ["a place that is taken", BLOCK, { ordinal: 1 }, TWICE],
  ["a unit that stands in another block", BLOCK, { unit_id: OLD("unit_id", BLOCK) }, TWICE],

  ["a verdict that is none", REVIEW, { verdict: "maybe" }, CHECK],
  ["a revert that does not come from SG_3", REVIEW, { verdict: "revert" }, CHECK],
  [
    "a revert without a use of SG_3",
    REVIEW,
    { verdict: "revert", gate: "SG_3_compensation_authz" },
    REFERENCE,
  ],
  ["a document that is not registered", REVIEW, { document_id: "none" }, REFERENCE],
  ...digestCases(REVIEW, "payload_sha256"),
  ["a decision of the verify lane", REVIEW, { recorded_by: "cutter_verify" }, CHECK],
  ["a decision without a use of its gate", REVIEW, { run_id: "ictr-20261121T090000Z-0000000a" }, REFERENCE],
  [
    "a decision about the enactment of no change set",
    REVIEW,
    { run_id: OLD("run_id", CHANGE_SET), change_set_id: null },
    CHECK,
    "gate = 'SG_2_lifecycle_authz'",
  ],
  ["a change set that is not there", REVIEW, { change_set_id: NOWHERE }, REFERENCE],
  ["a second decision of one gate", REVIEW, { run_id: OLD("run_id", REVIEW) }, TWICE],

  ["a document that is not registered", CHANGE_SET, { document_id: "none" }, REFERENCE],
  ["a version that is not registered", CHANGE_SET, { version_id: NOWHERE }, REFERENCE],
  ["a second change set of one envelope", CHANGE_SET, { envelope_id: OLD("envelope_id", CHANGE_SET) }, TWICE],
  ["an envelope that is not there", CHANGE_SET, { envelope_id: NOWHERE }, REFERENCE],
  ["a decision that is not there", CHANGE_SET, { review_decision_id: NOWHERE }, REFERENCE],
  ...digestCases(CHANGE_SET, "writer_digest"),
  ["a change set without a unit", CHANGE_SET, { unit_count: 0 }, CHECK],
  ["a change set of one unit", CHANGE_SET, { unit_count: 1 }, "ok"],
  ["a change set of the verify lane", CHANGE_SET, { created_by: "cutter_verify" }, CHECK],

  ["a change set that is not there", AFFECTED, { change_set_id: NOWHERE }, REFERENCE],
  ["a unit that is not there", AFFECTED, { unit_id: NOWHERE }, REFERENCE],
  ["a version that is not there", AFFECTED, { unit_version_id: NOWHERE }, REFERENCE],
  ["an operation that is none", AFFECTED, { operation: "delete" }, CHECK],
  ...digestCases(AFFECTED, "content_hash"),
  ["a unit twice", AFFECTED, { unit_id: OLD("unit_id", AFFECTED) }, TWICE],

  ["a second result of one change set", VERIFIED, { change_set_id: OLD("change_set_id", VERIFIED) }, TWICE],
  ["a change set that is not there", VERIFIED, { change_set_id: NOWHERE }, REFERENCE],
  ["a result that is no pass", VERIFIED, { verdict: "fail" }, CHECK],
  ["a result without a unit", VERIFIED, { unit_count: 0 }, CHECK],
  ["a result of one unit", VERIFIED, { unit_count: 1 }, "ok"],
  ...digestCases(VERIFIED, "facts_sha256"),
  ["a result of the exec lane", VERIFIED, { verified_by: "cutter_exec" }, CHECK],

  [
    "a second signature of one change set",
    SIGNATURE,
    { change_set_id: OLD("change_set_id", VERIFIED) },
    TWICE,
  ],
  ["a change set that is not there", SIGNATURE, { change_set_id: NOWHERE }, REFERENCE],
  ["a verifier's signature", SIGNATURE, BY_VERIFIER, "ok"],
  [
    "a second signature of one result",
    SIGNATURE,
    { ...BY_VERIFIER, verify_result_id: OLD("verify_result_id", VERIFIED) },
    TWICE,
  ],
  ["a result that is not there", SIGNATURE, { ...BY_VERIFIER, verify_result_id: NOWHERE }, REFERENCE],
  ...digestCases(SIGNATURE, "signed_digest"),
  ["a role that is none", SIGNATURE, { role: "witness" }, CHECK],
  ["an executor who signs nothing", SIGNATURE, { change_set_id: null }, CHECK],
  ["an executor who signs a result as well", SIGNATURE, { verify_result_id: NEW }, CHECK],
  ["an executor who signs a result alone", SIGNATURE, { change_set_id: null, verify_result_id: NEW }, CHECK],
  ["a verifier who signs nothing", SIGNATURE, { ...BY_VERIFIER, verify_result_id: null }, CHECK],
  ["a verifier who signs a change set as well", SIGNATURE, { ...BY_VERIFIER, change_set_id: NEW }, CHECK],
  [
    "a verifier who signs a change set alone",
    SIGNATURE,
    { ...BY_VERIFIER, change_set_id: NEW, verify_result_id: null },
    CHECK,
  ],
  ["an executor's signature of the verify lane", SIGNATURE, { signer: "cutter_verify" }, CHECK],
  ["an executor's signature of the verifier's code", SIGNATURE, { tool_revision: "verify:1" }, CHECK],
  [
    "an executor's signature of the verify lane and code",
    SIGNATURE,
    { signer: "cutter_verify", tool_revision: "verify:1" },
    CHECK,
  ],
  ["a verifier's signature of the exec lane", SIGNATURE, { ...BY_VERIFIER, signer: "cutter_exec" }, CHECK],
  [
    "a verifier's signature of the executor's code",
    SIGNATURE,
    { ...BY_VERIFIER, tool_revision: "exec:1" },
    CHECK,
  ],
  [
    "a verifier's signature of the exec lane and code",
    SIGNATURE,
    { ...VERIFIER, signer: "cutter_exec", tool_revision: "exec:1" },
    CHECK,
  ],

  ...runIdCases(RECEIPT),
  ["a phase that is none", RECEIPT, { phase: "mark" }, CHECK],
  ...["leg_b_record", "lifecycle_enact", "compensation"].map(
    (phase): Case => [`a receipt of ${phase}`, RECEIPT, { phase }, "ok"],
  ),
  ["a verifier's receipt of the exec lane", RECEIPT, { phase: "write_verify" }, CHECK],
  ["a receipt of the verifier", RECEIPT, { phase: "write_verify", recorded_by: "cutter_verify" }, "ok"],
  ["a receipt of leg A by the verify lane", RECEIPT, { recorded_by: "cutter_verify" }, CHECK],
  ...digestCases(RECEIPT, "payload_sha256"),
  ...digestCases(RECEIPT, "result_digest"),
  ["a second receipt of one phase", RECEIPT, { run_id: OLD("run_id", CHANGE_SET) }, TWICE],

  ["a unit that is not there", LOG, { unit_id: NOWHERE }, REFERENCE],
  ["a unit that was no draft", LOG, { from_status: "enacted" }, CHECK],
  ["a unit that becomes a draft", LOG, { to_status: "draft" }, CHECK],
  ["a unit that is withdrawn", LOG, { to_status: "withdrawn" }, "ok"],
  ["a decision that is not there", LOG, { review_decision_id: NOWHERE }, REFERENCE],
  ["a change set that is not there", LOG, { change_set_id: NOWHERE }, REFERENCE],
  ["a version that is enacted twice", LOG, { unit_version_id: OLD("unit_version_id", LOG) }, TWICE],
];

for (const [what, table, changes, code, which] of CASES) {
  const verdict = code === "ok" ? "is let into" : "is no row of";
  test(`${what} ${verdict} ${table}`, async () => assert.equal(await attempt(table, changes, which), code));
}
