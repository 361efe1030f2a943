import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { flagLastChunk } from "../../collections/flag-last-chunk.ts";
import { RefusalError, refusal } from "../../domain/refusal.ts";
import type { DumpOrder, DumpSource } from "../../ports/dump-source.ts";
import type { DumpTarget } from "../../ports/scratch.ts";
import { FIXED_SETTINGS, startOptions } from "../../ports/session-settings.ts";
import { endChild, endWithProcess, killGroup } from "../../processes/end-with-process.ts";

export interface PgDumpOptions {
  /** Absolute path of pg_dump, of the live server's major version or later. */
  readonly program: string;
  readonly target: DumpTarget;
  /** How long it waits for a table that another session has locked. */
  readonly lockTimeoutMs: number;
  /** How long the whole dump may take. */
  readonly timeoutMs: number;
  /** How long it may write nothing while its output is awaited. */
  readonly silenceMs?: number;
  /** Aborted when the process is asked to end: the dump ends too. */
  readonly interrupted: AbortSignal;
}

const COMPLETE = "-- PostgreSQL database dump complete";
const TAIL_BYTES = 512;
/** Half a minute more than a statement of a session may take. */
const SILENCE_MS = 330_000;
const VERSION_MS = 10_000;
const KEPT_CHARS = 16_384;
const execute = promisify(execFile);

/**
 * pg_dump fixes what its own statements rest on only after its first ones. The server's messages about anything but an error say nothing of
 * the dump; its warnings of a setting, say, would be taken for pg_dump's.
 */
const SETTINGS = {
  ...FIXED_SETTINGS,
  client_min_messages: "error",
  role: "none",
  statement_timeout: "0",
  lock_timeout: "0",
  idle_in_transaction_session_timeout: "0",
  idle_session_timeout: "0",
} as const satisfies Readonly<Record<string, string>>;

/** A message of the server, which it may send before it reads any setting: that the version of a collation has changed. */
const SERVER_MESSAGE = /^(?!(?:pg_dump|psql)\b)[^:]+: {2}\S/;

/** Runs pg_dump against a server. Its exit status, its standard error and the last line of its output must all say that it is complete. */
export function createPgDump(options: PgDumpOptions): DumpSource {
  return {
    engine: "postgresql",
    async readVersion() {
      try {
        return (
          await execute(options.program, ["--version"], {
            env: { LC_ALL: "C" },
            timeout: VERSION_MS,
            killSignal: "SIGKILL",
          })
        ).stdout.trim();
      } catch (cause) {
        const actual = cause instanceof Error ? cause.message : String(cause);
        throw new RefusalError(
          refusal("STOP_TOOL_MISSING", { field: "pg_dump", expected: options.program, actual }),
        );
      }
    },
    dump: (order) => run({ options, name: "pg_dump", arguments: dumpArguments(options, order) }),
    // psql lies beside pg_dump, connects as it does, and like it says by its last line that nothing is missing.
    readRows: (script, lastLine) =>
      run({ options, name: "psql", arguments: PSQL_ARGUMENTS, input: script, complete: lastLine }),
  };
}

const PSQL_ARGUMENTS = ["--no-psqlrc", "--no-password", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"];

interface ProgramRun {
  readonly options: PgDumpOptions;
  readonly name: "pg_dump" | "psql";
  readonly arguments: readonly string[];
  readonly input?: string;
  readonly complete?: string;
}

async function* run({
  options,
  name,
  input,
  complete = COMPLETE,
  ...order
}: ProgramRun): AsyncIterable<Uint8Array> {
  const program = name === "pg_dump" ? options.program : join(dirname(options.program), name);
  const child = spawn(program, [...order.arguments], {
    env: { ...dumpEnvironment(options.target) },
    stdio: ["pipe", "pipe", "pipe"],
    // Out of reach of the terminal's signals: this process ends it, and without a reader it ends.
    detached: true,
  });
  let timedOut = false;
  const endLate = () => {
    timedOut = true;
    killGroup(child);
  };
  const timer = setTimeout(endLate, options.timeoutMs);
  endWithProcess(child, { group: true });
  // One that is asked to end tells the server so, and waits for its answer.
  const end = () => endChild(child, { group: true });
  options.interrupted.addEventListener("abort", end);
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal, timedOut }) as Ending);
  ended.catch(() => undefined);
  // A program that ends early is told by its exit status.
  child.stdin.on("error", () => undefined).end(input ?? "");
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(0, KEPT_CHARS);
  });
  let tail: Buffer | null = null;
  const awaited = endingSilence(child.stdout, options.silenceMs ?? SILENCE_MS, endLate);
  try {
    for await (const { chunk, last } of flagLastChunk(awaited, TAIL_BYTES)) {
      if (last) tail = chunk.subarray(-TAIL_BYTES);
      yield chunk;
    }
    const ending = await ended.catch((cause) => startFailure(name, cause));
    assertComplete({ ...ending, name, said, isWhole: tail?.includes(complete) === true });
  } finally {
    clearTimeout(timer);
    options.interrupted.removeEventListener("abort", end);
    killGroup(child);
    await ended.catch(() => undefined);
  }
}

