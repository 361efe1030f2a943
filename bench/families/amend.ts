import type { CutPlan } from "../../src/domain/plan.ts";
import type { KnowledgeBase, PhaseReceipt } from "../../src/ports/knowledge-base.ts";
import { type Made, makeAmendment, registerAmendment } from "../../test/support/amendment.ts";
import { commandFor } from "../../test/support/knowledge.ts";
import { openBenchDatabase } from "../database.ts";
import type { Family } from "../row.ts";
import { asShare, medianOf, timeMs } from "../timing.ts";
import { mustSucceed, registerUnits, runIdOf } from "../units.ts";

const UNITS = { full: 2500, tiny: 12 } as const;
const ROUNDS = { full: 7, tiny: 1 } as const;
const CHANGED = 3;

/** The four write transactions of an amendment, compared with those of a cut of as many units beside the same document. */
export const amend: Family = {
  rows: [
    {
      name: "amend",
      what: `the writes of an amendment of ${CHANGED} of 2500 units`,
      against: `the writes of a cut of ${CHANGED} units beside it`,
      target: "<= 2x",
    },
    {
      name: "amend-rows",
      what: `rows that an amendment of ${CHANGED} of 2500 units writes`,
      against: `rows of a cut of ${CHANGED} units`,
      target: "<= 1.5x",
    },
  ],
  async measure(scale) {
    await using database = await openBenchDatabase();
    const { knowledge, sql } = database;
    const law = await registerUnits(sql, "LAW", UNITS[scale]);
    let { changeSetId } = await writeAll(knowledge, law, "LAW");
    const [own, other]: [number[], number[]] = [[], []];
    let rows = { own: 0, other: 0 };
    for (let round = 0; round < ROUNDS[scale] + 1; round += 1) {
      const head = await knowledge.documentHead(changeSetId);
      const steps = [...head.units]
        .slice(round * CHANGED, (round + 1) * CHANGED)
        .map(({ unit }) => ({ operation: "amend" as const, unit, text: `Round ${round} of ${unit}.\n` }));
      const made = makeAmendment(law, { changeSetId, head }, steps, {
        effectiveFrom: "2026-01-01",
        versionSeq: round + 2,
      });
      await registerAmendment(sql, made);
      const small = await registerUnits(sql, `SMALL-${round}`, CHANGED);
      const cut = await writeAll(knowledge, small, `SMALL-${round}`);
      const amended = await writeAll(knowledge, made, `AMEND-${round}`);
      ({ changeSetId } = amended);
      if (round > 0) {
        own.push(amended.ms);
        other.push(cut.ms);
      }
      rows = { own: amended.rows, other: cut.rows };
    }
    return {
      amend: asShare({ ownMs: medianOf(own), otherMs: medianOf(other) }),
      "amend-rows": {
        own: `${rows.own} rows`,
        other: `${rows.other} rows`,
        figure: rows.own / rows.other,
      },
    };
  },
};

/** Writes and enacts a plan; the milliseconds of the four transactions alone, and how many rows they insert. */
async function writeAll(knowledge: KnowledgeBase, made: Made, name: string) {
  const runId = runIdOf(name);
  let ms = 0;
  let rows = 0;
  const timed = async (
    effect: "cut_leg_a" | "leg_b_record" | "write_verify" | "lifecycle_enact",
    write: (command: Awaited<ReturnType<typeof commandFor>>) => ReturnType<KnowledgeBase["cutLegA"]>,
  ) => {
    const command = await commandFor(knowledge, made, effect, { runId });
    rows += Object.values(command.expectedChange).reduce((sum, count) => sum + count, 0);
    const written: PhaseReceipt[] = [];
    ms += await timeMs(async () => written.push(mustSucceed(await write(command))));
    return written[0]?.ids ?? {};
  };
  await timed("cut_leg_a", (command) => knowledge.cutLegA(command));
  const ledger = await timed("leg_b_record", (command) => knowledge.recordLegB(command));
  const facts = await knowledge.probe(made.plan satisfies CutPlan);
  await timed("write_verify", (command) => knowledge.recordVerification(command, facts));
  const reviewDecisionId = `00000000-0000-4000-8000-${Buffer.from(name).toString("hex").slice(-12).padStart(12, "0")}`;
  await timed("lifecycle_enact", (command) => knowledge.enact({ ...command, reviewDecisionId }));
  return { changeSetId: ledger["changeSetId"] ?? "", ms, rows };
}
