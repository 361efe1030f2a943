import { type Refusal, RefusalError, refusal } from "../../../domain/refusal.ts";
import type { SqlSession, SqlSource } from "../../../ports/sql.ts";
import { stopping } from "../connection/stopping.ts";
import { readIdentity } from "../reads/documents.ts";

/** Where the journals were begun, or were settled last. */
interface Home {
  readonly system: string;
  readonly database: string;
}

const BY_OWNER: ReadonlySet<string> = new Set(["STOP_GRANT_DELTA", "STOP_DB_SCHEMA_MISSING"]);
const INSTALL =
  "Let an administrator make the role `cutter_sidecar`, unless it is there; then give `cutter db install` as the owner, which adds the schema and gives the role its rights.";

/**
 * Why no journal may be read or written in this database: `STOP_SIDECAR_FOREIGN`, or what keeps the lane out, which its owner puts right. Null
 * where nothing is in the way.
 */
export async function refuseHome(sql: SqlSource): Promise<Refusal | null> {
  try {
    return await stopping(async () => {
      await using session = await sql.open("sidecar");
      return await refuseForeignHome(session);
    })();
  } catch (fault) {
    if (fault instanceof RefusalError && BY_OWNER.has(fault.refusal.reason))
      return { ...fault.refusal, wayOut: INSTALL };
    throw fault;
  }
}

/**
 * `STOP_SIDECAR_FOREIGN` where the tables were copied from another database: a run that went on in both would write twice what was approved
 * once. The first who asks in an empty schema makes it their home; journals that have none came here without it.
 */
async function refuseForeignHome(session: SqlSession): Promise<Refusal | null> {
  const { systemIdentifier: system, name: database } = await readIdentity(session);
  const { home, hasJournals } = await readHome(session);
  const field = "cutter_sidecar.home";
  const actual = `${database} on system ${system}`;
  if (home === null) {
    if (hasJournals)
      return refusal("STOP_SIDECAR_FOREIGN", {
        field,
        expected: "the database for which the journals in it were kept",
        actual: `journals in ${actual}, and no home of theirs: a part of the tables was restored or emptied`,
      });
    await writeHome(session, { system, database }, 1);
    return null;
  }
  if (home.system === system && home.database === database) return null;
  const expected = `${home.database} on system ${home.system}, where the journals were kept`;
  return refusal("STOP_SIDECAR_FOREIGN", { field, expected, actual });
}

/** Makes the database the home of the journals in it, because a person has decided that the other one is given up. */
export async function settleHome(session: SqlSession): Promise<boolean> {
  const { systemIdentifier: system, name: database } = await readIdentity(session);
  const { home } = await readHome(session);
  if (home?.system === system && home.database === database) return false;
  await writeHome(session, { system, database }, (home?.ordinal ?? 0) + 1);
  return true;
}

/** Both in one statement: whoever opens an empty schema at the same time writes the home before the first journal. */
async function readHome(
  session: SqlSession,
): Promise<{ readonly home: (Home & { readonly ordinal: number }) | null; readonly hasJournals: boolean }> {
  const { rows } = await session.query<{
    home: (Home & { ordinal: number }) | null;
    hasJournals: boolean;
  }>(
    `select (select jsonb_build_object('ordinal', ordinal, 'system', system_identifier, 'database', database)
         from cutter_sidecar.home order by ordinal desc limit 1) as home,
       exists (select 1 from cutter_sidecar.entry) as "hasJournals"`,
  );
  return rows[0] ?? { home: null, hasJournals: false };
}

/** Whoever asks at the same time makes the same row. */
async function writeHome(session: SqlSession, { system, database }: Home, ordinal: number): Promise<void> {
  await session.query(
    "insert into cutter_sidecar.home (ordinal, system_identifier, database) values ($1, $2, $3) on conflict do nothing",
    [ordinal, system, database],
  );
}

/**
 * When the journals came to be at home here. Backups leave their rows out, so that after a restore it is the moment at which the first command came
 * since then: the runs before it have no journal here, and need none.
 */
export async function readFirstHome(session: SqlSession): Promise<string | null> {
  const { rows } = await session.query<{ since: string | null }>(
    `select to_char(min(recorded_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as since from cutter_sidecar.home`,
  );
  return rows[0]?.since ?? null;
}