/** The stream, which `end` ends where nothing comes for too long. The time in which the reader does something else does not count. */
async function* endingSilence(
  stream: AsyncIterable<Uint8Array>,
  silenceMs: number,
  end: () => void,
): AsyncIterable<Uint8Array> {
  let timer = setTimeout(end, silenceMs);
  try {
    for await (const chunk of stream) {
      clearTimeout(timer);
      yield chunk;
      timer = setTimeout(end, silenceMs);
    }
  } finally {
    clearTimeout(timer);
  }
}

interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
}

function assertComplete(
  found: Ending & { readonly name: string; readonly said: string; readonly isWhole: boolean },
): void {
  const { code, signal, timedOut, name, said, isWhole } = found;
  const fail = (reason: "STOP_DB_TIMEOUT" | "STOP_BACKUP_FAILED", actual: string): never => {
    throw new RefusalError(refusal(reason, { field: name, expected: "a complete dump", actual, details }));
  };
  const details = said
    .trim()
    .split("\n")
    .filter((line) => line !== "");
  if (signal !== null) fail(timedOut ? "STOP_DB_TIMEOUT" : "STOP_BACKUP_FAILED", `ended by ${signal}`);
  // pg_dump waits for locks under a statement timeout of its own.
  if (/canceling statement due to (lock|statement) timeout/.test(said))
    fail("STOP_DB_TIMEOUT", details[0] ?? "");
  if (code !== 0) fail("STOP_BACKUP_FAILED", `exit status ${code}: ${details[0] ?? "no message"}`);
  // A warning of pg_dump says what the restore will lack.
  const [warning] = details.filter((line) => !SERVER_MESSAGE.test(line));
  if (warning !== undefined) fail("STOP_BACKUP_FAILED", warning);
  if (!isWhole) fail("STOP_BACKUP_FAILED", "its output has no end");
}

function startFailure(name: string, cause: unknown): never {
  const actual = cause instanceof Error ? cause.message : String(cause);
  throw new RefusalError(
    refusal("STOP_TOOL_MISSING", { field: name, expected: "a program that starts", actual }),
  );
}

function dumpArguments(options: PgDumpOptions, order: DumpOrder): readonly string[] {
  const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;
  return [
    "--format=plain",
    "--encoding=UTF8",
    "--no-password",
    // What the throw-away server may not have, and no content rests on.
    "--no-toast-compression",
    "--no-security-labels",
    `--lock-wait-timeout=${options.lockTimeoutMs}`,
    ...(order.isSchemaOnly === true ? ["--schema-only"] : []),
    ...(order.snapshotId === null ? [] : [`--snapshot=${order.snapshotId}`]),
    ...order.schemas.map((schema) => `--schema=${quote(schema)}`),
    ...order.withoutRows.map((table) => `--exclude-table-data=${table}`),
    ...order.excludeTables.map(({ schema, name }) => `--exclude-table=${quote(schema)}.${quote(name)}`),
  ];
}

/**
 * Address and password reach the child through its environment alone. The account's own files for PostgreSQL (certificates too) and
 * Kerberos are ignored, so that it connects as the sessions do.
 */
function dumpEnvironment(target: DumpTarget): Readonly<Record<string, string>> {
  return {
    LC_ALL: "C",
    PATH: "/usr/bin:/bin",
    HOME: "/nonexistent",
    PGHOST: target.host,
    PGPORT: String(target.port),
    PGDATABASE: target.database,
    PGUSER: target.user,
    PGPASSFILE: "/dev/null",
    PGSERVICEFILE: "/dev/null",
    PGCONNECT_TIMEOUT: "10",
    PGGSSENCMODE: "disable",
    PGOPTIONS: startOptions(SETTINGS),
    PGAPPNAME: "iu-cutter backup",
    ...(target.password === null ? {} : { PGPASSWORD: target.password }),
    ...(target.sslmode === null ? {} : { PGSSLMODE: target.sslmode }),
    ...(target.sslRootCert === null ? {} : { PGSSLROOTCERT: target.sslRootCert }),
  };
}
