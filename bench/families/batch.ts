import { holdConversation } from "../../test/adapters/github/batch-conversation.ts";
import { openForgeRoom } from "../../test/adapters/github/forge-setup.ts";
import { type Leg, measureBatch } from "../batch-legs.ts";
import { allOf, eachOf, shareOf } from "../batch-spent.ts";
import { measureWrites } from "../batch-writes.ts";
import { type Family, type Measured, renderMegabytes, renderMs, type Scale } from "../row.ts";
import { asShare } from "../timing.ts";

const UNITS = 14;
const MEMBERS = { full: [40, 160], tiny: [2, 3] } as const;
const SINGLES = { full: 3, tiny: 1 } as const;
const CONVERSATION = { full: 500, tiny: 5 } as const;
/** The legs, as they are told: each begins where people have answered. */
const STRETCHES = [
  ["batch-start", "from the start to the request of SG_1"],
  ["batch-cut", "from SG_1 to the request of SG_2"],
  ["batch-enact", "from SG_2 to the end"],
] as const;

/** What a member of a batch costs, beside a run of its own, in a small and in a large batch, and beside a mere copy of its rows. */
export const batch: Family = {
  rows: [
    {
      name: "batch-member",
      what: `a member of ${UNITS} units in a batch of 160, from start to end without the people`,
      against: null,
      // 6600 members in ten minutes.
      target: "<= 91 ms",
    },
    ...STRETCHES.map(([name, stretch]) => ({
      name,
      what: `a member of ${UNITS} units in a batch of 40, ${stretch}`,
      against: "the same of a run alone",
      target: null,
    })),
    {
      name: "batch-linear",
      what: "a member in a batch of 160, all legs",
      against: "a member in a batch of 40",
      target: "<= 1.1x",
    },
    {
      name: "batch-memory",
      what: "highest peak of the bot in a batch of 160",
      against: null,
      target: "<= 256 MB",
    },
    {
      name: "batch-memory-flat",
      what: "highest peak of the bot in a batch of 160",
      against: "the peak in a batch of 40",
      target: "<= 1.1x",
    },
    {
      name: "batch-copy",
      what: `write transactions of legs A and B of 40 members of ${UNITS} units`,
      against: "psql \\copy of their ready rows in one transaction, same indexes",
      target: "<= 4x",
    },
    {
      name: "batch-copy-each",
      what: `write transactions of legs A and B of 40 members of ${UNITS} units`,
      against: "psql \\copy of their ready rows, a transaction a member",
      target: null,
    },
    {
      name: "batch-requests",
      what: "the conversation with GitHub about a batch of 500",
      against: null,
      target: "<= 60 requests",
    },
  ],
  async measure(scale) {
    const [few, many] = MEMBERS[scale];
    const small = await measureBatch({ members: few, units: UNITS, singles: SINGLES[scale] });
    const large = await measureBatch({ members: many, units: UNITS, singles: 0 });
    const written = await measureWrites(few, UNITS);
    const [{ ms: memberMs }, peak] = [allOf(large.batch, many), peakOf(large.batch)];
    const own = { ownMs: written.writesMs };
    return {
      "batch-member": { own: renderMs(memberMs), other: null, figure: memberMs },
      ...Object.fromEntries(
        STRETCHES.map(([name], leg) => [
          name,
          shareOf(
            eachOf([small.batch[leg]], few),
            eachOf(
              small.singles.map((legs) => legs[leg]),
              1,
            ),
          ),
        ]),
      ),
      "batch-linear": shareOf(allOf(large.batch, many), allOf(small.batch, few)),
      "batch-memory": { own: renderMegabytes(peak), other: null, figure: peak / 1e6 },
      "batch-memory-flat": {
        own: renderMegabytes(peak),
        other: renderMegabytes(peakOf(small.batch)),
        figure: peak / peakOf(small.batch),
      },
      "batch-copy": asShare({ ...own, otherMs: written.copyMs }),
      "batch-copy-each": asShare({ ...own, otherMs: written.copyEachMs }),
      "batch-requests": await countConversation(scale),
    };
  },
};

function peakOf(legs: readonly Leg[]): number {
  return Math.max(...legs.map(({ peakBytes }) => peakBytes));
}

async function countConversation(scale: Scale): Promise<Measured> {
  await using room = await openForgeRoom();
  const before = room.github.limits.total;
  await holdConversation(room, CONVERSATION[scale]);
  const figure = room.github.limits.total - before;
  return { own: `${figure} requests`, other: null, figure };
}
