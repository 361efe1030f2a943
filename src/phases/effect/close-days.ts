import { check, refuseFailedChecks } from "../../domain/check.ts";
import { dayInWords } from "../../domain/describe-days.ts";
import { evidenceOf } from "../../domain/evidence.ts";
import { effectsOfRun } from "../../domain/gates.ts";
import { accepted, refused } from "../../domain/result.ts";
import { checkBase } from "../check-base.ts";
import type { PhaseFunction } from "../phase.ts";
import { readWholeBase } from "../read-whole-base.ts";
import { orderOf, readDaysPlan } from "./read-days-plan.ts";

/** No run has this name, so that its days are all days. */
const NO_RUN = "";

/** The last phase of a run that sets days: each version has the day, and the rows of the document are the bound ones plus those of the run. */
export const closeDays: PhaseFunction<"closeout"> = async (context) => {
  const planned = await readDaysPlan(context);
  if (!planned.ok) return planned;
  const { changes, enacted, source } = planned.value;
  const { from } = orderOf(context.run);
  const meant = new Set(changes.map(({ versionId }) => versionId));
  const now = await context.target.datedVersions(enacted.changeSetId, NO_RUN);
  const dated = now.filter(({ versionId, was }) => meant.has(versionId) && was === from).length;
  const base = await checkBase(context, effectsOfRun("effect"));
  if (!base.ok) return base;
  const checks = [check(`versions in force from ${from}`, changes.length, dated), ...base.value.document];
  const altered = refuseFailedChecks("STOP_TAMPERED", checks);
  if (altered)
    return refused({
      ...altered,
      message: "What is recorded of the days is not what was approved.",
      wayOut: `Restore the rows that are named from the backup, then run: cutter orchestrate resume ${context.run.runId}`,
    });
  if (base.value.moved !== null) return refused(base.value.moved);
  const whole = await readWholeBase(context);
  return accepted({
    evidence: { checks: checks.length, ...whole, document: base.value.rows },
    summary: `${changes.length} versions of ${source.documentId} are in force from ${dayInWords(from)}; every table is as expected.`,
    facts: [
      ["document", source.documentId],
      ["versions dated", String(dated)],
      ...Object.entries(evidenceOf(context.evidence, "effect_set").ids).map(
        ([name, id]) => [name, id] as const,
      ),
    ],
    checks,
  });
};
