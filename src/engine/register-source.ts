import { markRead } from "../document/mark.ts";
import { refusePrefix } from "../document/plan/refuse-prefix.ts";
import { refuseUnmetExpectation } from "../document/plan/refuse-unmet-expectation.ts";
import { readCoverage } from "../document/read-coverage.ts";
import { type ReadSource, readingOf, readSource } from "../document/read-source.ts";
import type { Coverage } from "../domain/coverage.ts";
import type { SourceVersion } from "../domain/plan.ts";
import { FORMAT_REASON_CODES, type ReasonCode } from "../domain/reasons.ts";
import type { Refusal } from "../domain/refusal.ts";
import type { Result } from "../domain/result.ts";
import { accepted, refused } from "../domain/result.ts";
import {
  type Criterion,
  checkTarget,
  refuseUnmetCriteria,
  type SourceOrder,
} from "../domain/target-criteria.ts";
import { type Comparison, type PlannedDocument, planDocument } from "../phases/plan-document.ts";
import type { SourceRegistry, TargetRecord } from "../ports/source-registry.ts";
import { completeOrder } from "./complete-order.ts";

export interface IntakeLimits {
  readonly maxUnits: number;
  readonly firstRunMaxUnits: number;
  /** Status markers and labels whose units a cut leaves out. */
  readonly exclude: readonly string[];
}

/** The result of a registration: every criterion that was judged, the registered version or the refusal, and what it would change. */
export interface Intake {
  readonly criteria: readonly Criterion[];
  readonly outcome: Result<SourceVersion>;
  /** Null where nothing of the document is enacted, or no plan was made. */
  readonly comparison: Comparison | null;
  /** How many units the cut has; null where it was not cut. */
  readonly units: number | null;
  /** What became of each letter of the file; null where it was not cut, or the text that is cut is the file itself. */
  readonly coverage: Coverage | null;
}

/**
 * Target intake (docs/system.md section 11): stores the snapshot, cuts it dry against the live vocabulary and what is enacted, judges C1 to C7,
 * and commits only where all of them hold. A version that is there already is `STOP_SOURCE_VERSION_EXISTS`.
 */
export async function registerSource(
  registry: SourceRegistry,
  order: SourceOrder,
  limits: IntakeLimits,
): Promise<Intake> {
  const target = await registry.readTarget(order);
  if (!target.ok) return stoppedIntake(target.refusal);
  const intake = await judgeSource(registry, { order, target: target.value, limits });
  if (!intake.outcome.ok) return intake;
  const committed = await registry.commit();
  return committed.ok ? intake : { ...intake, outcome: committed };
}

/** A registration that stopped before its criteria were judged. */
export function stoppedIntake(refusal: Refusal): Intake {
  return { criteria: [], outcome: refused(refusal), comparison: null, units: null, coverage: null };
}

