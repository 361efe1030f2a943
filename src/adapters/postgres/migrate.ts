import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import type { SqlSession } from "../../ports/sql.ts";
import { refusalOfTimeout } from "./connection/sql-error.ts";
import { READER_RIGHTS } from "./reader-rights.ts";
import { refuseHeld } from "./reads/lock-holder.ts";
import { SIDECAR_RIGHTS } from "./sidecar-rights.ts";

/** Name of the advisory lock under which a schema is installed. */
const LOCK = "iu-cutter:migrate";

export interface Migration {
  readonly name: string;
  readonly sha256: string;
  readonly text: string;
}

export interface MigrationReport {
  readonly applied: readonly string[];
  readonly present: readonly string[];
}

/** The migrations that ship with this version, in order of their numbers. */
export function readMigrations(
  folder: string = join(import.meta.dirname, "migrations"),
): readonly Migration[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .sort()
    .map((name) => {
      const text = readFileSync(join(folder, name), "utf8");
      return { name, sha256: sha256Hex(text), text };
    });
}

/**
 * Applies the missing migrations, each in its own transaction, under one advisory lock. Refuses with `STOP_MIGRATION_CHANGED`
 * where an applied migration has another text or is not one of `migrations`, or a missing one is numbered before an applied
 * one.
 */
export async function installSchema(
  owner: SqlSession,
  migrations: readonly Migration[] = readMigrations(),
): Promise<Result<MigrationReport>> {
  try {
    await owner.query("select pg_advisory_lock(hashtextextended($1, 0))", [LOCK]);
  } catch (fault) {
    if (refusalOfTimeout(fault) === null) throw fault;
    const expected = "the lock of migrations";
    return refused(await refuseHeld(owner, { key: LOCK, field: "db install", expected }));
  }
  try {
    const present = await readApplied(owner);
    const difference = findChanged(present, migrations);
    if (difference) return refused(difference);
    const missing = migrations.filter(({ name }) => !present.has(name));
    for (const migration of missing) await applyMigration(owner, migration);
    await giveRights(owner, "readers", "public.iu_history", READER_RIGHTS);
    await giveRights(owner, "the journals' lane", "cutter_sidecar.entry", SIDECAR_RIGHTS);
    return accepted({ applied: missing.map(({ name }) => name), present: [...present.keys()] });
  } finally {
    await owner.query("select pg_advisory_unlock(hashtextextended($1, 0))", [LOCK]);
  }
}

/** Applied migrations and their sha256; empty where the schema was never installed. */
export async function readApplied(session: SqlSession): Promise<ReadonlyMap<string, string>> {
  const { rows: found } = await session.query<{ present: boolean }>(
    "select to_regclass('cutter_governance.schema_migration') is not null as present",
  );
  if (!found[0]?.present) return new Map();
  const { rows } = await session.query<{ name: string; sha256: string }>(
    "select name, sha256 from cutter_governance.schema_migration order by name",
  );
  return new Map(rows.map(({ name, sha256 }) => [name, sha256]));
}

function findChanged(present: ReadonlyMap<string, string>, migrations: readonly Migration[]) {
  const shipped = new Map(migrations.map(({ name, sha256 }) => [name, sha256]));
  for (const [name, sha256] of present) {
    const expected = shipped.get(name);
    if (expected !== sha256) {
      return refusal("STOP_MIGRATION_CHANGED", {
        field: name,
        expected: expected ?? "no such migration",
        actual: sha256,
      });
    }
  }
  // A missing migration that is numbered before an applied one was never meant to run after it.
  const newest = [...present.keys()].at(-1);
  const late = migrations.find(({ name }) => newest !== undefined && name < newest && !present.has(name));
  if (!late) return null;
  return refusal("STOP_MIGRATION_CHANGED", {
    field: late.name,
    expected: `applied before ${newest}`,
    actual: "not applied",
  });
}

/** A role may have been made since the last installation; an installation of earlier migrations has not what it is for. */
async function giveRights(
  owner: SqlSession,
  whose: string,
  relation: string,
  statement: string,
): Promise<void> {
  const { rows } = await owner.query<{ present: boolean }>("select to_regclass($1) is not null as present", [
    relation,
  ]);
  if (!rows[0]?.present) return;
  await owner.query("begin");
  try {
    await owner.query(statement);
    await owner.query("commit");
  } catch (cause) {
    await owner.query("rollback").catch(() => undefined);
    throw new Error(`the rights of ${whose} could not be given`, { cause });
  }
}

async function applyMigration(owner: SqlSession, migration: Migration): Promise<void> {
  await owner.query("begin");
  try {
    await owner.script(migration.text);
    await owner.query("insert into cutter_governance.schema_migration (name, sha256) values ($1, $2)", [
      migration.name,
      migration.sha256,
    ]);
    const { command } = await owner.query("commit");
    if (command !== "COMMIT") throw new Error(`${migration.name}: COMMIT was answered with ${command}`);
  } catch (cause) {
    await owner.query("rollback").catch(() => undefined);
    throw new Error(`migration ${migration.name} failed: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
}
