import type { RunLedger, UsedApproval, UsedPlace } from "../../../ports/run-ledger.ts";
import type { SqlSession, SqlSource } from "../../../ports/sql.ts";
import { documentLock, readLockHolder } from "../reads/lock-holder.ts";
import { runDocument } from "../reads/owned-rows.ts";
import { RECEIPT, UTC_FORMAT } from "./receipts.ts";

/** Everything that the ledger says of a run, in one snapshot. */
export async function readRunLedger(sql: SqlSource, runId: string): Promise<RunLedger> {
  await using session = await sql.open("verify");
  await session.query("begin isolation level repeatable read read only");
  const one = async <Row>(text: string): Promise<readonly Row[]> =>
    (await session.query<Row>(text, [runId])).rows;
  const [document] = await one<NonNullable<RunLedger["document"]>>(DOCUMENT);
  const receipts = await one<RunLedger["receipts"][number]>(
    `${RECEIPT} where run_id = $1 order by recorded_at, phase`,
  );
  const uses = await one<UseRow>(USES);
  const [changeSet] = await one<NonNullable<RunLedger["changeSet"]>>(CHANGE_SET);
  const [written] = await one<WrittenRow>(WRITTEN);
  await session.query("commit");
  return {
    document: document ?? null,
    receipts,
    uses: uses.map(withPlace),
    changeSet: changeSet ?? null,
    counts: {
      units: Number(written?.units ?? 0),
      versions: Number(written?.versions ?? 0),
      blocks: Number(written?.blocks ?? 0),
      effects: 0,
      lineage: 0,
    },
  };
}

export async function readMembersOf(session: SqlSession, batchId: string): Promise<readonly UsedPlace[]> {
  const { rows } = await session.query<UseRow>(
    `select * from (select distinct on (run_id) ${USE} from cutter_governance.approval_use where batch_id = $1
       order by run_id, used_at) as first_use order by "batchIndex", "runId"`,
    [batchId],
  );
  return rows.map((row) => ({ runId: row.runId, use: withPlace(row) }));
}

/** Whether somebody holds the lock of the document's writes. */
export async function isDocumentLocked(session: SqlSession, docPrefix: string): Promise<boolean> {
  return (await readLockHolder(session, documentLock(docPrefix))) !== null;
}

/** The runs whose drafts of the document stand, the newest first. */
export async function readDraftWriters(session: SqlSession, docPrefix: string): Promise<readonly string[]> {
  const { rows } = await session.query<{ runId: string }>(
    `select r.run_id as "runId" from cutter_governance.phase_receipt r
     where r.phase = 'cut_leg_a' and exists (
       select from public.fn_written_by(r.run_id) w join public.unit_version v on v.id = w.version_id
         join public.information_unit u on u.id = w.unit_id where v.lifecycle_status = 'draft' and u.doc_code = $1)
     order by r.recorded_at desc`,
    [docPrefix],
  );
  return rows.map(({ runId }) => runId);
}

interface UseRow extends Omit<UsedApproval, "place"> {
  readonly batchId: string | null;
  readonly batchNonce: string | null;
  readonly batchIndex: number | null;
}

interface WrittenRow {
  readonly units: string;
  readonly versions: string;
  readonly blocks: string;
}

function withPlace({ batchId, batchNonce, batchIndex, ...use }: UseRow): UsedApproval {
  const isPlaced = batchId !== null && batchNonce !== null && batchIndex !== null;
  return { ...use, place: isPlaced ? { batchId, nonce: batchNonce, index: Number(batchIndex) } : null };
}

const DOCUMENT = `with ${runDocument((run) => `${run} = $1`)}
select d.document_id as "documentId", d.doc_prefix as "docPrefix" from run_document r
join cutter_governance.source_document_registry d using (doc_prefix) where r.run_id = $1`;

const USE = `run_id as "runId", gate, payload_sha256 as "payloadSha256", nonce, approval_commit as "approvalCommit",
  execution_commit as "executionCommit", persons, keys, to_char(signed_utc at time zone 'UTC', ${UTC_FORMAT}) as "signedUtc",
  to_char(used_at at time zone 'UTC', ${UTC_FORMAT}) as "usedUtc", batch_id as "batchId", batch_nonce as "batchNonce",
  batch_index as "batchIndex"`;

const USES = `select ${USE} from cutter_governance.approval_use where run_id = $1 order by used_at`;

const CHANGE_SET = `select change_set_id::text as "changeSetId", version_id::text as "versionId", writer_digest as "writerDigest"
from cutter_governance.cut_change_set where run_id = $1`;

const WRITTEN = `select count(*) filter (where v.base_version_id is null)::text as units, count(*)::text as versions,
  count(*) filter (where v.change_kind is distinct from 'repeal')::text as blocks
from public.fn_written_by($1) w join public.unit_version v on v.id = w.version_id`;
