import { spawn } from "node:child_process";
import { join } from "node:path";
import type { App } from "../compose/app.ts";
import { CODE_FOLDER, IS_BUILT } from "../compose/code-root.ts";
import type { Environment } from "../config/environment.ts";
import type { ScratchLogins } from "../ports/scratch.ts";

/** The command line, started as the demo itself was. */
const CUTTER = IS_BUILT
  ? [join(CODE_FOLDER, "cutter.mjs")]
  : ["--import", import.meta.resolve("tsx"), join(CODE_FOLDER, "commands/main.ts")];

/** Goes on with the batch in a process of its own and kills it without any clean-up behind the first member that is done; how it ended. */
export function killBehindMember(order: {
  readonly batchId: string;
  readonly root: string;
  readonly home: string;
  readonly environment: Environment;
  readonly logins: ScratchLogins;
}): Promise<string> {
  const { environment, logins } = order;
  const env = {
    PATH: environment.PATH,
    HOME: order.home,
    ...(environment.TMPDIR === undefined ? {} : { TMPDIR: environment.TMPDIR }),
    ...(environment.PG_BIN === undefined ? {} : { PG_BIN: environment.PG_BIN }),
    TSX_DISABLE_CACHE: "1",
    CUTTER_ROOT: order.root,
    CUTTER_CRASH_AT: "batch:member_settled",
    BACKUP_GPG_FPR: environment.BACKUP_GPG_FPR ?? "",
    DOT_CUTTER_DB_HOST: logins.host,
    DOT_CUTTER_DB_PORT: String(logins.port),
    DOT_CUTTER_DB_NAME: logins.database,
    DOT_CUTTER_EXEC_DB_PASSWORD: logins.roles.exec.password,
    DOT_CUTTER_VERIFY_DB_PASSWORD: logins.roles.verify.password,
  };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...CUTTER, "orchestrate", "resume", order.batchId], {
      env,
      stdio: ["ignore", "ignore", "pipe"],
    });
    let told = "";
    child.stderr.on("data", (chunk) => {
      told += String(chunk);
    });
    child.on("error", reject);
    child.on("close", (code, signal) => resolve(signal ?? `exit code ${code}: ${told.slice(-500)}`));
  });
}

/** The same where the database lives in this process and would end with it: the signal that asks a process to end comes behind the first member. */
export async function interruptBehindMember(order: {
  readonly batchId: string;
  readonly app: App;
  readonly asked: AbortController;
}): Promise<string> {
  const { app, batchId, asked } = order;
  const watch = setInterval(async () => {
    const [row] = await app.batches.status(batchId);
    if (row !== undefined && "round" in row && (row.round?.done ?? 0) > 0) asked.abort("SIGTERM");
  }, 20);
  try {
    const ended = await app.batches.resume(batchId);
    return (ended.ok ? ended.value.refusal?.reason : ended.refusal.reason) ?? "went on to its end";
  } finally {
    clearInterval(watch);
  }
}
