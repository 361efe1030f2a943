import { judgeVocabulary } from "../document/judge-vocabulary.ts";
import { sha256Hex } from "../domain/canonical-json.ts";
import { check, judgeChecks } from "../domain/check.ts";
import { evidenceOf } from "../domain/evidence.ts";
import type { CutPlan } from "../domain/plan.ts";
import { refusal } from "../domain/refusal.ts";
import { accepted, refused } from "../domain/result.ts";
import { readCutDocument } from "./cut-document.ts";
import type { PhaseFunction } from "./phase.ts";

/** Phase 3: builds the plan twice from scratch and compares; checks the live vocabulary and every address against the dry twin. */
export const cutplan: PhaseFunction<"cutplan"> = async (context) => {
  const first = await readCutDocument(context);
  if (!first.ok) return first;
  const { plan, source, marked } = first.value;
  const again = await readCutDocument(context);
  if (!again.ok) return again;
  const checks = [
    check("two builds of the plan are equal", plan.writerDigest, again.value.plan.writerDigest),
    check("addresses are unique", plan.units.length, new Set(plan.units.map((unit) => unit.address)).size),
  ];
  const failed = judgeChecks("STOP_PLAN_NOT_DETERMINISTIC", checks);
  if (failed) return refused(failed);
  const misses = judgeVocabulary(plan, await context.live.vocabulary());
  if (misses) return refused(misses);
  const notOk = await context.live.planUnits(plan, source);
  if (notOk.length > 0) {
    const rows = notOk.map((unit) => `${unit.address}: ${unit.status}`);
    return refused(
      refusal("STOP_UNIT_EXISTS", {
        field: "address",
        expected: "plan_ok",
        actual: rows[0] ?? "",
        details: rows.slice(0, 100),
      }),
    );
  }
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

/** sha256 over the plan's addresses in order, one a line. */
export function addressesDigest(plan: CutPlan): string {
  return sha256Hex(plan.units.map((unit) => `${unit.address}\n`).join(""));
}
