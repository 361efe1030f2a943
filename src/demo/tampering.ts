import type { SqlSource } from "../ports/sql.ts";

export interface Attempt {
  readonly verdict: "refused" | "it went through";
  /** What the database answered. */
  readonly message: string;
}

export interface Attempts {
  readonly update: Attempt;
  readonly remove: Attempt;
  readonly truncate: Attempt;
  readonly replay: Attempt;
}

/** Tries what must never work: to change enacted units as the owner of the tables, and to use an approval a second time as the executor. */
export async function attemptTampering(sql: SqlSource): Promise<Attempts> {
  return {
    update: await attempt(
      sql,
      "owner",
      "update public.information_unit set owner_ref = 'somebody' where lifecycle_status = 'enacted'",
    ),
    remove: await attempt(sql, "owner", "delete from public.unit_version where lifecycle_status = 'enacted'"),
    truncate: await attempt(sql, "owner", "truncate public.unit_version cascade"),
    replay: await attempt(sql, "exec", REPLAY),
  };
}

const REPLAY = `
  insert into cutter_governance.approval_use
    (run_id, gate, payload_sha256, nonce, approval_commit, execution_commit, persons, keys, signed_utc)
  select 'ictr-20000101T000000Z-00000000', gate, payload_sha256, nonce, approval_commit, execution_commit, persons, keys, signed_utc
  from cutter_governance.approval_use limit 1`;

const REPLAY_OF_PLACE = `
  insert into cutter_governance.approval_use
    (run_id, gate, payload_sha256, nonce, approval_commit, execution_commit, persons, keys, signed_utc, permit_id, batch_id, batch_nonce, batch_index)
  select 'ictr-20000101T000000Z-00000000', gate, payload_sha256, nonce, approval_commit, execution_commit, persons, keys, signed_utc, permit_id,
    batch_id, batch_nonce, batch_index
  from cutter_governance.approval_use where batch_index = 0 limit 1`;

/** Uses the first place of a batch again, under another run. */
export function attemptReplayOfPlace(sql: SqlSource): Promise<Attempt> {
  return attempt(sql, "exec", REPLAY_OF_PLACE);
}

async function attempt(sql: SqlSource, role: "owner" | "exec", statement: string): Promise<Attempt> {
  await using session = await sql.open(role);
  try {
    const { rowCount } = await session.query(statement);
    return { verdict: "it went through", message: `${rowCount} rows` };
  } catch (cause) {
    return { verdict: "refused", message: cause instanceof Error ? cause.message : String(cause) };
  }
}
