import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cutBytes } from "../law-plan.ts";
import { makeLaw } from "../law-text.ts";
import { type Family, renderMs, roundTo3 } from "../row.ts";
import { asShare, medianOf, timeMs, timePairs } from "../timing.ts";

const ARTICLES = { full: 2000, tiny: 5 } as const;
const BYTES_EACH = 1000;
const ROUNDS = { full: 5, tiny: 1 } as const;

/** The computation of phases 2 and 3: from bytes to regions, units and plan. */
export const cutPlan: Family = {
  rows: [
    {
      name: "cut-plan-speed",
      what: "mark and cutplan of 20 MB, 20 000 articles",
      against: null,
      target: ">= 20 MB/s",
    },
    {
      name: "cut-plan-linear",
      what: "mark and cutplan of ten times the bytes",
      against: "a tenth of them",
      target: "<= 11x",
    },
    {
      name: "cut-plan-hash",
      what: "mark and cutplan of 20 MB",
      against: "reading the file once (sha256)",
      target: null,
    },
  ],
  async measure(scale) {
    const small = Buffer.from(makeLaw(ARTICLES[scale], BYTES_EACH));
    const large = Buffer.from(makeLaw(10 * ARTICLES[scale], BYTES_EACH));
    const pair = await timePairs({
      rounds: ROUNDS[scale],
      warmUp: 1,
      own: () => cutBytes(large, "BENCH"),
      other: () => cutBytes(small, "BENCH"),
    });
    const folder = await mkdtemp(join(tmpdir(), "bench-"));
    const file = join(folder, "law.md");
    await writeFile(file, large);
    const hashes: number[] = [];
    for (let round = 0; round < ROUNDS[scale]; round += 1) {
      hashes.push(
        await timeMs(async () =>
          createHash("sha256")
            .update(await readFile(file))
            .digest("hex"),
        ),
      );
    }
    await rm(folder, { recursive: true });
    const speed = large.length / 1e6 / (pair.ownMs / 1000);
    return {
      "cut-plan-speed": { own: `${roundTo3(speed)} MB/s`, other: null, figure: speed },
      "cut-plan-linear": {
        own: renderMs(pair.ownMs),
        other: renderMs(pair.otherMs),
        // Corrected for the true sizes, whose ratio is not exactly ten.
        figure: (pair.ownMs / pair.otherMs) * ((10 * small.length) / large.length),
      },
      "cut-plan-hash": asShare({ ownMs: pair.ownMs, otherMs: medianOf(hashes) }),
    };
  },
};
