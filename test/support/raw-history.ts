import { createHash, randomUUID } from "node:crypto";
import { readSqlError } from "../../src/adapters/postgres/connection/sql-error.ts";
import { changeSetIdOf } from "../../src/adapters/postgres/reads/ledger-ids.ts";
import type { Gate } from "../../src/domain/gates.ts";
import type { CutPlan } from "../../src/domain/plan.ts";
import type { DatabaseIdentity } from "../../src/ports/knowledge-base.ts";
import type { SqlSession } from "../../src/ports/sql.ts";
import type { Made } from "./amendment.ts";
import type { KnowledgeDatabase } from "./knowledge-cluster.ts";
import { createSql, decisionSql, enactSql, literal, withdrawSql } from "./lane-sql.ts";
import { chainedReceiptSql, consumePermitSql } from "./permit-sql.ts";
import { amendArguments, amendSql, effectSql, linkSql } from "./version-sql.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const EXEC = "set session authorization cutter_exec";
const VERIFY = "set session authorization cutter_verify";
const OWNER = "set session authorization workflow_admin";
const SELF = "reset session authorization";

/** Writes the history of documents through the functions of the schema, without the guards of the bot: a tenth of the time. */
export interface RawHistory extends AsyncDisposable {
  readonly session: SqlSession;
  /** Registers the version, drafts what is planned, and records and verifies it. Returns the run and its change set. */
  draft(made: Made): Promise<RawRun>;
  /** Enacts a draft with its days; the constraint that it violates and its message, or null. */
  enact(run: RawRun): Promise<string | null>;
  withdraw(run: RawRun): Promise<void>;
  /** Records other days of versions of an enacted change set; the constraint that they violate and its message, or null. */
  setDays(run: RawRun, days: ReadonlyMap<string, string>): Promise<string | null>;
  /** Alters rows as a superuser who takes the guards of the tables away and puts them back. */
  alter(tables: readonly string[], ...statements: readonly string[]): Promise<void>;
  /** Makes the first cut of the document one of an earlier release: its versions say nothing of what their units say. */
  makeEarlier(prefix: string): Promise<void>;
  /** A moment after all that was committed. */
  moment(): Promise<string>;
}

export interface RawRun {
  readonly made: Made;
  readonly runId: string;
  readonly changeSetId: string;
}

