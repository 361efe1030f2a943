import { join } from "node:path";
import { HEAP_FLAGS } from "../../src/config/heap-flags.ts";
import { SETTINGS_FILE } from "../../src/config/settings.ts";
import { bundleCutter } from "../../test/support/cutter.ts";
import { lawOf, makeTestSetup, replaceInFile, type TestSetup } from "../../test/support/test-setup.ts";
import { searchPath } from "../machine.ts";
import { type Family, type Measured, renderMegabytes } from "../row.ts";
import { runWatched, type Watched } from "../watched-process.ts";

const ROOT = join(import.meta.dirname, "../..");
const UNITS = { full: [10_000, 100_000], tiny: [10, 20] } as const;

/** Peak memory of the bot's process in whole dry runs of the bundled command line, all eleven phases. */
export const memory: Family = {
  rows: [
    {
      name: "memory-10000",
      what: "peak of a whole DRYRUN of 10 000 units",
      against: null,
      target: "<= 256 MB",
    },
    {
      name: "memory-100000",
      what: "peak of a whole DRYRUN of 100 000 units",
      against: null,
      target: "<= 256 MB",
    },
    {
      name: "memory-flat",
      what: "the peak at 100 000 units",
      against: "the peak at 10 000",
      target: null,
    },
  ],
  async measure(scale) {
    await using setup = await makeTestSetup();
    await using cutter = await bundleCutter();
    await replaceInFile(join(setup.setup.root, SETTINGS_FILE), (text) =>
      text.replace(/"(maxUnits|firstRunMaxUnits)": \d+/g, '"$1": 100000'),
    );
    const [few, many] = UNITS[scale];
    const small = (await dryRun(setup, cutter.program, few)).peakBytes;
    const large = (await dryRun(setup, cutter.program, many)).peakBytes;
    return {
      "memory-10000": peak(small),
      "memory-100000": peak(large),
      "memory-flat": {
        own: renderMegabytes(large),
        other: renderMegabytes(small),
        figure: large / small,
      },
    };
  },
};

async function dryRun(setup: TestSetup, program: string, units: number): Promise<Watched> {
  const documentId = await setup.register(lawOf(`${units} articles`, units));
  return await runWatched({
    command: process.execPath,
    args: [
      ...HEAP_FLAGS,
      program,
      "orchestrate",
      "cut",
      "--document-id",
      documentId,
      "--mode",
      "DRYRUN",
      "--json",
    ],
    cwd: ROOT,
    env: { PATH: searchPath(), HOME: setup.setup.folder, ...setup.variables },
  });
}

function peak(bytes: number): Measured {
  return { own: renderMegabytes(bytes), other: null, figure: bytes / 1e6 };
}
