import { check, refuseFailedChecks } from "../domain/check.ts";
import { evidenceOf } from "../domain/evidence.ts";
import { expectedChange, sumOfChanges } from "../domain/expected-change.ts";
import { effectsOfRun } from "../domain/gates.ts";
import { accepted, refused } from "../domain/result.ts";
import { checkTables, compareTables } from "./compare-tables.ts";
import { readCutDocument } from "./cut-document.ts";
import type { PhaseContext, PhaseFunction } from "./phase.ts";

/** Phase 11: the database must be `pre.json` plus the expected change, every unit enacted; in a dry run the live one untouched. */
export const closeout: PhaseFunction<"closeout"> = async (context) => {
  const document = await readCutDocument(context);
  if (!document.ok) return document;
  const { plan } = document.value;
  const change = sumOfChanges(effectsOfRun().map((effect) => expectedChange(effect, plan.units.length)));
  const facts = await context.target.probe(plan);
  const checks = [
    check("enacted units", plan.units.length, facts.enacted),
    check("drafts left", 0, facts.drafts),
    ...(await compareTables(context, change)),
    ...(context.run.mode === "DRYRUN" ? await readLiveUntouched(context) : []),
  ];
  const failed = refuseFailedChecks("STOP_INVARIANT_FAILED", checks);
  if (failed) return refused(failed);
  await using snapshot = await context.target.openSnapshot();
  return accepted({
    evidence: { checks: checks.length, tables: snapshot.tables },
    summary: `${plan.units.length} units of ${plan.source.documentId} are enacted; every table is as expected.`,
    facts: [
      ["document", plan.source.documentId],
      ["units enacted", String(facts.enacted)],
      ["writer_digest", plan.writerDigest],
      ...Object.entries(evidenceOf(context.evidence, "lifecycle_enact").ids).map(
        ([name, id]) => [name, id] as const,
      ),
    ],
    checks,
  });
};

/** A dry run proves that counts and digests of the live database are what they were. */
async function readLiveUntouched(context: PhaseContext) {
  await using snapshot = await context.live.openSnapshot();
  const before = evidenceOf(context.evidence, "pre_write_backup").tables;
  const rows = checkTables({
    before,
    now: snapshot.tables,
    change: sumOfChanges([]),
    scope: context.settings.driftScope,
  });
  return rows.map((row) => ({ ...row, name: `live ${row.name}` }));
}
