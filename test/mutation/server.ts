import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openPgSource } from "../../src/adapters/postgres/connection/pg-source.ts";
import { installSchema, type Migration, readMigrations } from "../../src/adapters/postgres/migrate.ts";
import { systemRandom } from "../../src/adapters/runner/system-random.ts";
import type { Cluster } from "../../src/adapters/scratch-postgres/cluster.ts";
import { createLanes, firstDatabase } from "../../src/adapters/scratch-postgres/scratch-database.ts";
import type { SqlSession } from "../../src/ports/sql.ts";
import { startTestCluster, superuserOf } from "../support/knowledge-cluster.ts";
import { applyMutant, type Mutant } from "./operators.ts";

/** One server for all mutants of a worker. Its first database is what the tests copy. */
export interface MutationServer extends AsyncDisposable {
  /** Variables by which the tests find the server. */
  readonly variables: Readonly<Record<string, string>>;
  /** Makes the first database anew, with the mutant in its migration; says so where the server does not take it. */
  install(mutant: Mutant | null): Promise<string | null>;
  /** Drops what the tests copied and a killed process left. */
  dropCopies(): Promise<void>;
}

export async function startMutationServer(): Promise<MutationServer> {
  const cluster = await startTestCluster();
  await trustLogins(cluster);
  const lanes = await createLanes(cluster, systemRandom, openPgSource);
  const first = firstDatabase(lanes);
  const name = first.dumpTarget?.database ?? "";
  const { folder, programs, launch, superuser, superuserPassword } = cluster;
  const shared = { folder, programs, launch, superuser, superuserPassword, roles: lanes.roles };
  const admin = superuserOf(cluster, "template1");
  const drop = async (session: SqlSession, isKept: (database: string) => boolean) => {
    const { rows } = await session.query<{ name: string }>(
      "select datname as name from pg_database where not datistemplate",
    );
    for (const row of rows)
      if (!isKept(row.name)) await session.query(`drop database ${row.name} with (force)`);
  };
  return {
    variables: { CUTTER_TEST_SERVER: JSON.stringify(shared) },
    async install(mutant) {
      {
        await using session = await admin.open("owner");
        await drop(session, () => false);
        await session.query(
          `create database ${name} owner workflow_admin template template0 strategy file_copy`,
        );
      }
      await using owner = await first.sql.open("owner");
      try {
        const installed = await installSchema(owner, readMigrations().map(mutate(mutant)));
        return installed.ok ? null : installed.refusal.reason;
      } catch (fault) {
        return `not installed: ${fault instanceof Error ? fault.message : fault}`;
      }
    },
    async dropCopies() {
      await using session = await admin.open("owner");
      await drop(session, (database) => database === name);
    },
    [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
  };
}

/** Proving a password takes longer than most tests, of which none asks about it. Whoever can enter the folder of the socket is trusted. */
async function trustLogins(cluster: Cluster): Promise<void> {
  await writeFile(join(cluster.folder, "data", "pg_hba.conf"), "local all all trust\n");
  await using session = await superuserOf(cluster, "template1").open("owner");
  await session.query("select pg_reload_conf()");
}

function mutate(mutant: Mutant | null): (migration: Migration) => Migration {
  return (migration) =>
    mutant?.file.endsWith(`/${migration.name}`)
      ? { ...migration, text: applyMutant(migration.text, mutant) }
      : migration;
}
