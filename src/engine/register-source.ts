import { markDocument } from "../document/mark.ts";
import { buildPlan } from "../document/plan/build-plan.ts";
import { refusePrefix } from "../document/plan/refuse-prefix.ts";
import { refuseUnmetExpectation } from "../document/plan/refuse-unmet-expectation.ts";
import { derivedId } from "../domain/derived-id.ts";
import { refuseDoubtCodes } from "../domain/doubts.ts";
import type { CutPlan, SourceVersion } from "../domain/plan.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, refused } from "../domain/result.ts";
import {
  checkTarget,
  type Intake,
  refuseUnmetCriteria,
  type SourceOrder,
} from "../domain/target-criteria.ts";
import { sha256Hex } from "../json/canonical-json.ts";
import type { RegisteredDocument, SourceRegistry, TargetRecord } from "../ports/source-registry.ts";

export interface IntakeLimits {
  readonly maxUnits: number;
  readonly firstRunMaxUnits: number;
  /** Status markers and labels whose units a cut leaves out. */
  readonly exclude: readonly string[];
}

/**
 * Target intake (docs/system.md section 11): stores the snapshot, cuts it dry against the live vocabulary and addresses, judges C1 to C7, and
 * commits only where all of them hold. A version that is there already is `STOP_SOURCE_VERSION_EXISTS`.
 */
export async function registerSource(
  registry: SourceRegistry,
  order: SourceOrder,
  limits: IntakeLimits,
): Promise<Intake> {
  const target = await registry.readTarget(order);
  if (!target.ok) return { criteria: [], outcome: target };
  const source = versionOf(order, target.value);
  const unfit = refuseOrder(order, source, target.value);
  if (unfit) return { criteria: [], outcome: refused(unfit) };

  const prefixProblem = refusePrefix(order.docPrefix, order.reservedPrefixNamed ? [order.docPrefix] : []);
  const sound = refusePrefix(order.docPrefix, [order.docPrefix]) === null;
  const stored = sound
    ? await registry.store({ ...source, reservedPrefixNamed: order.reservedPrefixNamed }, order.bytes)
    : accepted("not stored");
  if (!stored.ok) return { criteria: [], outcome: stored };
  const dryRun = sound
    ? await cutDry(registry, source, order, limits)
    : {
        ok: false as const,
        problem: "the prefix is malformed",
        wayOut: "Correct the prefix first.",
        details: [],
      };
  if (!dryRun.ok && "refusal" in dryRun) return { criteria: [], outcome: refused(dryRun.refusal) };
  const criteria = checkTarget({
    prefix: order.docPrefix,
    prefixProblem: prefixProblem && `${prefixProblem.actual}; expected ${prefixProblem.expected}`,
    pinnedSha256: source.sha256,
    storedSha256: stored.value,
    dryRun: dryRun.ok
      ? { units: dryRun.plan.units.length, convention: dryRun.convention }
      : { problem: dryRun.problem, wayOut: dryRun.wayOut, details: dryRun.details },
    recordedCuts: target.value.recordedCuts,
    firstRunMaxUnits: limits.firstRunMaxUnits,
    unitsUnderPrefix: target.value.unitsUnderPrefix,
    authoritative: order.authoritative,
    changeSetExists: dryRun.ok && (await registry.hasChangeSet(dryRun.plan)),
  });
  const unsafe = refuseUnmetCriteria(criteria);
  if (unsafe) return { criteria, outcome: refused(unsafe) };
  const committed = await registry.commit();
  return { criteria, outcome: committed.ok ? accepted(source) : committed };
}

type DryRun =
  | { readonly ok: true; readonly plan: CutPlan; readonly convention: string }
  | {
      readonly ok: false;
      readonly problem: string;
      readonly wayOut: string;
      readonly details: readonly string[];
    }
  /** Not about the target: the file is no text, or the cut has not what the publisher states. */
  | { readonly ok: false; readonly refusal: Refusal };

