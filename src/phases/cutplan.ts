import { createHash } from "node:crypto";
import { refuseVocabulary } from "../document/plan/refuse-vocabulary.ts";
import { check, refuseFailedChecks } from "../domain/check.ts";
import { evidenceOf } from "../domain/evidence.ts";
import type { CutPlan } from "../domain/plan.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { unitRefusal } from "../domain/unit-status.ts";
import { buildCutDocument, readCutDocument } from "./cut-document.ts";
import type { PhaseContext, PhaseFunction } from "./phase.ts";

/** Phase 3: builds the plan twice from scratch and compares; checks the live vocabulary and every address against the dry twin. */
export const cutplan: PhaseFunction<"cutplan"> = async (context) => {
  const again = await readDigest(context);
  if (!again.ok) return again;
  const first = await readCutDocument(context);
  if (!first.ok) return first;
  const { plan, source, marked } = first.value;
  const checks = [
    check("two builds of the plan are equal", plan.writerDigest, again.value),
    check("addresses are unique", plan.units.length, countAddresses(plan)),
  ];
  const failed = refuseFailedChecks("STOP_PLAN_NOT_DETERMINISTIC", checks);
  if (failed) return refused(failed);
  const misses = refuseVocabulary(plan, await context.live.vocabulary());
  if (misses) return refused(misses);
  const notOk = await context.live.planUnits(plan, source);
  if (notOk.length > 0) return refused(unitRefusal(notOk));
  const preview = [...plan.units.slice(0, 3), ...plan.units.slice(Math.max(3, plan.units.length - 3))];
  return accepted({
    evidence: {
      writerDigest: plan.writerDigest,
      unitCount: plan.units.length,
      histogram: plan.histogram,
      addressesSha256: addressesDigest(plan),
      preview: preview.map(({ address, label, title }) => ({ address, label, title })),
    },
    summary: `Planned ${plan.units.length} units; writer_digest ${plan.writerDigest.slice(0, 12)}.`,
    facts: [
      ["writer_digest", plan.writerDigest],
      ["units", String(plan.units.length)],
      ...Object.entries(plan.histogram).map(
        ([type, count]) => [`section type ${type}`, String(count)] as const,
      ),
      ["addresses sha256", addressesDigest(plan)],
      ...preview.map((unit) => [unit.address, `${unit.label} ${unit.title}`.trim()] as const),
      ["source", evidenceOf(context.evidence, "source_pin").source.sha256],
      ["convention", marked.convention],
    ],
    checks,
  });
};

/** The digest alone of a build of its own: two whole plans are never held at once. */
async function readDigest(context: PhaseContext): Promise<Result<string>> {
  const built = await buildCutDocument(context);
  return built.ok ? accepted(built.value.plan.writerDigest) : built;
}

function countAddresses(plan: CutPlan): number {
  const addresses = new Set<string>();
  for (const { address } of plan.units) addresses.add(address);
  return addresses.size;
}

/** sha256 over the plan's addresses in order, one a line. */
function addressesDigest(plan: CutPlan): string {
  const digest = createHash("sha256");
  for (const { address } of plan.units) digest.update(`${address}\n`);
  return digest.digest("hex");
}
