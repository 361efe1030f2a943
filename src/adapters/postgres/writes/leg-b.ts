import { refusal } from "../../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../../domain/result.ts";
import { canonicalJson, digestOf } from "../../../json/canonical-json.ts";
import { ledgerId } from "../reads/ledger-ids.ts";
import { ROWS_PER_BATCH, slices } from "../reads/unit-batches.ts";
import { startEffectDigest } from "./effect-digest.ts";
import type { EffectContext, EffectOutcome, WriteEffect } from "./write-transaction.ts";

/** Phase 8: the governance ledger about the units of leg A, 2N+6 rows. */
export const recordLegB: WriteEffect = { effect: "leg_b_record", lane: "exec", perform: recordLedger };

async function recordLedger(context: EffectContext): Promise<Result<EffectOutcome>> {
  const ids = {
    backlogEntryId: ledgerId(context, "backlog_entry"),
    envelopeId: ledgerId(context, "envelope"),
    reviewDecisionId: ledgerId(context, "review_decision:SG_1"),
    changeSetId: ledgerId(context, "change_set"),
    signatureId: ledgerId(context, "signature:executor"),
  };
  await insertHeads(context, ids);
  const digest = startEffectDigest();
  digest.add(ids);
  const { counts } = context.command.plan;
  const blocks = await insertBlocks(context, ids.envelopeId);
  const affected = await insertAffected(context, ids, digest);
  if (blocks !== counts.blocks || affected !== counts.versions) {
    const expected = `${counts.blocks} blocks, ${counts.versions} affected rows`;
    const actual = `${blocks} blocks, ${affected} affected rows of this run with the planned text`;
    return refused(refusal("STOP_INVARIANT_FAILED", { field: "ledger", expected, actual }));
  }
  const signed = digest.end();
  await insertSignature(context, ids, signed);
  return accepted({ resultDigest: digestOf([signed, counts.versions]), ids });
}

interface LegBIds {
  readonly backlogEntryId: string;
  readonly envelopeId: string;
  readonly reviewDecisionId: string;
  readonly changeSetId: string;
  readonly signatureId: string;
}

