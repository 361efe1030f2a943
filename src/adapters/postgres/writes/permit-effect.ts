import { createHash } from "node:crypto";
import type { CutPlan, SourceVersion } from "../../../domain/plan.ts";
import type { PermitOrder } from "../../../ports/knowledge-base.ts";
import type { SqlSource } from "../../../ports/sql.ts";
import { readIdentity } from "../reads/documents.ts";
import { changeSetIdOf } from "../reads/ledger-ids.ts";
import { EXECUTOR } from "./leg-a.ts";

/** Permits one effect in the verify lane, in a transaction of its own, and returns the permit's id. */
export async function permitEffect(sql: SqlSource, order: PermitOrder): Promise<string> {
  const { approval, plan, units } = order;
  await using session = await sql.open("verify");
  const changeSetId =
    approval.gate === "SG_2_lifecycle_authz" ? changeSetIdOf(await readIdentity(session), plan) : null;
  const { rows } = await session.query<{ permitId: string }>(
    `insert into cutter_governance.write_permit (run_id, gate, document_id, payload_sha256, nonce, approval_commit,
       execution_commit, persons, keys, signed_utc, units_sha256, change_set_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8::text[], $9::text[], $10::text::timestamptz, $11, $12::text::uuid)
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
      units === null ? null : unitsDigest(units, plan.source),
      changeSetId,
    ],
  );
  const permitId = rows[0]?.permitId;
  if (permitId === undefined) throw new Error("the permit was not recorded");
  return permitId;
}

/**
 * sha256 over the units in order, as `fn_permit_fulfilled` computes it from what was created or enacted. Words that people have chosen
 * follow their length in bytes, so that no two lists of units read alike.
 */
function unitsDigest(units: CutPlan["units"], source: SourceVersion): string {
  const hash = createHash("sha256");
  const common = [Buffer.byteLength(source.owner), source.owner, source.publicationType, EXECUTOR];
  let separator = "";
  for (const { address, title, kind, sectionType, parent, contentHash } of units) {
    const words = [address, Buffer.byteLength(title), title, kind, sectionType, parent ?? "-", contentHash];
    hash.update(`${separator}${[...words, ...common].join("\u001f")}`);
    separator = "\n";
  }
  return hash.digest("hex");
}
