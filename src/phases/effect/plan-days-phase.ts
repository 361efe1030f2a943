import { groupBy } from "../../collections/group-by.ts";
import type { DatedChange, DaysPlan } from "../../domain/days-plan.ts";
import { dayInWords, describeDays } from "../../domain/describe-days.ts";
import type { PlannedDays } from "../../domain/planned-days.ts";
import { accepted, refused } from "../../domain/result.ts";
import { shownFile, type WrittenFile } from "../../domain/shown-cut.ts";
import { countOf } from "../../domain/text-forms.ts";
import { digestOf, sha256Hex } from "../../json/canonical-json.ts";
import { renderDaysList } from "../../reports/days-list.ts";
import type { PhaseContext, PhaseFunction } from "../phase.ts";
import { refuseAlteredHead } from "../refuse-altered-head.ts";
import { refuseStandingDrafts } from "../refuse-standing-drafts.ts";
import { readRepeals } from "./printed-repeals.ts";
import { orderOf, readDaysPlan } from "./read-days-plan.ts";

/** How many versions are named where people decide; the list names all. */
const MOST_NAMED = 20;

/** Phase 2 of a run that sets days: which versions of the enacted change set get which day. */
export const planDaysPhase: PhaseFunction<"cutplan"> = async (context) => {
  const planned = await readDaysPlan(context);
  if (!planned.ok) return planned;
  const plan = planned.value;
  const { docPrefix } = plan.source;
  const standing = await refuseStandingDrafts(context.live, { runId: context.run.runId, docPrefix });
  if (standing) return refused(standing);
  const altered = await refuseAlteredHead(context.live, docPrefix);
  if (altered) return refused(altered);
  const { changes, writerDigest, unitTree, counts } = plan;
  const days = describe(context, plan, await readRepeals(context, plan.source));
  const daysList = await writeList(context, plan);
  return accepted({
    evidence: {
      writerDigest,
      unitTree,
      unitCount: changes.length,
      counts,
      histogram: {},
      addressesSha256: sha256Hex(changes.map(({ address }) => `${address}\n`).join("")),
      days,
      daysList,
    },
    summary: `Planned the day of ${countOf(changes.length, "enacted version")}: ${dayInWords(days.from)}.`,
    facts: [
      ...describeDays(days),
      ["change set", days.change_set_id],
      ["writer_digest", writerDigest],
      ["root of the tree of versions", unitTree.root],
      ...daysList.map(({ name, sha256 }) => [`sha256 of ${name}`, sha256] as const),
    ],
  });
};

function describe(
  { run, redact }: PhaseContext,
  { changes, enacted, corrected }: DaysPlan,
  isRepeal: (change: DatedChange) => boolean,
): PlannedDays {
  const { from, why } = orderOf(run);
  const groups = [...groupBy(changes, ({ was }: DatedChange) => was)];
  return {
    change_set_id: enacted.changeSetId,
    from,
    why: redact(why),
    was: groups.map(([day, same]) => ({ day, versions: same.length })).toSorted(byDay),
    corrected,
    repeals: changes.filter(isRepeal).length,
    named: changes
      .slice(0, MOST_NAMED)
      .map(({ address, operation, was }) => ({ address: redact(address), operation, was })),
    versions_sha256: digestOf(changes.map(({ unit, versionId, was }) => [unit, versionId, was])),
  };
}

function byDay(a: { readonly day: string }, b: { readonly day: string }): number {
  return a.day < b.day ? -1 : 1;
}

async function writeList(context: PhaseContext, plan: DaysPlan): Promise<readonly WrittenFile[]> {
  const list: WrittenFile[] = [];
  for (const { name, text } of renderDaysList(plan, context.redact)) {
    await context.writeFile(shownFile(name), text);
    list.push({ name, sha256: sha256Hex(text) });
  }
  return list;
}
