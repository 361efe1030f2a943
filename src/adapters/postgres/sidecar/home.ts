import { type Refusal, refusal } from "../../../domain/refusal.ts";
import type { SqlSession } from "../../../ports/sql.ts";
import { readIdentity } from "../reads/documents.ts";

/** Where the journals were begun, or were settled last. */
interface Home {
  readonly system: string;
  readonly database: string;
}

/**
 * `STOP_SIDECAR_FOREIGN` where the tables were copied from another database: a run that went on in both would write twice what was approved
 * once. The first who asks in an empty schema makes it their home.
 */
export async function refuseForeignHome(session: SqlSession): Promise<Refusal | null> {
  const { systemIdentifier: system, name: database } = await readIdentity(session);
  const home = await readHome(session);
  if (home === null) {
    await writeHome(session, { system, database }, 1);
    return null;
  }
  if (home.system === system && home.database === database) return null;
  return refusal("STOP_SIDECAR_FOREIGN", {
    field: "cutter_sidecar.home",
    expected: `${home.database} on system ${home.system}, where the journals were kept`,
    actual: `${database} on system ${system}`,
  });
}

/** Makes the database the home of the journals in it, because a person has decided that the other one is given up. */
export async function settleHome(session: SqlSession): Promise<boolean> {
  const { systemIdentifier: system, name: database } = await readIdentity(session);
  const home = await readHome(session);
  if (home?.system === system && home.database === database) return false;
  await writeHome(session, { system, database }, (home?.ordinal ?? 0) + 1);
  return true;
}

async function readHome(session: SqlSession): Promise<(Home & { readonly ordinal: number }) | null> {
  const { rows } = await session.query<Home & { ordinal: number }>(
    "select ordinal, system_identifier as system, database from cutter_sidecar.home order by ordinal desc limit 1",
  );
  return rows[0] ?? null;
}

/** Whoever asks at the same time makes the same row. */
async function writeHome(session: SqlSession, { system, database }: Home, ordinal: number): Promise<void> {
  await session.query(
    "insert into cutter_sidecar.home (ordinal, system_identifier, database) values ($1, $2, $3) on conflict do nothing",
    [ordinal, system, database],
  );
}
