import { type Check, check, refuseFailedChecks } from "../domain/check.ts";
import { digestHead } from "../domain/document-head.ts";
import { evidenceOf } from "../domain/evidence.ts";
import { effectsOfRun } from "../domain/gates.ts";
import { checkRecordedUnits } from "../domain/probe-facts.ts";
import { accepted, refused } from "../domain/result.ts";
import { checkBase } from "./check-base.ts";
import { readCutDocument } from "./cut-document.ts";
import type { PhaseContext, PhaseFunction } from "./phase.ts";
import { readWholeBase } from "./read-whole-base.ts";

/**
 * Phase 11: every unit is enacted with the planned text, the rows of the document are the bound ones plus what the run wrote, and no
 * other document was changed but by a governed run; in a dry run the live database is untouched. A stop here can be resumed: what was
 * enacted stays, and may be put right.
 */
export const closeout: PhaseFunction<"closeout"> = async (context) => {
  const document = await readCutDocument(context);
  if (!document.ok) return document;
  const { plan } = document.value;
  const facts = await context.target.probe(plan);
  const base = await checkBase(context, effectsOfRun("cut"));
  if (!base.ok) return base;
  const units = checkRecordedUnits(plan, facts, "enacted");
  const checks = [...units.checks, ...(await checkText(context)), ...base.value.document];
  const altered = refuseFailedChecks("STOP_TAMPERED", checks);
  if (altered)
    return refused({
      ...altered,
      message: "What was enacted is not what was approved.",
      wayOut: `Restore the rows that are named from the backup, then run: cutter orchestrate resume ${context.run.runId}`,
      details: [...(altered.details ?? []), ...units.samples],
    });
  if (base.value.moved !== null) return refused(base.value.moved);
  const touched = context.run.mode === "DRYRUN" ? await checkLiveUntouched(context) : null;
  if (touched !== null && !touched.ok) return touched;
  const whole = await readWholeBase(context);
  return accepted({
    evidence: { checks: checks.length, ...whole, document: base.value.rows },
    summary: `${plan.units.length} units of ${plan.source.documentId} are enacted; every table is as expected.`,
    facts: [
      ["document", plan.source.documentId],
      ["units enacted", String(facts.enacted)],
      ["writer_digest", plan.writerDigest],
      ...Object.entries(evidenceOf(context.evidence, "lifecycle_enact").ids).map(
        ([name, id]) => [name, id] as const,
      ),
    ],
    checks: [...checks, ...(touched?.value ?? [])],
  });
};

/** Of a document that was amended: the whole of it is what was approved, and on each of its days too. */
async function checkText({ evidence, target }: PhaseContext): Promise<readonly Check[]> {
  const { amendment } = evidenceOf(evidence, "cutplan");
  if (amendment === undefined) return [];
  const changeSetId = evidenceOf(evidence, "lifecycle_enact").ids["changeSetId"] ?? "";
  const { asOf = [] } = evidenceOf(evidence, "pre_write_backup");
  const { documentId } = evidenceOf(evidence, "source_pin").source;
  const found = await target.asOf(
    documentId,
    asOf.map(({ day }) => day),
  );
  const head = await target.documentHead(changeSetId);
  return [
    check("the whole document", amendment.documentSha256, digestHead(head.units)),
    ...asOf.map(({ day, sha256 }, at) => check(`the text on ${day}`, sha256, found[at]?.sha256 ?? "none")),
  ];
}

/** After a dry run, the rows of the document in the live database must be what they were before it. */
async function checkLiveUntouched(context: PhaseContext) {
  const live = await checkBase(context, [], context.live);
  if (!live.ok) return live;
  const checks = live.value.document.map((row) => ({ ...row, name: `live ${row.name}` }));
  const failed = refuseFailedChecks("STOP_INVARIANT_FAILED", checks) ?? live.value.moved;
  return failed ? refused(failed) : accepted(checks);
}
