import { execFileSync } from "node:child_process";
import { openPgSource } from "../../src/adapters/postgres/connection/pg-source.ts";
import { GOVERNED_TABLES } from "../../src/domain/tables.ts";
import type { SqlSession } from "../../src/ports/sql.ts";
import type { TestSetup } from "./test-setup.ts";

const EVERY = GOVERNED_TABLES.map((table) => `'${table}'::regclass`).join(", ");

/** No trigger and no constraint of any governed table is in the way, keys of other tables neither. */
const OFF = `do $$ declare t regclass; c record; begin
  foreach t in array array[${EVERY}] loop execute format('alter table %s disable trigger all', t); end loop;
  for c in select conrelid::regclass as t, conname from pg_constraint where contype = 'c' and conrelid in (${EVERY}) loop
    execute format('alter table %s drop constraint %I', c.t, c.conname); end loop; end $$`;

export const GUARDS_OFF = ["set session_replication_role = replica", OFF] as const;

/** The triggers are put back, as somebody does who wants to stay unseen. */
const ON = `do $$ declare t regclass; g record; begin
  foreach t in array array[${EVERY}] loop execute format('alter table %s enable trigger all', t); end loop;
  for g in select tgrelid::regclass as t, tgname from pg_trigger where not tgisinternal and tgrelid in (${EVERY}) loop
    execute format('alter table %s enable always trigger %I', g.t, g.tgname); end loop; end $$`;

/** What the superuser of the server does past every guard, in one transaction; returns what is printed. */
export function attackNow(setup: TestSetup, ...statements: readonly string[]): string {
  return asSuperuser(setup, ...GUARDS_OFF, ...statements, ON);
}

/** Statements of the superuser of the server, in one transaction; returns what is printed. */
export function asSuperuser(setup: TestSetup, ...statements: readonly string[]): string {
  const options = [...PSQL, "--tuples-only", "--no-align", "--single-transaction"];
  return run(setup, "psql", options, statements.map((line) => `${line};\n`).join(""));
}

const PSQL = ["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1"];

/** A dump of the whole base, as an operator makes one by hand. */
export function dumpNow(setup: TestSetup): string {
  return run(setup, "pg_dump", ["--create", databaseOf(setup)]);
}

/** Brings the base of the dump back in the place of the one that is there. */
export function restoreNow(setup: TestSetup, dump: string): void {
  const input = `drop database ${databaseOf(setup)} with (force);\n${dump}`;
  run(setup, "psql", [...PSQL, "template1"], input);
}

/** A session of the superuser. */
export function openSuperuser({ superuser, ...setup }: TestSetup): Promise<SqlSession> {
  const { PGHOST = "", PGPORT = "", PGUSER = "", PGPASSWORD = "" } = superuser;
  const roles = { owner: { user: PGUSER, password: PGPASSWORD } };
  const place = {
    host: PGHOST,
    port: Number(PGPORT),
    database: databaseOf(setup),
    sslmode: "disable" as const,
  };
  return openPgSource({ ...place, roles }).open("owner");
}

function databaseOf({ variables }: Pick<TestSetup, "variables">): string {
  return variables["DOT_CUTTER_DB_NAME"] ?? "";
}

function run(setup: TestSetup, program: string, options: readonly string[], input = ""): string {
  return execFileSync(program, options, {
    input,
    encoding: "utf8",
    maxBuffer: 1e8,
    env: {
      PATH: process.env["PATH"] ?? "/usr/bin:/bin",
      ...setup.superuser,
      PGDATABASE: databaseOf(setup),
    },
  });
}
