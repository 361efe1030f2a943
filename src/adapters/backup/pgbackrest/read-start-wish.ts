import { LOGINS } from "../../../domain/logins.ts";
import type { StartWish } from "../../../ports/kept-cluster.ts";
import type { DatabaseIdentity } from "../../../ports/knowledge-base.ts";
import { failed } from "./backup-failed.ts";
import type { PgBackRestOptions } from "./pgbackrest-options.ts";

/** What the restored cluster is started with; a lane is not the superuser, so that it has no other way in. */
export async function readStartWish(
  options: PgBackRestOptions,
  database: DatabaseIdentity,
): Promise<StartWish> {
  const source = await options.openLive();
  await using session = await source.open("verify");
  const { rows } = await session.query<{ superuser: string; prepared: number }>(
    `select rolname::text as superuser, current_setting('max_prepared_transactions')::int as prepared
     from pg_catalog.pg_roles where rolsuper and rolcanlogin and not (rolname = any ($1::text[])) order by oid limit 1`,
    [Object.values(LOGINS)],
  );
  const [found] = rows;
  if (found === undefined) throw failed("a superuser of the cluster who may log in", "none");
  return {
    database: database.name,
    serverMajor: Number.parseInt(database.serverVersion, 10),
    superuser: found.superuser,
    preparedTransactions: found.prepared,
  };
}
