import { createHash } from "node:crypto";
import { refuseVocabulary } from "../document/plan/refuse-vocabulary.ts";
import { type Check, check, refuseFailedChecks } from "../domain/check.ts";
import { evidenceOf } from "../domain/evidence.ts";
import type { CutPlan } from "../domain/plan.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { unitRefusal } from "../domain/unit-status.ts";
import { amendmentFacts } from "../reports/amendment-facts.ts";
import { describeShown } from "../reports/describe-shown.ts";
import { buildCutDocument, readCutDocument } from "./cut-document.ts";
import type { CutDocument } from "./cut-document-memory.ts";
import { describeAmendment } from "./describe-amendment.ts";
import type { PhaseContext, PhaseFunction, PhaseResult } from "./phase.ts";
import { refuseAlteredHead } from "./refuse-altered-head.ts";
import { refuseStandingDrafts } from "./refuse-standing-drafts.ts";
import { viewComparison } from "./show-amendment.ts";
import { showCut } from "./show-cut.ts";

/** Phase 3: builds the plan twice from scratch and compares; checks it against the live vocabulary, and every address with the dry twin. */
export const cutplan: PhaseFunction<"cutplan"> = async (context) => {
  const built = await buildTwice(context);
  if (!built.ok) return built;
  const { plan, marked, comparison } = built.value.document;
  const misses = refuseVocabulary(plan, await context.live.vocabulary());
  if (misses) return refused(misses);
  const { docPrefix } = plan.source;
  const standing = await refuseStandingDrafts(context.live, { runId: context.run.runId, docPrefix });
  if (standing) return refused(standing);
  const notOk = await context.live.planUnits(plan, marked.text);
  if (notOk.length > 0) return refused(unitRefusal(notOk));
  const altered = comparison && (await refuseAlteredHead(context.live, docPrefix));
  if (altered) return refused(altered);
  return accepted(await describePlan(context, built.value));
};

/** The plan of a run whose drafts stand already, made and shown again: nothing is asked of its addresses. */
export const planAgain: PhaseFunction<"cutplan"> = async (context) => {
  const built = await buildTwice(context);
  return built.ok ? accepted(await describePlan(context, built.value)) : built;
};

interface TwiceBuilt {
  readonly document: CutDocument;
  readonly checks: readonly Check[];
}

async function buildTwice(context: PhaseContext): Promise<Result<TwiceBuilt>> {
  const again = await readDigest(context);
  if (!again.ok) return again;
  const first = await readCutDocument(context);
  if (!first.ok) return first;
  const { plan } = first.value;
  const checks = [
    check("two builds of the plan are equal", plan.writerDigest, again.value),
    check("addresses are unique", plan.units.length, countAddresses(plan)),
  ];
  const failed = refuseFailedChecks("STOP_PLAN_NOT_DETERMINISTIC", checks);
  return failed ? refused(failed) : accepted({ document: first.value, checks });
}

/** Writes what people are shown of the plan, and says what the run keeps of it. */
async function describePlan(
  context: PhaseContext,
  { document, checks }: TwiceBuilt,
): Promise<PhaseResult<"cutplan">> {
  const { plan, comparison } = document;
  const view = comparison && viewComparison(comparison, context.redact);
  const amendment =
    view && comparison && describeAmendment(plan, comparison, { view, redact: context.redact });
  const shown = await showCut(context, document, view);
  return {
    evidence: {
      writerDigest: plan.writerDigest,
      unitTree: plan.unitTree,
      unitCount: plan.units.length,
      counts: plan.counts,
      histogram: plan.histogram,
      addressesSha256: addressesDigest(plan),
      ...(amendment === null ? {} : { amendment }),
      shown,
    },
    summary:
      amendment === null
        ? `Planned ${plan.units.length} units; writer_digest ${plan.writerDigest.slice(0, 12)}.`
        : `Planned ${plan.changes.length} changes (${amendment.shown.counts}); writer_digest ${plan.writerDigest.slice(0, 12)}.`,
    facts: [
      ...(amendment === null ? [] : amendmentFacts(amendment)),
      ...describeShown(shown, plan.units.length),
      ...Object.entries(plan.histogram).map(
        ([type, count]) => [`section type ${type}`, String(count)] as const,
      ),
      ["writer_digest", plan.writerDigest],
      ["root of the tree of units", plan.unitTree.root],
      ["addresses sha256", addressesDigest(plan)],
      ["source", evidenceOf(context.evidence, "source_pin").source.sha256],
      ["convention", document.marked.convention],
      ...shown.list.map(({ name, sha256 }) => [`sha256 of ${name}`, sha256] as const),
    ],
    checks,
  };
}

/** The digest of a build of its own. Only the digest is kept, so that two whole plans are never held at once. */
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
