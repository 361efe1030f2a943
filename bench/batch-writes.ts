import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEFAULT_RULES } from "../src/domain/batch.ts";
import { expectedChange } from "../src/domain/expected-change.ts";
import { WRITTEN_TABLES } from "../src/domain/tables.ts";
import { countFirstCut } from "../src/domain/write-counts.ts";
import type { DumpTarget } from "../src/ports/scratch.ts";
import type { SqlSession, SqlSource } from "../src/ports/sql.ts";
import { allowLargeBatches } from "../test/support/large-batches.ts";
import { makeTestSetup, must, type TestSetup } from "../test/support/test-setup.ts";
import { registerLaws } from "./batch-legs.ts";
import { findProgram, runPsql } from "./psql.ts";
import { medianOf, timeMs } from "./timing.ts";

/** Tables to which legs A and B add rows, in the order in which they are filled. */
const TABLES = WRITTEN_TABLES.filter((table) =>
  (["cut_leg_a", "leg_b_record"] as const).some(
    (effect) => expectedChange(effect, countFirstCut(1))[table] > 0,
  ),
);
const COPIES = 5;

export interface WrittenBatch {
  /** Milliseconds of the write transactions of legs A and B of all members, each from the opening of its session to its end. */
  readonly writesMs: number;
  readonly transactions: number;
  /** Milliseconds of psql, which copies the same rows in one transaction, and in one for each member. */
  readonly copyMs: number;
  readonly copyEachMs: number;
}

/** Takes a batch through legs A and B, and copies the rows that they have left into empty tables with the same columns and indexes. */
export async function measureWrites(members: number, units: number): Promise<WrittenBatch> {
  await using setup = await makeTestSetup();
  await allowLargeBatches(setup, members);
  const documentIds = await registerLaws(setup, members, units);
  const watch = new WriteWatch();
  await using app = await setup.openApp({
    live: { ...setup.live, openSource: async () => watch.of(await setup.live.openSource()) },
  });
  const { batchId } = must(await app.batches.start({ documentIds, rules: DEFAULT_RULES }));
  await setup.approve(batchId, "SG_1_cut_authz");
  watch.reset();
  const { state } = must(await app.batches.resume(batchId));
  if (state !== "awaiting_SG_2_lifecycle_authz") throw new Error(`the batch is ${state}`);
  const { ms, transactions } = watch;
  if (transactions !== 2 * members) throw new Error(`${transactions} transactions of ${members} members`);
  const files = await mkdtemp(join(tmpdir(), "bench-"));
  const [psql, target] = [await findProgram("psql"), superuserOf(setup)];
  const { whole, each } = await prepareCopies(psql, target, { files, members });
  const copyMs = await timeCopies(psql, target, whole);
  const copyEachMs = await timeCopies(psql, target, each);
  await rm(files, { recursive: true });
  return { writesMs: ms, transactions, copyMs, copyEachMs };
}

/** Sums up how long the sessions of the exec lane live in which something is written. */
class WriteWatch {
  ms = 0;
  transactions = 0;

  reset(): void {
    [this.ms, this.transactions] = [0, 0];
  }

  of(source: SqlSource): SqlSource {
    return {
      engine: source.engine,
      open: async (role) => {
        const from = performance.now();
        const session = await source.open(role);
        return role === "exec" ? this.#watched(session, from) : session;
      },
    };
  }

  #watched(session: SqlSession, from: number): SqlSession {
    let isWriting = false;
    return {
      query: (text, values) => {
        isWriting ||= /^begin .*read write$/.test(text);
        return session.query(text, values);
      },
      script: (text) => session.script(text),
      [Symbol.asyncDispose]: async () => {
        await session[Symbol.asyncDispose]();
        if (!isWriting) return;
        this.ms += performance.now() - from;
        this.transactions += 1;
      },
    };
  }
}

interface Copies {
  /** Scripts that copy all rows in one transaction, and in one for each member. */
  readonly whole: string;
  readonly each: string;
}

/** Makes an empty table beside each that legs A and B fill, and files with the rows that they have left, of all members and of each. */
async function prepareCopies(psql: string, target: DumpTarget, order: CopyOrder): Promise<Copies> {
  const make = TABLES.map((table) => `create table ${copyOf(table)} (like ${table} including indexes);`);
  const fileOf = (table: string, part: string) => join(order.files, `${copyOf(table)}.${part}`);
  const out = TABLES.map((table) => `\\copy ${table} to '${fileOf(table, "all")}'`);
  await runPsql(psql, target, ["create schema bench;", ...make, ...out, ""].join("\n"));
  const parts = Array.from({ length: order.members }, (_, index) => String(index));
  for (const table of TABLES) {
    // The third effect of the leg, the verification, leaves a receipt too.
    const rows = (await readFile(fileOf(table, "all"), "utf8"))
      .split(/(?<=\n)/)
      .filter((row) => !row.includes("\twrite_verify\t"));
    await writeFile(fileOf(table, "all"), rows.join(""));
    // Members of one size, one after the other, have left as many rows each.
    const each = Math.ceil(rows.length / order.members);
    for (const [index, part] of parts.entries())
      await writeFile(fileOf(table, part), rows.slice(index * each, (index + 1) * each).join(""));
  }
  const copy = (part: string) =>
    [
      "begin;",
      ...TABLES.map((table) => `\\copy ${copyOf(table)} from '${fileOf(table, part)}'`),
      "commit;",
    ].join("\n");
  return { whole: `${copy("all")}\n`, each: `${parts.map(copy).join("\n")}\n` };
}

interface CopyOrder {
  readonly files: string;
  readonly members: number;
}

/** The median of several copies into tables that are empty each time. */
async function timeCopies(psql: string, target: DumpTarget, script: string): Promise<number> {
  const times: number[] = [];
  for (let copy = 0; copy < COPIES; copy += 1) {
    await runPsql(psql, target, `truncate ${TABLES.map(copyOf).join(", ")};\n`);
    times.push(await timeMs(() => runPsql(psql, target, script)));
  }
  return medianOf(times);
}

function copyOf(table: string): string {
  return `bench.${table.split(".")[1]}`;
}

function superuserOf({ superuser, variables }: TestSetup): DumpTarget {
  return {
    host: superuser["PGHOST"] ?? "",
    port: Number(superuser["PGPORT"]),
    database: variables["DOT_CUTTER_DB_NAME"] ?? "",
    user: superuser["PGUSER"] ?? "",
    password: superuser["PGPASSWORD"] ?? "",
    sslmode: "disable",
    sslRootCert: null,
  };
}