async function insertHeads(context: EffectContext, ids: LegBIds): Promise<void> {
  const { session, command } = context;
  const { plan, runId, toolRevision } = command;
  const { source, writerDigest, counts } = plan;
  await session.query(
    `with entry as (
       insert into cutter_governance.decision_backlog_entry (backlog_entry_id, run_id, document_id, version_id, subject, status)
       values ($1, $2, $3, $4, $5, 'decided')
     )
     insert into cutter_governance.decision_backlog_history (history_id, backlog_entry_id, from_status, to_status, note)
     values ($6, $1, 'open', 'decided', $7)`,
    [
      ids.backlogEntryId,
      runId,
      source.documentId,
      source.versionId,
      source.base?.changeSetId == null
        ? `Cut ${source.documentId} into ${counts.versions} units`
        : `Change ${counts.versions} units of ${source.documentId}`,
      ledgerId(context, "backlog_history"),
      `approved by ${command.payloadSha256}`,
    ],
  );
  await session.query(
    `insert into cutter_governance.manifest_envelope
       (envelope_id, run_id, backlog_entry_id, version_id, source_sha256, writer_digest, unit_count, section_types, tool_revision)
     values ($1, $2, $3, $4, $5, $6, $7, $8::text::jsonb, $9)`,
    [
      ids.envelopeId,
      runId,
      ids.backlogEntryId,
      source.versionId,
      source.sha256,
      writerDigest,
      counts.versions,
      canonicalJson(plan.histogram),
      execRevision(toolRevision),
    ],
  );
  await session.query(
    `insert into cutter_governance.review_decision
       (review_decision_id, run_id, gate, verdict, document_id, payload_sha256, reason)
     values ($1, $2, 'SG_1_cut_authz', 'approve', $3, $4, 'cut')`,
    [ids.reviewDecisionId, runId, source.documentId, command.payloadSha256],
  );
  await session.query(
    `insert into cutter_governance.cut_change_set
       (change_set_id, run_id, document_id, version_id, envelope_id, review_decision_id, writer_digest, unit_count, tool_revision,
        base_change_set_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      ids.changeSetId,
      runId,
      source.documentId,
      source.versionId,
      ids.envelopeId,
      ids.reviewDecisionId,
      writerDigest,
      counts.versions,
      execRevision(toolRevision),
      source.base?.changeSetId ?? null,
    ],
  );
}

async function insertBlocks({ session, command }: EffectContext, envelopeId: string): Promise<number> {
  let blocks = 0;
  const { changes, counts } = command.plan;
  const placed =
    counts.blocks === changes.length ? changes : changes.filter(({ operation }) => operation !== "retire");
  for (const slice of slices(placed, ROWS_PER_BATCH)) {
    const { rowCount } = await session.query(
      `insert into cutter_governance.manifest_unit_block (envelope_id, ordinal, unit_id, canonical_address, unit_kind,
         section_type, start_byte, end_byte, content_hash, original_part, original_start, original_end)
       select $1, planned.ordinal, u.id, u.canonical_address, planned.kind, planned.type, planned.start_byte,
         planned.end_byte, planned.hash, planned.part, planned.original_start, planned.original_end
       from unnest($2::integer[], $3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::text[], $10::bigint[],
           $11::bigint[])
         as planned (ordinal, unit, start_byte, end_byte, hash, kind, type, part, original_start, original_end)
       join public.information_unit u on u.canonical_address = planned.unit and u.lifecycle_status <> 'withdrawn'`,
      [
        envelopeId,
        slice.map((unit) => unit.ordinal),
        slice.map((change) => change.unit),
        slice.map((unit) => unit.startByte),
        slice.map((unit) => unit.endByte),
        slice.map((unit) => unit.contentHash),
        slice.map((unit) => unit.kind),
        slice.map((unit) => unit.sectionType),
        slice.map((unit) => unit.original?.part ?? null),
        slice.map((unit) => unit.original?.startByte ?? null),
        slice.map((unit) => unit.original?.endByte ?? null),
      ],
    );
    blocks += rowCount;
  }
  return blocks;
}

/** Only versions that were born in the transaction of this run's leg A, with the planned text, count as affected. */
async function insertAffected(
  { session, command }: EffectContext,
  ids: LegBIds,
  digest: ReturnType<typeof startEffectDigest>,
): Promise<number> {
  let affected = 0;
  for (const slice of slices(command.plan.changes, 20_000)) {
    const { rows } = await session.query<{ address: string; unit: string; version: string }>(
      `insert into cutter_governance.cut_change_set_affected_row
       (change_set_id, unit_id, unit_version_id, operation, canonical_address, content_hash, address, base_version_id, old_address, old_hash)
     select $1, u.id, v.id, planned.operation, u.canonical_address, v.content_hash, v.address, b.id,
       coalesce(b.address, case when b.id is not null then u.canonical_address end), b.content_hash
     from unnest($3::text[], $4::text[], $5::text[], $6::text[]::uuid[]) with ordinality
       as planned (unit, operation, hash, base, at)
     join public.information_unit u on u.canonical_address = planned.unit and u.lifecycle_status <> 'withdrawn'
     join public.unit_version v on v.unit_id = u.id and v.content_hash = planned.hash
       and v.base_version_id is not distinct from planned.base
     join cutter_governance.phase_receipt r on r.run_id = $2 and r.phase = 'cut_leg_a'
       and r.xact = v.born_xact and r.recorded_at = v.created_at
     left join public.unit_version b on b.id = v.base_version_id
     order by planned.at
     returning canonical_address as address, unit_id::text as unit, unit_version_id::text as version`,
      [
        ids.changeSetId,
        command.runId,
        slice.map(({ unit }) => unit),
        slice.map(({ operation }) => operation),
        slice.map(({ contentHash }) => contentHash),
        slice.map(({ base }) => base?.versionId ?? null),
      ],
    );
    for (const row of rows) digest.add([row.address, row.unit, row.version]);
    affected += rows.length;
  }
  return affected;
}

async function insertSignature(context: EffectContext, ids: LegBIds, signed: string): Promise<void> {
  await context.session.query(
    `insert into cutter_governance.dot_pair_signature (signature_id, role, change_set_id, signed_digest, tool_revision)
     values ($1, 'executor', $2, $3, $4)`,
    [ids.signatureId, ids.changeSetId, signed, execRevision(context.command.toolRevision)],
  );
}

/** The tool revision under which the executor signs; the verifier signs under another. */
export function execRevision(toolRevision: string): string {
  return `exec:${toolRevision}`;
}
