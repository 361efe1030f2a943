import pg from "pg";
import type { PgSettings } from "../src/adapters/postgres/connection/pg-source.ts";
import { unitBatches } from "../src/adapters/postgres/reads/unit-batches.ts";
import type { WriteCommand } from "../src/ports/knowledge-base.ts";

/**
 * What a plain program would do: one transaction, one prepared `SELECT fn_iu_create` per row, each answer awaited; before them the use of
 * the approval, and behind them the receipt, without which the database creates nothing.
 */
export async function createRowByRow(
  settings: PgSettings,
  { runId, payloadSha256, approval, plan, source }: WriteCommand,
): Promise<void> {
  const client = new pg.Client({
    host: settings.host,
    port: settings.port,
    database: settings.database,
    user: settings.roles.exec?.user,
    password: settings.roles.exec?.password ?? "",
  });
  await client.connect();
  await client.query("begin");
  await client.query(USE, [approval?.permitId]);
  for (const batch of unitBatches(plan.changes, source)) {
    for (const [index, address] of batch.addresses.entries()) {
      const values = [
        address,
        batch.titles[index],
        batch.bodies[index],
        "cutter_exec",
        batch.kinds[index],
        batch.sectionTypes[index],
        plan.source.owner,
        plan.source.publicationType,
        batch.parents[index],
      ];
      await client.query({ name: "create", text: CREATE, values });
    }
  }
  await client.query(RECEIPT, [runId, payloadSha256]);
  await client.query("commit");
  await client.end();
}

const USE = `insert into cutter_governance.approval_use (run_id, gate, payload_sha256, nonce, approval_commit, execution_commit,
    persons, keys, signed_utc, permit_id)
  select run_id, gate, payload_sha256, nonce, approval_commit, execution_commit, persons, keys, signed_utc, permit_id
  from cutter_governance.write_permit where permit_id = $1`;
const RECEIPT = `insert into cutter_governance.phase_receipt (run_id, phase, payload_sha256, result_digest, ids)
  values ($1, 'cut_leg_a', $2, repeat('0', 64), '{}')`;
const CREATE = "select public.fn_iu_create($1, $2, $3, $4, $5, $6, $7, $8, $9)";