export async function openRawHistory(database: KnowledgeDatabase): Promise<RawHistory> {
  const { knowledge } = database;
  const session = await database.openSuperuser();
  const identity: DatabaseIdentity = await knowledge.identity();
  let runs = 0;
  const nextRun = () => `ictr-20261121T090000Z-${(++runs).toString(16).padStart(8, "0")}`;

  async function permit(
    runId: string,
    gate: Gate,
    plan: CutPlan,
    written: CutPlan | null,
  ): Promise<readonly string[]> {
    const nonce = sha256(`${runId} ${gate}`);
    const approval = {
      gate,
      nonce,
      approvalCommit: "a",
      executionCommit: "b",
      persons: ["sovereign"],
      keys: [],
      signedUtc: "2026-11-21T09:30:00Z",
    };
    const permitId = await knowledge.permit({ runId, payloadSha256: sha256(nonce), approval, plan, written });
    return [consumePermitSql(permitId), sha256(nonce)];
  }

  /** The constraint that the statements violate together and its message, or null where they were committed. */
  async function transact(statements: readonly string[]): Promise<string | null> {
    try {
      await session.script(["begin", ...statements, SELF, "commit"].join(";\n"));
      return null;
    } catch (error) {
      await session.script(`rollback; ${SELF}`);
      const found = readSqlError(error);
      if (found?.constraint === undefined || found.constraint === null) throw error;
      return `${found.constraint}: ${found.message}`;
    }
  }
  async function alter(tables: readonly string[], ...statements: readonly string[]): Promise<void> {
    const names = tables.map((table) => `'${table}'::regclass`).join(", ");
    const guards = `do $$ declare v_guard record; begin
      for v_guard in select tgrelid::regclass as relation, tgname as name from pg_trigger
        where tgrelid in (${names}) and not tgisinternal
      loop execute format('alter table %s enable always trigger %I', v_guard.relation, v_guard.name); end loop; end $$`;
    const open = tables.map((table) => `alter table ${table} disable trigger user`);
    await session.script(["begin", ...open, ...statements, guards, "commit"].join(";\n"));
  }
  async function must(statements: readonly string[]): Promise<void> {
    const violated = await transact(statements);
    if (violated !== null) throw new Error(violated);
  }

  return {
    session,
    async draft(made) {
      const runId = nextRun();
      const { plan } = made;
      const { source } = plan;
      const changeSetId = changeSetIdOf(identity, plan);
      await must([OWNER, ...registerSql(made)]);
      const [consume = "", payload = ""] = await permit(runId, "SG_1_cut_authz", plan, plan);
      const write =
        source.base === undefined
          ? createSql(
              amendArguments(made).units.map((_, index) => {
                const given = amendArguments(made);
                return {
                  address: given.units[index] ?? "",
                  title: given.titles[index] ?? "",
                  body: given.bodies[index] ?? "",
                  kind: given.kinds[index] ?? "",
                  sectionType: given.sectionTypes[index] ?? "",
                  parent: given.parents[index] ?? null,
                };
              }),
            )
          : amendSql(amendArguments(made));
      await must([
        EXEC,
        consume,
        write,
        chainedReceiptSql(runId, "cut_leg_a", payload),
        ...ledgerSql(made, runId, changeSetId),
      ]);
      return { made, runId, changeSetId };
    },
    async enact({ made, runId, changeSetId }) {
      const { plan } = made;
      const [consume = "", payload = ""] = await permit(runId, "SG_2_lifecycle_authz", plan, plan);
      const decision = randomUUID();
      const units = [...plan.changes].map(({ unit }) => unit);
      return await transact([
        EXEC,
        consume,
        decide(made, { runId, changeSetId, decision, gate: "SG_2_lifecycle_authz" }),
        enactSql(units, { decision, changeSet: changeSetId }),
        ...(plan.counts.effects === 0
          ? []
          : [
              effectSql(
                units,
                [...plan.changes].map(({ effectiveFrom }) => dayOf(effectiveFrom)),
                { decision, changeSet: changeSetId },
              ),
            ]),
        ...(plan.lineage.length === 0 ? [] : [linkSql(plan.lineage, changeSetId)]),
        chainedReceiptSql(runId, "lifecycle_enact", payload),
      ]);
    },
    async withdraw({ made, runId, changeSetId }) {
      const [consume = "", payload = ""] = await permit(runId, "SG_3_compensation_authz", made.plan, null);
      const decision = randomUUID();
      await must([
        EXEC,
        consume,
        decide(made, { runId, changeSetId, decision, gate: "SG_3_compensation_authz" }),
        withdrawSql(
          [...made.plan.changes].map(({ unit }) => unit),
          { decision, changeSet: changeSetId },
        ),
        chainedReceiptSql(runId, "compensation", payload),
      ]);
    },
    async setDays({ made, changeSetId }, days) {
      const runId = nextRun();
      const changes = [...made.plan.changes]
        .filter(({ unit }) => days.has(unit))
        .map((change) => ({ ...change, effectiveFrom: days.get(change.unit) ?? "" }));
      const written = { ...made.plan, changes, lineage: [] };
      const [consume = "", payload = ""] = await permit(runId, "SG_2_lifecycle_authz", made.plan, written);
      const decision = randomUUID();
      return await transact([
        EXEC,
        consume,
        decide(made, { runId, changeSetId, decision, gate: "SG_2_lifecycle_authz" }),
        effectSql(
          changes.map(({ unit }) => unit),
          changes.map(({ effectiveFrom }) => dayOf(effectiveFrom)),
          { decision, changeSet: changeSetId },
        ),
        chainedReceiptSql(runId, "effect_set", payload),
      ]);
    },
    alter,
    async makeEarlier(prefix) {
      const units = `unit_id in (select id from public.information_unit where doc_code = '${prefix}')`;
      await alter(
        ["public.unit_version", "public.iu_lifecycle_log", "cutter_governance.cut_change_set_affected_row"],
        `update public.unit_version set (address, unit_kind, section_type, parent_unit_id, position, change_kind, born_xact) =
           (null, null, null, null, null, null, null) where ${units}`,
        `update public.iu_lifecycle_log set unit_version_id = null where ${units}`,
        `update cutter_governance.cut_change_set_affected_row set address = null where ${units}`,
      );
    },
    async moment() {
      const { rows } = await session.query<{ now: string }>("select clock_timestamp()::text as now");
      return rows[0]?.now ?? "";
    },
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

function dayOf(effectiveFrom: string | null): string | null {
  return effectiveFrom === "open" ? null : effectiveFrom;
}

function decide(
  { plan }: Made,
  {
    runId,
    changeSetId,
    decision,
    gate,
  }: { readonly runId: string; readonly changeSetId: string; readonly decision: string; readonly gate: Gate },
): string {
  return decisionSql({
    id: decision,
    runId,
    gate,
    documentId: plan.source.documentId,
    changeSet: changeSetId,
  });
}

function registerSql({ plan, source }: Made): readonly string[] {
  const { documentId, docPrefix, versionId, versionSeq, sha256: digest, sizeBytes } = plan.source;
  return [
    `insert into cutter_governance.source_document_registry (document_id, doc_prefix, title, publication_type, owner_ref, authoritative)
     values ('${documentId}', '${docPrefix}', 'Title', 'law', 'registry', false) on conflict do nothing`,
    `insert into cutter_governance.source_document_version_registry (version_id, document_id, version_seq, sha256, size_bytes, content)
     values ('${versionId}', '${documentId}', ${versionSeq}, '${digest}', ${sizeBytes}, '\\x${Buffer.from(source).toString("hex")}')`,
  ];
}

/** The ledger of a cut and its verification, as far as the database asks for them. */
function ledgerSql({ plan }: Made, runId: string, changeSetId: string): readonly string[] {
  const { documentId, versionId, sha256: digest, base } = plan.source;
  const [entry, envelope, decision, result] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const count = plan.changes.length;
  const rows = [...plan.changes].map(
    ({ unit, operation, base: follows }) =>
      `('${unit}', '${operation}', ${literal(follows?.versionId ?? null)}::uuid)`,
  );
  return [
    `insert into cutter_governance.decision_backlog_entry (backlog_entry_id, run_id, document_id, version_id, subject, status)
     values ('${entry}', '${runId}', '${documentId}', '${versionId}', 'cut', 'decided')`,
    `insert into cutter_governance.manifest_envelope (envelope_id, run_id, backlog_entry_id, version_id, source_sha256, writer_digest,
       unit_count, section_types, tool_revision)
     values ('${envelope}', '${runId}', '${entry}', '${versionId}', '${digest}', repeat('3', 64), ${count}, '{}', 'exec:1')`,
    `insert into cutter_governance.review_decision (review_decision_id, run_id, gate, verdict, document_id, payload_sha256, reason)
     values ('${decision}', '${runId}', 'SG_1_cut_authz', 'approve', '${documentId}', repeat('1', 64), 'cut')`,
    `insert into cutter_governance.cut_change_set (change_set_id, run_id, document_id, version_id, envelope_id, review_decision_id,
       writer_digest, unit_count, tool_revision, base_change_set_id)
     values ('${changeSetId}', '${runId}', '${documentId}', '${versionId}', '${envelope}', '${decision}', repeat('3', 64), ${count},
       'exec:1', ${literal(base?.changeSetId ?? null)})`,
    `insert into cutter_governance.cut_change_set_affected_row (change_set_id, unit_id, unit_version_id, operation, canonical_address,
       content_hash, address, base_version_id, old_address, old_hash)
     select '${changeSetId}', u.id, v.id, planned.operation, u.canonical_address, v.content_hash, v.address, b.id,
       case when b.id is not null then coalesce(b.address, u.canonical_address) end, b.content_hash
     from (values ${rows.join(", ")}) as planned (unit, operation, base)
     join public.information_unit u on u.canonical_address = planned.unit and u.lifecycle_status <> 'withdrawn'
     join public.unit_version v on v.unit_id = u.id and v.base_version_id is not distinct from planned.base and v.lifecycle_status = 'draft'
     left join public.unit_version b on b.id = planned.base`,
    VERIFY,
    `insert into cutter_governance.verify_result (verify_result_id, run_id, change_set_id, verdict, unit_count, facts, facts_sha256,
       tool_revision)
     values ('${result}', '${runId}', '${changeSetId}', 'pass', ${count}, '{}', repeat('4', 64), 'verify:1')`,
  ];
}
