import { execFileSync } from "node:child_process";
import type { TestSetup } from "./test-setup.ts";

/** Runs statements as the schema's owner before it returns, so that they fall exactly where a run reports its progress. */
export function psqlNow({ variables }: TestSetup, statements: string): void {
  execFileSync("psql", ["--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", "--command", statements], {
    env: {
      PATH: process.env["PATH"] ?? "/usr/bin:/bin",
      PGHOST: variables["DOT_CUTTER_DB_HOST"] ?? "",
      PGPORT: variables["DOT_CUTTER_DB_PORT"] ?? "",
      PGDATABASE: variables["DOT_CUTTER_DB_NAME"] ?? "",
      PGUSER: "workflow_admin",
      PGPASSWORD: variables["DOT_CUTTER_ADMIN_DB_PASSWORD"] ?? "",
    },
  });
}

/** What the owner can do to a table: he switches its triggers off, changes rows, and switches them on again. */
export function forgeSql(table: string, change: string): string {
  return `begin; alter table ${table} disable trigger user; ${change};
    do $$ declare t record; begin
      for t in select tgname from pg_trigger where tgrelid = '${table}'::regclass and not tgisinternal loop
        execute format('alter table ${table} enable always trigger %I', t.tgname);
      end loop; end $$; commit`;
}
