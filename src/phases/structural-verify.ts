import { type Check, check, refuseFailedChecks } from "../domain/check.ts";
import { evidenceOf } from "../domain/evidence.ts";
import { checkProbes, samplesOf } from "../domain/probe-facts.ts";
import { accepted, refused } from "../domain/result.ts";
import { digestOf } from "../json/canonical-json.ts";
import { checkBase } from "./check-base.ts";
import { readCutDocument } from "./cut-document.ts";
import type { CutDocument } from "./cut-document-memory.ts";
import { regionsDigest, tiledLength } from "./mark.ts";
import type { PhaseContext, PhaseFunction } from "./phase.ts";

/** Phase 7: twelve probes, the rows of the document, and the invariants of docs/system.md section 6, on a fresh cutter_verify session. */
export const structuralVerify: PhaseFunction<"structural_verify"> = async (context) => {
  const document = await readCutDocument(context);
  if (!document.ok) return document;
  const facts = await context.target.probe(document.value.plan);
  // Read behind the probes: an edit that one of them has met is then told as one, and can be taken back.
  const base = await checkBase(context, ["cut_leg_a"]);
  if (!base.ok) return base;
  const altered = refuseFailedChecks("STOP_TAMPERED", base.value.document) ?? base.value.moved;
  if (altered !== null) return refused(altered);
  const checks = [
    ...checkProbes(document.value.plan, facts),
    ...base.value.document,
    ...(await readInvariants(context, document.value, facts)),
  ];
  const failed = refuseFailedChecks("STOP_INVARIANT_FAILED", checks);
  if (failed) return refused({ ...failed, details: [...(failed.details ?? []), ...samplesOf(facts)] });
  return accepted({
    evidence: { checks: checks.length, checksSha256: digestOf(checks) },
    summary: `All ${checks.length} checks of the written units hold.`,
    facts: [
      ["lane", "cutter_verify, fresh session"],
      ["units", String(facts.units)],
    ],
    checks,
  });
};

/** The invariants that are not about rows (docs/system.md section 6). */
async function readInvariants(
  context: PhaseContext,
  { plan, marked }: CutDocument,
  facts: { readonly drafts: number; readonly foreignUnits: number },
): Promise<readonly Check[]> {
  const unitRegions = marked.regions.filter((region) => region.role === "unit").length;
  const differences = await context.target.contractDifferences();
  const whole = tiledLength(marked.regions) === marked.text.length;
  return [
    check("all units are drafts", plan.changes.length, facts.drafts),
    check("only unit regions became units", plan.units.length, unitRegions),
    check("no foreign units under the prefix", 0, facts.foreignUnits),
    check("immutability and gateway in force", "no difference", differences[0]?.object ?? "no difference"),
    check(
      "the regions give back the source",
      evidenceOf(context.evidence, "mark").regionsSha256,
      whole ? regionsDigest(marked.regions) : "a gap",
    ),
  ];
}
