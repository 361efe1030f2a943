import { once } from "node:events";
import { join } from "node:path";
import { ProgramError } from "../../domain/program-error.ts";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { ANALYZE_TABLES } from "../../ports/analyze-tables.ts";
import { FIXED_SETTINGS, startOptions } from "../../ports/session-settings.ts";
import { type Cluster, PORT } from "./cluster.ts";
import { type LaunchedProcess, launchProcess, refuseLate, SETUP_TIMEOUT_MS } from "./launched-process.ts";
import { restrictedDump } from "./restricted-dump.ts";

/** What is restored into the database may be settings of it, which must not act on the next script. */
const SETTINGS = {
  ...FIXED_SETTINGS,
  client_min_messages: "warning",
  role: "none",
  statement_timeout: "0",
  lock_timeout: "0",
} as const satisfies Readonly<Record<string, string>>;

/** As long as pg_dump, which feeds it, may take, and half an hour for indexes and constraints. */
const RESTORE_TIMEOUT_MS = 5_400_000;

/** Runs a trusted script as the superuser; throws where a statement fails. */
export async function runScript(cluster: Cluster, database: string, script: string): Promise<void> {
  const psql = launchPsql(cluster, database, { options: [], timeoutMs: SETUP_TIMEOUT_MS });
  psql.child.stdin?.end(script);
  const code = await psql.ended;
  if (code !== 0) refuseLate(cluster.late);
  if (code !== 0) throw new ProgramError(`setting up ${database} failed: ${psql.stderr().trim()}`);
}

/** PostgreSQL's default compression of long values takes half of a restore's time; lz4, where the server was built with it, is quicker. */
const PACK_QUICKLY = `do $$
begin
  if exists (select from pg_catalog.pg_settings where name = 'default_toast_compression' and 'lz4' = any (enumvals)) then
    set local default_toast_compression = 'lz4';
  end if;
end
$$`;

/** Feeds a plain dump to psql in one transaction; `STOP_RESTORE_DIFFERS` names the first statement that failed. */
export async function restoreWithPsql(
  cluster: Cluster,
  target: { readonly database: string; readonly restrictKey: string },
  dump: AsyncIterable<Uint8Array>,
): Promise<Result<null>> {
  const options = [
    "--single-transaction",
    `--command=${PACK_QUICKLY}`,
    "--file=-",
    `--command=${ANALYZE_TABLES}`,
  ];
  const psql = launchPsql(cluster, target.database, { options, timeoutMs: RESTORE_TIMEOUT_MS });
  try {
    await feed(psql, restrictedDump(dump, target.restrictKey));
  } catch (cause) {
    // The source failed: what has arrived must not be committed.
    psql.child.kill("SIGKILL");
    await psql.ended;
    throw cause;
  }
  const code = await psql.ended;
  if (code === 0 && psql.stderr() === "") return accepted(null);
  refuseLate(cluster.late);
  const lines = psql.stderr().trim().split("\n");
  return refused(
    refusal("STOP_RESTORE_DIFFERS", {
      field: "restore",
      expected: "every statement of the dump succeeds",
      actual:
        lines.find((line) => /ERROR|FATAL|error:/.test(line)) ??
        lines[0] ??
        `psql ended with ${code ?? "a signal"}`,
      details: lines.slice(0, 20),
    }),
  );
}

function launchPsql(
  cluster: Cluster,
  database: string,
  { options, timeoutMs }: { readonly options: readonly string[]; readonly timeoutMs: number },
): LaunchedProcess {
  return launchProcess({
    timeoutMs,
    late: cluster.late,
    launch: cluster.launch,
    folder: cluster.folder,
    command: [
      join(cluster.programs.folder, "psql"),
      "--no-psqlrc",
      "--quiet",
      "--set=ON_ERROR_STOP=1",
      "--set=VERBOSITY=default",
      ...options,
    ],
    env: {
      PGHOST: cluster.folder,
      PGPORT: String(PORT),
      PGDATABASE: database,
      PGUSER: cluster.superuser,
      PGPASSWORD: cluster.superuserPassword,
      PGCLIENTENCODING: "UTF8",
      PGOPTIONS: startOptions(SETTINGS),
      HOME: cluster.folder,
    },
  });
}

/** psql exits at the first error; the rest of the dump is then not sent. */
async function feed(psql: LaunchedProcess, dump: AsyncIterable<Uint8Array>): Promise<void> {
  const { stdin } = psql.child;
  if (!stdin) throw new Error("psql has no standard input");
  let over = false;
  const gone = psql.ended.finally(() => {
    over = true;
  });
  for await (const chunk of dump) {
    if (over) return;
    if (!stdin.write(chunk)) await Promise.race([once(stdin, "drain").catch(() => gone), gone]);
  }
  stdin.end();
}
