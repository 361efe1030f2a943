import { join } from "node:path";
import { searchPath } from "../machine.ts";
import { type Family, renderMs } from "../row.ts";
import { timePairs } from "../timing.ts";
import { runWatched } from "../watched-process.ts";

const ROOT = join(import.meta.dirname, "../..");
const ROUNDS = { full: 21, tiny: 1 } as const;

/** Start time of a bundled action: it is started outside a job and refuses at once. */
export const actionStart: Family = {
  rows: [
    {
      name: "action-start",
      what: "the bundle of verify-approval, no work",
      against: "node -e 0",
      target: "<= 40 ms",
    },
  ],
  async measure(scale) {
    await runWatched({
      command: process.execPath,
      args: [join(ROOT, "actions/build.js")],
      cwd: ROOT,
    });
    const pair = await timePairs({
      rounds: ROUNDS[scale],
      warmUp: 2,
      own: () => start([join(ROOT, "actions/dist/verify-approval.mjs")]),
      other: () => start(["-e", "0"]),
    });
    return {
      "action-start": {
        own: renderMs(pair.ownMs),
        other: renderMs(pair.otherMs),
        figure: pair.ownMs - pair.otherMs,
      },
    };
  },
};

async function start(args: readonly string[]): Promise<void> {
  await runWatched({
    command: process.execPath,
    args,
    env: { PATH: searchPath() },
    // 2: refused input, because the action runs outside a job.
    expectedCodes: [0, 2],
  });
}
