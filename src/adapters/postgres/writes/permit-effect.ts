import { createHash } from "node:crypto";
import type { DaysPlan } from "../../../domain/days-plan.ts";
import type { Gate } from "../../../domain/gates.ts";
import type { CutPlan } from "../../../domain/plan.ts";
import { KIND_OF_OPERATION } from "../../../domain/planned-change.ts";
import type { PermitOrder } from "../../../ports/knowledge-base.ts";
import type { SqlSource } from "../../../ports/sql.ts";
import { readIdentity } from "../reads/documents.ts";
import { changeSetIdOf } from "../reads/ledger-ids.ts";
import { placeOf } from "./consume-approval.ts";
import { citedSource, EXECUTOR } from "./leg-a.ts";

/** Permits one effect in the verify lane, in a transaction of its own, and returns the permit's id. */
export async function permitEffect(sql: SqlSource, order: PermitOrder): Promise<string> {
  const { approval, plan, written } = order;
  await using session = await sql.open("verify");
  const changeSetId =
    written !== null && "enacted" in written
      ? written.enacted.changeSetId
      : approval.gate === "SG_2_lifecycle_authz"
        ? changeSetIdOf(await readIdentity(session), plan)
        : null;
  const { rows } = await session.query<{ permitId: string }>(
    `insert into cutter_governance.write_permit (run_id, gate, document_id, payload_sha256, nonce, approval_commit,
       execution_commit, persons, keys, signed_utc, units_sha256, change_set_id, batch_id, batch_nonce, batch_index)
     values ($1, $2, $3, $4, $5, $6, $7, $8::text[], $9::text[], $10::text::timestamptz, $11, $12::text::uuid, $13, $14, $15)
     returning permit_id::text as "permitId"`,
    [
      order.runId,
      approval.gate,
      plan.source.documentId,
      order.payloadSha256,
      approval.nonce,
      approval.approvalCommit,
      approval.executionCommit,
      approval.persons,
      approval.keys,
      approval.signedUtc,
      written === null ? null : writesDigest(written, approval.gate),
      changeSetId,
      ...placeOf(approval),
    ],
  );
  const permitId = rows[0]?.permitId;
  if (permitId === undefined) throw new Error("the permit was not recorded");
  return permitId;
}

/**
 * sha256 over the changes in order, as `fn_permit_fulfilled` computes it from what was drafted, enacted or dated. Words that people have chosen
 * follow their length in bytes, so that no two lists of changes read alike.
 */
function writesDigest(written: CutPlan | DaysPlan, gate: Gate): string {
  const { changes, source } = written;
  const isDated = "enacted" in written;
  const hash = createHash("sha256");
  const isEnacted = gate === "SG_2_lifecycle_authz";
  const cited = (isDated ? written.enacted.cited : citedSource(source)) ?? "";
  const common = [Buffer.byteLength(source.owner), source.owner, source.publicationType, EXECUTOR];
  let separator = "";
  for (const change of changes) {
    const { unit, address, title, kind, sectionType, parent, contentHash, position } = change;
    const what = [unit, address, KIND_OF_OPERATION[change.operation], change.base?.versionId ?? "-"];
    const words = [Buffer.byteLength(title), title, kind, sectionType, parent ?? "-", contentHash, position];
    const effect = isEnacted ? (change.effectiveFrom ?? "-") : "-";
    const fields = [...what, ...words, ...common, Buffer.byteLength(cited), cited, effect];
    hash.update(`${separator}${fields.join("\u001f")}`);
    separator = "\n";
  }
  if (isEnacted && !isDated)
    for (const { from, to, relation } of written.lineage)
      hash.update(`\n${[from, to, relation].join("\u001f")}`);
  return hash.digest("hex");
}
