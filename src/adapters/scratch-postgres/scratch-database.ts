import { LOGINS } from "../../domain/logins.ts";
import { ANALYZE_TABLES } from "../../ports/analyze-tables.ts";
import type { Random } from "../../ports/random.ts";
import type { ScratchDatabase } from "../../ports/scratch.ts";
import type { SqlSource } from "../../ports/sql.ts";
import { type Cluster, PORT } from "./cluster.ts";
import { restoreWithPsql, runScript } from "./psql.ts";
import { scramSecret } from "./scram-secret.ts";

type Role = keyof typeof LOGINS;

/** What the opener of sessions needs to know; the database adapter's settings take exactly this. */
interface ScratchConnection {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly sslmode: "disable";
  readonly roles: Readonly<Record<Role, { readonly user: string; readonly password: string }>>;
}

/** A source that keeps sessions says how they end, for a template may have none. */
export type OpenPgSource = (
  connection: ScratchConnection,
) => SqlSource & { readonly closeIdle?: () => Promise<void> };

/** The lanes of one cluster: every role logs in with its own random password, so that the login identity is real. */
export interface Lanes {
  readonly cluster: Cluster;
  readonly roles: ScratchConnection["roles"];
  readonly openPgSource: OpenPgSource;
  readonly random: Random;
  /** Databases that are not yet disposed; the cluster ends with the last of them. */
  readonly living: Set<string>;
  forks: number;
}

const FIRST_DATABASE = "cutter_scratch";
/** Where databases are made and dropped from; nobody else ever connects to it. */
const ADMIN_DATABASE = "template1";

/**
 * Makes the roles of a fresh cluster and renames its initial database to be the first; copying that one would take a
 * quarter of the start.
 */
export async function createLanes(
  cluster: Cluster,
  random: Random,
  openPgSource: OpenPgSource,
): Promise<Lanes> {
  const login = (user: string) => ({ user, password: randomHex(random) });
  const roles = {
    owner: login(LOGINS.owner),
    exec: login(LOGINS.exec),
    verify: login(LOGINS.verify),
    reader: login(LOGINS.reader),
    sidecar: login(LOGINS.sidecar),
  };
  const makeRoles = Object.values(roles).map(
    ({ user, password }) =>
      `create role ${user} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password '${scramSecret(password, random.bytes(16))}';`,
  );
  await runScript(
    cluster,
    ADMIN_DATABASE,
    `${makeRoles.join("\n")}\nalter database postgres rename to ${FIRST_DATABASE};\nalter database ${FIRST_DATABASE} owner to ${LOGINS.owner};\n`,
  );
  return { cluster, roles, openPgSource, random, living: new Set(), forks: 0 };
}

export function firstDatabase(lanes: Lanes): ScratchDatabase {
  return openDatabase(lanes, FIRST_DATABASE);
}

export function openDatabase(lanes: Lanes, database: string): ScratchDatabase {
  const { cluster, roles } = lanes;
  lanes.living.add(database);
  const connection = { host: cluster.folder, port: PORT, database, sslmode: "disable", roles } as const;
  const sql = lanes.openPgSource(connection);
  return {
    sql,
    logins: connection,
    dumpTarget: {
      host: cluster.folder,
      port: PORT,
      database,
      ...roles.owner,
      sslmode: null,
      sslRootCert: null,
    },
    dumpSource: null,
    restore: (dump) => restoreWithPsql(cluster, { database, restrictKey: randomHex(lanes.random) }, dump),
    analyze: () => runScript(cluster, database, ANALYZE_TABLES),
    async fork() {
      lanes.forks += 1;
      const name = `${FIRST_DATABASE}_${lanes.forks}`;
      await sql.closeIdle?.();
      await runScript(
        cluster,
        ADMIN_DATABASE,
        `create database ${name} owner ${LOGINS.owner} template ${quoteName(database)} strategy file_copy;`,
      );
      await runScript(cluster, name, copyDatabaseRights(database));
      return openDatabase(lanes, name);
    },
    async [Symbol.asyncDispose]() {
      if (!lanes.living.delete(database)) return;
      await sql.closeIdle?.();
      if (lanes.living.size === 0) await cluster[Symbol.asyncDispose]();
      // Where nothing is waited for any more the cluster ends with the process.
      else if (cluster.late?.aborted !== true)
        await runScript(cluster, ADMIN_DATABASE, `drop database ${quoteName(database)} with (force);`);
    },
  };
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A template gives its content to the copy, but not the rights on the database itself. */
function copyDatabaseRights(name: string): string {
  const source = name.replaceAll("'", "''");
  return `do $$
declare
  v_right record;
begin
  if (select datacl from pg_catalog.pg_database where datname = '${source}') is null then
    return;
  end if;
  execute format('revoke all on database %I from public', current_database());
  execute format('revoke all on database %I from ${LOGINS.owner}', current_database());
  for v_right in
    select a.privilege_type, a.is_grantable, a.grantee
    from pg_catalog.pg_database d, pg_catalog.aclexplode(d.datacl) a where d.datname = '${source}'
  loop
    execute format('grant %s on database %I to %s%s', v_right.privilege_type, current_database(),
      case when v_right.grantee = 0 then 'public' else v_right.grantee::regrole::text end,
      case when v_right.is_grantable then ' with grant option' else '' end);
  end loop;
end
$$;`;
}

function randomHex(random: Random): string {
  return Buffer.from(random.bytes(24)).toString("hex");
}
