import type { CutPlan } from "../../../domain/plan.ts";
import { digestOf, type Json } from "../../../json/canonical-json.ts";
import type { SqlSession, SqlSource } from "../../../ports/sql.ts";
import { readIdentity } from "../reads/documents.ts";
import { type LedgerKind, ledgerId } from "../reads/ledger-ids.ts";
import { slices } from "../reads/unit-batches.ts";
import { startEffectDigest } from "./effect-digest.ts";
import { readReceipt } from "./receipts.ts";

/** What the digest of a receipt would be by the plan and the rows as they are, each made in the way in which its effect has made it. */
export async function recomputeReceipts(
  sql: SqlSource,
  runId: string,
  plan: CutPlan,
): Promise<Readonly<Record<string, string | null>>> {
  await using session = await sql.open("verify");
  await session.query("begin isolation level repeatable read read only");
  const identity = await readIdentity(session);
  const id = (kind: LedgerKind) => ledgerId({ identity, command: { plan } }, kind);
  const enacted = await readReceipt(session, runId, "lifecycle_enact");
  const found = {
    cut_leg_a: digestLegA(plan),
    leg_b_record: await digestLegB(session, plan, id),
    write_verify: await digestVerification(session, runId, id),
    lifecycle_enact: enacted === null ? null : digestEnactment(plan, id, enacted.ids["reviewDecisionId"]),
  };
  await session.query("commit");
  return found;
}

type MakeId = (kind: LedgerKind) => ReturnType<typeof ledgerId>;

/** The rows that leg A writes, as the plan has them. */
export function digestLegA(plan: CutPlan): string {
  const digest = startEffectDigest();
  for (const change of plan.changes) {
    const { unit, title, kind, sectionType, parent, contentHash, base } = change;
    const later = base === null ? [] : [change.operation, change.address, base.versionId];
    digest.add([unit, title, kind, sectionType, parent, contentHash, ...later]);
  }
  return digest.end();
}

async function digestLegB(session: SqlSession, plan: CutPlan, id: MakeId): Promise<string | null> {
  const digest = startEffectDigest();
  digest.add({
    backlogEntryId: id("backlog_entry"),
    envelopeId: id("envelope"),
    reviewDecisionId: id("review_decision:SG_1"),
    changeSetId: id("change_set"),
    signatureId: id("signature:executor"),
  });
  let affected = 0;
  for (const slice of slices(plan.changes, 20_000)) {
    const { rows } = await session.query<{ address: string; unit: string; version: string }>(
      `select a.canonical_address as address, a.unit_id::text as unit, a.unit_version_id::text as version
       from unnest($2::text[]) with ordinality as planned (unit, at)
       join cutter_governance.cut_change_set_affected_row a on a.change_set_id = $1::text::uuid and a.canonical_address = planned.unit
       order by planned.at`,
      [id("change_set"), slice.map(({ unit }) => unit)],
    );
    for (const row of rows) digest.add([row.address, row.unit, row.version]);
    affected += rows.length;
  }
  return affected === plan.counts.versions ? digestOf([digest.end(), affected]) : null;
}

async function digestVerification(session: SqlSession, runId: string, id: MakeId): Promise<string | null> {
  const { rows } = await session.query<{ facts: Json }>(
    "select facts from cutter_governance.verify_result where run_id = $1 and verify_result_id = $2::text::uuid",
    [runId, id("verify_result")],
  );
  const [row] = rows;
  if (row === undefined) return null;
  return digestOf({
    changeSetId: id("change_set"),
    verifyResultId: id("verify_result"),
    signatureId: id("signature:verifier"),
    facts: digestOf(row.facts),
  });
}

function digestEnactment(plan: CutPlan, id: MakeId, reviewDecisionId = ""): string {
  const digest = startEffectDigest();
  for (const { unit } of plan.changes) digest.add(unit);
  return digestOf([digest.end(), { reviewDecisionId, changeSetId: id("change_set") }]);
}