/** Stores and judges one document within the open transaction, which the caller commits or gives up. */
export async function judgeSource(
  registry: SourceRegistry,
  asked: { readonly order: SourceOrder; readonly target: TargetRecord; readonly limits: IntakeLimits },
): Promise<Intake> {
  const { order, target, limits } = asked;
  const read = readSource(order.bytes, order);
  const reading = read.ok ? readingOf(read.value, order.encoding) : null;
  const complete = completeOrder(order, target, reading);
  if (!complete.ok) return stoppedIntake(complete.refusal);
  const source = complete.value;
  const { docPrefix } = source;
  const isNamed = order.reservedPrefixNamed || target.document !== null;
  const prefixProblem = refusePrefix(docPrefix, isNamed ? [docPrefix] : []);
  const sound = refusePrefix(docPrefix, [docPrefix]) === null;
  const stored = sound
    ? await registry.store(
        { ...source, reservedPrefixNamed: order.reservedPrefixNamed, lineage: order.lineage },
        order.bytes,
      )
    : accepted("not stored");
  if (!stored.ok) return stoppedIntake(stored.refusal);
  const dryRun: DryRun = sound ? await cutDry(registry, source, { order, read, limits }) : MALFORMED_PREFIX;
  if (!dryRun.ok && "refusal" in dryRun) return stoppedIntake(dryRun.refusal);
  const comparison = dryRun.ok ? dryRun.planned.comparison : null;
  const criteria = checkTarget({
    prefix: docPrefix,
    prefixProblem: prefixProblem && `${prefixProblem.actual}; expected ${prefixProblem.expected}`,
    pinnedSha256: source.sha256,
    storedSha256: stored.value,
    dryRun: dryRun.ok
      ? { units: dryRun.planned.plan.units.length, convention: dryRun.convention }
      : { problem: dryRun.problem, wayOut: dryRun.wayOut, details: dryRun.details },
    recordedCuts: target.recordedCuts,
    firstRunMaxUnits: limits.firstRunMaxUnits,
    drafts: target.drafts,
    hasHead: (source.base?.changeSetId ?? null) !== null,
    authoritative: source.authoritative,
    changeSetExists: dryRun.ok && (await registry.hasChangeSet(dryRun.planned.plan)),
  });
  const unsafe = refuseUnmetCriteria(criteria);
  const units = dryRun.ok ? dryRun.planned.plan.units.length : null;
  const coverage = dryRun.ok ? dryRun.coverage : null;
  return { criteria, outcome: unsafe ? refused(unsafe) : accepted(source), comparison, units, coverage };
}

type DryRun =
  | {
      readonly ok: true;
      readonly planned: PlannedDocument;
      readonly convention: string;
      readonly coverage: Coverage | null;
    }
  | {
      readonly ok: false;
      readonly problem: string;
      readonly wayOut: string;
      readonly details: readonly string[];
    }
  /** Not about the target: the file is no text, the cut has not what the publisher states, or there is nothing to change. */
  | { readonly ok: false; readonly refusal: Refusal };

const MALFORMED_PREFIX: DryRun = {
  ok: false,
  problem: "the prefix is malformed",
  wayOut: "Correct the prefix first.",
  details: [],
};

/** Not about the target but about the file: it is told as it is, without the criteria. */
const ABOUT_FILE: ReadonlySet<ReasonCode> = new Set(["STOP_NOT_A_TEXT", ...FORMAT_REASON_CODES]);

/** Runs phases 2 and 3 on the given bytes; the knowledge base has to be able to create every unit. */
async function cutDry(
  registry: SourceRegistry,
  source: SourceVersion,
  {
    order,
    read,
    limits,
  }: { readonly order: SourceOrder; readonly read: Result<ReadSource>; readonly limits: IntakeLimits },
): Promise<DryRun> {
  const markOptions = {
    convention: source.convention,
    encoding: order.encoding,
    maxUnits: limits.maxUnits,
    exclude: limits.exclude,
    acceptedDoubts: order.acceptedDoubts,
  };
  const found = read.ok ? markRead(read.value, markOptions) : read;
  if (!found.ok) {
    if (!read.ok && ABOUT_FILE.has(found.refusal.reason)) return { ok: false, refusal: found.refusal };
    const { reason, message, actual, wayOut, details = [] } = found.refusal;
    return {
      ok: false,
      wayOut,
      problem: `${reason}: ${message}${actual === undefined ? "" : ` Found: ${actual}`}`,
      details,
    };
  }
  const { marked } = found.value;
  const unmet =
    order.expectation === undefined ? null : refuseUnmetExpectation(marked.units, order.expectation);
  if (unmet !== null) return { ok: false, refusal: unmet };
  const planned = await planDocument({ source, marked, markOptions, lineage: order.lineage }, registry);
  if (!planned.ok) return { ok: false, refusal: planned.refusal };
  const unplannable = await registry.planUnits(planned.value.plan, marked.text);
  if (unplannable.length > 0) {
    const shown = unplannable.slice(0, 5).map(({ address, status }) => `${address}: ${status}`);
    return {
      ok: false,
      wayOut: "Free these addresses, or take another prefix.",
      details: [],
      problem: `${unplannable.length} units can't be created (${shown.join(", ")})`,
    };
  }
  return { ok: true, planned: planned.value, convention: marked.convention, coverage: readCoverage(marked) };
}
