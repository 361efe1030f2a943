import { type Check, check, refuseFailedChecks } from "../domain/check.ts";
import { evidenceOf } from "../domain/evidence.ts";
import { type Effect, expectedChange, sumOfChanges } from "../domain/expected-change.ts";
import { accepted, refused } from "../domain/result.ts";
import { digestOf } from "../json/canonical-json.ts";
import { compareTables } from "./compare-tables.ts";
import { type CutDocument, readCutDocument } from "./cut-document.ts";
import { regionsDigest, tiledLength } from "./mark.ts";
import type { PhaseContext, PhaseFunction } from "./phase.ts";
import { checkProbes } from "./probes.ts";

/** Phase 7: eleven probes and six invariants on a fresh cutter_verify session. */
export const structuralVerify: PhaseFunction<"structural_verify"> = async (context) => {
  const document = await readCutDocument(context);
  if (!document.ok) return document;
  const facts = await context.target.probe(document.value.plan);
  const checks = [
    ...checkProbes(document.value.plan, facts),
    ...(await readInvariants(context, document.value, facts)),
  ];
  const failed = refuseFailedChecks("STOP_INVARIANT_FAILED", checks);
  if (failed)
    return refused({ ...failed, details: [...(failed.details ?? []), ...samplesOf(facts.samples)] });
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

/** The six boundary invariants of docs/system.md section 6. */
async function readInvariants(
  context: PhaseContext,
  { plan, marked, source }: CutDocument,
  facts: { readonly drafts: number; readonly foreignUnits: number },
): Promise<readonly Check[]> {
  const unitRegions = marked.regions.filter((region) => region.role === "unit").length;
  const differences = await context.target.contractDifferences();
  const whole = tiledLength(marked.regions) === source.length;
  return [
    check("all units are drafts", plan.units.length, facts.drafts),
    check("only unit regions became units", plan.units.length, unitRegions),
    ...(await compareTables(
      context,
      sumOfChanges(DONE.map((effect) => expectedChange(effect, plan.units.length))),
    )),
    check("no foreign units under the prefix", 0, facts.foreignUnits),
    check("immutability and gateway in force", "no difference", differences[0]?.object ?? "no difference"),
    check(
      "the regions give back the source",
      evidenceOf(context.evidence, "mark").regionsSha256,
      whole ? regionsDigest(marked.regions) : "a gap",
    ),
  ];
}

const DONE: readonly Effect[] = ["cut_leg_a"];

function samplesOf(samples: Readonly<Record<string, readonly string[]>>): readonly string[] {
  return Object.entries(samples).flatMap(([fact, addresses]) =>
    addresses.map((address) => `${fact}: ${address}`),
  );
}
