import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DumpTarget } from "../../src/ports/scratch.ts";
import { type BenchDatabase, openBenchDatabase } from "../database.ts";
import { createRowByRow } from "../prepared-create.ts";
import { findProgram, runPsql } from "../psql.ts";
import type { Family } from "../row.ts";
import { asShare, asSpeedUp, timePairs } from "../timing.ts";
import { allowedCommand, mustSucceed, registerUnits } from "../units.ts";

const UNITS = { full: 5000, tiny: 50 } as const;
const ROUNDS = { full: 5, tiny: 1 } as const;

/** Leg A with all its checks, compared with the fastest copy of ready rows into tables and with one call of the function per row. */
export const create: Family = {
  rows: [
    {
      name: "create-copy",
      what: "cut_leg_a of 5000 units, all checks",
      against: "psql \\copy of ready rows, same indexes",
      target: "<= 3x",
    },
    {
      name: "create-rows",
      what: "cut_leg_a of 5000 units, all checks",
      against: "one prepared SELECT fn_iu_create a row",
      target: ">= 2.5x",
    },
  ],
  async measure(scale) {
    await using template = await openBenchDatabase();
    const made = await registerUnits(template.sql, "CREATE", UNITS[scale]);
    const files = await mkdtemp(join(tmpdir(), "bench-"));
    const psql = await findProgram("psql");
    await prepareCopy(template, psql, files, UNITS[scale]);
    const forks = await makeForks(template, 4 * (ROUNDS[scale] + 1));
    const take = () => forks.pop() ?? fail();
    const runs = await Promise.all(
      Array.from({ length: forks.length / 2 }, async () => {
        const { knowledge } = take();
        const command = await allowedCommand(knowledge, made, "cut_leg_a");
        return async () => mustSucceed(await knowledge.cutLegA(command));
      }),
    );
    const rowByRow = await Promise.all(
      Array.from({ length: forks.length / 2 }, async () => {
        const { knowledge, settings } = take();
        const command = await allowedCommand(knowledge, made, "cut_leg_a");
        return () => createRowByRow(settings, command);
      }),
    );
    const createAll = () => (runs.pop() ?? fail())();
    const rounds = { rounds: ROUNDS[scale], warmUp: 1 };
    const copied = await timePairs({
      ...rounds,
      own: createAll,
      other: () => runPsql(psql, take().owner, copyScript(files)),
    });
    const prepared = await timePairs({
      ...rounds,
      own: createAll,
      other: () => (rowByRow.pop() ?? fail())(),
    });
    await rm(files, { recursive: true });
    return { "create-copy": asShare(copied), "create-rows": asSpeedUp(prepared) };
  },
};

/** One fresh database per sample, created before the timing starts. */
async function makeForks(template: BenchDatabase, count: number): Promise<BenchDatabase[]> {
  const forks: BenchDatabase[] = [];
  for (let fork = 0; fork < count; fork += 1) forks.push(await template.fork());
  return forks;
}

function fail(): never {
  throw new Error("no database is left");
}

const TABLES = ["information_unit", "unit_version"] as const;

/** Creates two empty tables with the same columns and indexes, and files with the rows that leg A writes. */
async function prepareCopy(
  template: BenchDatabase,
  psql: string,
  files: string,
  units: number,
): Promise<void> {
  await using source = await template.fork();
  const { knowledge } = source;
  const made = await registerUnits(source.sql, "COPIED", units);
  mustSucceed(await knowledge.cutLegA(await allowedCommand(knowledge, made, "cut_leg_a")));
  const out = TABLES.map((table) => `\\copy public.${table} to '${join(files, table)}'`);
  await runPsql(psql, source.owner, `${out.join("\n")}\n`);
  const make = TABLES.map((table) => `create table bench.${table} (like public.${table} including indexes);`);
  await onOwner(template.owner, psql, `create schema bench;\n${make.join("\n")}\n`);
}

function onOwner(owner: DumpTarget, psql: string, script: string): Promise<void> {
  return runPsql(psql, owner, script);
}

function copyScript(files: string): string {
  const rows = TABLES.map((table) => `\\copy bench.${table} from '${join(files, table)}'`);
  return `begin;\n${rows.join("\n")}\ncommit;\n`;
}