/** Runs phases 2 and 3 on the given bytes; the knowledge base has to be able to create every unit. */
async function cutDry(
  registry: SourceRegistry,
  source: SourceVersion,
  order: SourceOrder,
  limits: IntakeLimits,
): Promise<DryRun> {
  const { bytes, convention } = order;
  const marked = markDocument(bytes, {
    convention,
    maxUnits: limits.maxUnits,
    exclude: limits.exclude,
    acceptedDoubts: order.acceptedDoubts,
  });
  if (!marked.ok) {
    if (marked.refusal.reason === "STOP_NOT_A_TEXT") return { ok: false, refusal: marked.refusal };
    const { reason, message, actual, wayOut, details = [] } = marked.refusal;
    return {
      ok: false,
      wayOut,
      problem: `${reason}: ${message}${actual === undefined ? "" : ` Found: ${actual}`}`,
      details,
    };
  }
  const unmet =
    order.expectation === undefined ? null : refuseUnmetExpectation(marked.value.units, order.expectation);
  if (unmet !== null) return { ok: false, refusal: unmet };
  const plan = buildPlan({ source, bytes, marked: marked.value });
  const unplannable = await registry.planUnits(plan, bytes);
  if (unplannable.length > 0) {
    const shown = unplannable.slice(0, 5).map(({ address, status }) => `${address}: ${status}`);
    return {
      ok: false,
      wayOut: "Free these addresses, or take another prefix.",
      details: [],
      problem: `${unplannable.length} units can't be created (${shown.join(", ")})`,
    };
  }
  return { ok: true, plan, convention: marked.value.convention };
}

function versionOf(order: SourceOrder, target: TargetRecord): SourceVersion {
  const sha256 = sha256Hex(order.bytes);
  const { documentId, docPrefix, title, authoritative, convention, publicationType, owner } = order;
  const { acceptedDoubts, expectation } = order;
  return {
    documentId,
    docPrefix,
    title,
    authoritative,
    convention,
    publicationType,
    owner,
    versionId: derivedId("source_version", documentId, sha256),
    versionSeq: target.versions.length + 1,
    sha256,
    sizeBytes: order.bytes.length,
    acceptedDoubts,
    ...(expectation === undefined
      ? {}
      : { expectation: { count: expectation.count, labelsSha256: expectation.labelsSha256 } }),
  };
}

/** A registration fixes what the document is; a new version brings new bytes and nothing else. */
function refuseOrder(order: SourceOrder, source: SourceVersion, target: TargetRecord): Refusal | null {
  if (target.versions.includes(source.sha256)) {
    return refusal("STOP_SOURCE_VERSION_EXISTS", { field: order.documentId, actual: source.sha256 });
  }
  if (
    !/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(order.documentId) ||
    order.title === "" ||
    order.owner === ""
  ) {
    return refusal("STOP_BAD_INPUT", {
      field: "document id, title or owner",
      expected: "1 to 128 characters of A-Z, a-z, 0-9, dot, underscore and hyphen; a title; an owner",
      actual: JSON.stringify([order.documentId, order.title, order.owner]),
    });
  }
  const unknown = refuseDoubtCodes(order.acceptedDoubts);
  if (unknown !== null) return unknown;
  if (order.bytes.length === 0) return refusal("STOP_SOURCE_EMPTY", { field: order.documentId });
  if (target.document === null) {
    if (target.prefixHolder === null) return null;
    return refusal("STOP_TARGET_UNSAFE", {
      field: order.docPrefix,
      expected: "a prefix that no other document has",
      actual: `the prefix of ${target.prefixHolder}`,
    });
  }
  const details = differencesOf(target.document, order);
  if (details.length === 0) return null;
  return refusal("STOP_TARGET_UNSAFE", { field: order.documentId, expected: "as it is registered", details });
}

function differencesOf(registered: RegisteredDocument, order: SourceOrder): readonly string[] {
  const fields = ["docPrefix", "title", "publicationType", "owner", "convention", "authoritative"] as const;
  return fields
    .filter((field) => registered[field] !== order[field])
    .map((field) => `${field}: registered ${registered[field]}, given ${order[field]}`);
}
