import { join } from "node:path";
import { HEAP_FLAGS } from "../../src/config/heap-flags.ts";
import { ANALYZE_TABLES } from "../../src/ports/analyze-tables.ts";
import { bundleCutter } from "../../test/support/cutter.ts";
import { commandFor } from "../../test/support/knowledge.ts";
import { makeTempFolder } from "../../test/support/temp-folder.ts";
import { type BenchDatabase, openBenchDatabase } from "../database.ts";
import { searchPath } from "../machine.ts";
import { type Family, renderMegabytes, renderMs } from "../row.ts";
import { medianOf } from "../timing.ts";
import { mustSucceed, registerUnits, runIdOf, writeDrafts } from "../units.ts";
import { runWatched, type Watched } from "../watched-process.ts";

const PREFIX = "LONG";
const UNITS = { full: [9400, 94_000], tiny: [10, 20] } as const;
const ROUNDS = { full: 3, tiny: 1 } as const;

/** `cutter kb export` of one document from the start of the process to its end. */
export const exports: Family = {
  rows: [
    { name: "export-jsonl", what: "kb export of 94 000 units", against: null, target: ">= 20000 units/s" },
    {
      name: "export-jsonl-again",
      what: "the same again, nothing has changed",
      against: null,
      target: ">= 20000 units/s",
    },
    {
      name: "export-memory",
      what: "peak of kb export of 94 000 units",
      against: "the peak at 9 400",
      target: "<= 1.5x",
    },
  ],
  async measure(scale) {
    await using cutter = await bundleCutter();
    await using folder = await makeTempFolder();
    const [few, many] = UNITS[scale];
    const exported = async (units: number) => {
      await using base = await openBenchDatabase();
      await enactUnits(base, units);
      const first: Watched[] = [];
      const again: Watched[] = [];
      for (let round = 0; round < ROUNDS[scale]; round += 1) {
        const out = join(folder.path, `${units}-${round}`);
        first.push(await exportOnce(base, cutter.program, out));
        again.push(await exportOnce(base, cutter.program, out));
      }
      return {
        first: medianOf(first.map(({ ms }) => ms)),
        again: medianOf(again.map(({ ms }) => ms)),
        peakBytes: Math.max(...first.map(({ peakBytes }) => peakBytes)),
      };
    };
    const small = await exported(few);
    const large = await exported(many);
    const speed = (ms: number) => ({ own: renderMs(ms), other: null, figure: (many / ms) * 1000 });
    return {
      "export-jsonl": speed(large.first),
      "export-jsonl-again": speed(large.again),
      "export-memory": {
        own: renderMegabytes(large.peakBytes),
        other: renderMegabytes(small.peakBytes),
        figure: large.peakBytes / small.peakBytes,
      },
    };
  },
};

async function enactUnits({ sql, knowledge }: BenchDatabase, units: number): Promise<void> {
  const made = await registerUnits(sql, PREFIX, units);
  await writeDrafts(knowledge, made);
  const command = await commandFor(knowledge, made, "lifecycle_enact", { runId: runIdOf(PREFIX) });
  const reviewDecisionId = "00000000-0000-4000-8000-0000000005ed";
  mustSucceed(await knowledge.enact({ ...command, reviewDecisionId }));
  // As autovacuum does on a server that is in use.
  await using owner = await sql.open("owner");
  await owner.script(ANALYZE_TABLES);
}

async function exportOnce({ settings }: BenchDatabase, program: string, out: string): Promise<Watched> {
  return await runWatched({
    command: process.execPath,
    args: [...HEAP_FLAGS, program, "kb", "export", "--format", "jsonl", "--out", out, "--json"],
    env: {
      PATH: searchPath(),
      CUTTER_ROOT: "/nonexistent",
      DOT_CUTTER_DB_HOST: settings.host,
      DOT_CUTTER_DB_PORT: String(settings.port),
      DOT_CUTTER_DB_NAME: settings.database,
      DOT_CUTTER_READER_DB_PASSWORD: settings.roles.reader?.password ?? "",
    },
  });
}
