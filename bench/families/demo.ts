import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HEAP_FLAGS } from "../../src/config/heap-flags.ts";
import { searchPath } from "../machine.ts";
import { type Family, renderMs } from "../row.ts";
import { medianOf } from "../timing.ts";
import { runWatched } from "../watched-process.ts";

const ROOT = join(import.meta.dirname, "../..");
const ROUNDS = { full: 3, tiny: 1 } as const;

/** The whole demo from the command line, including its assertions; a failed demo stops the bench. */
export const demo: Family = {
  rows: [{ name: "demo", what: "cutter demo --json, whole story", against: null, target: "<= 20 s" }],
  async measure(scale) {
    await runWatched({ command: process.execPath, args: [join(ROOT, "actions/build.js")], cwd: ROOT });
    const times: number[] = [];
    for (let round = 0; round < ROUNDS[scale]; round += 1) {
      const home = await mkdtemp(join(tmpdir(), "bench-"));
      const { ms } = await runWatched({
        command: process.execPath,
        args: [...HEAP_FLAGS, join(ROOT, "bin/cutter.js"), "demo", "--json"],
        cwd: ROOT,
        env: { PATH: searchPath(), HOME: home, TMPDIR: tmpdir() },
      });
      await rm(home, { recursive: true });
      times.push(ms);
    }
    const ms = medianOf(times);
    return { demo: { own: renderMs(ms), other: null, figure: ms / 1000 } };
  },
};
