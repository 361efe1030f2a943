import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { HEAP_FLAGS } from "../../src/config/heap-flags.ts";
import { bundleCutter } from "../../test/support/cutter.ts";
import { overRun } from "../../test/support/journal-events.ts";
import { makeTestSetup, type TestSetup } from "../../test/support/test-setup.ts";
import { searchPath } from "../machine.ts";
import { type Family, renderMegabytes } from "../row.ts";
import { runWatched } from "../watched-process.ts";

const ROOT = join(import.meta.dirname, "../..");
const RUNS = { full: [10, 10_000], tiny: [2, 20] } as const;

/** Peak memory of `cutter status` in a sidecar of many runs that are over. */
export const runs: Family = {
  rows: [
    {
      name: "status-memory",
      what: "peak of cutter status at 10 000 runs",
      against: "the peak at 10",
      target: "<= 1.5x",
    },
  ],
  async measure(scale) {
    await using setup = await makeTestSetup();
    await using cutter = await bundleCutter();
    const [few, many] = RUNS[scale];
    await addRuns(setup, 0, few);
    const small = await peakOfStatus(setup, cutter.program);
    await addRuns(setup, few, many);
    const large = await peakOfStatus(setup, cutter.program);
    return {
      "status-memory": { own: renderMegabytes(large), other: renderMegabytes(small), figure: large / small },
    };
  },
};

/** Folders of runs with their lines of the index; status reads nothing else of a run that is over. */
async function addRuns({ setup }: TestSetup, from: number, to: number): Promise<void> {
  const reports = join(setup.root, "reports");
  await mkdir(reports, { recursive: true, mode: 0o750 });
  const lines: string[] = [];
  for (let number = from; number < to; number += 1) {
    const at = new Date(Date.UTC(2026, 0, 1) + number * 60_000).toISOString().replace(/[-:]|\.\d{3}/g, "");
    const runId = `ictr-${at}-${number.toString(16).padStart(8, "0")}`;
    await mkdir(join(setup.root, "runs", runId), { recursive: true, mode: 0o750 });
    lines.push(`${JSON.stringify(overRun(runId))}\n`);
  }
  await writeFile(join(reports, "runs-index.jsonl"), lines.join(""), {
    flag: "a",
    mode: 0o640,
  });
}

async function peakOfStatus(setup: TestSetup, program: string): Promise<number> {
  const watched = await runWatched({
    command: process.execPath,
    args: [...HEAP_FLAGS, program, "status", "--json"],
    cwd: ROOT,
    env: { PATH: searchPath(), HOME: setup.setup.folder, ...setup.variables },
  });
  return watched.peakBytes;
}
