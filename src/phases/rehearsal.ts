import type { AsOf } from "../domain/amendment.ts";
import { refuseFailedChecks } from "../domain/check.ts";
import { planCompensation } from "../domain/compensation.ts";
import { derivedId } from "../domain/derived-id.ts";
import type { EvidenceSoFar, RehearsalStep } from "../domain/evidence.ts";
import { evidenceOf, writeCountsOf } from "../domain/evidence.ts";
import { effectsOfRun, GATES, type Gate, gateOfEffect } from "../domain/gates.ts";
import { refuseInterrupted } from "../domain/interruption.ts";
import type { ApprovalToConsume } from "../domain/open-gate.ts";
import { type Phase, rehearsedPhases } from "../domain/phases.ts";
import { daysTouched } from "../domain/planned-days.ts";
import type { ReasonCode } from "../domain/reasons.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { kindOf } from "../domain/run.ts";
import type { Rehearsal } from "../domain/run-files.ts";
import { sha256Hex } from "../json/canonical-json.ts";
import type { KnowledgeBase } from "../ports/knowledge-base.ts";
import type { ScratchDatabase } from "../ports/scratch.ts";
import { checkBase } from "./check-base.ts";
import type { PhaseContext } from "./phase.ts";
import { buildCompensation } from "./write-command.ts";

/** Runs legs A and B, both verifications and the enactment on the restored copy with the code of the run itself. */
export async function rehearseRun(
  context: PhaseContext,
  restored: ScratchDatabase,
): Promise<Result<Rehearsed>> {
  await using target = context.knowledgeBaseOf(restored.sql);
  const kind = kindOf(context.run);
  const stage = new Stage(context, target);
  const failed = await stage.playAll(rehearsedPhases(kind));
  if (failed) return failed;
  const base = await checkBase(stage.context(), effectsOfRun(kind));
  if (!base.ok) return base;
  const differs = refuseFailedChecks("STOP_REHEARSAL_FAILED", base.value.document) ?? base.value.moved;
  if (differs) return failedStep("compare", differs);
  const { documentId } = evidenceOf(context.evidence, "source_pin").source;
  const plan = evidenceOf(context.evidence, "cutplan");
  const touched = plan.days === undefined ? (plan.amendment?.days ?? []) : daysTouched(plan.days);
  const [first] = touched;
  // A later text may be another one, too: what stands on its day is bound with the rest.
  const later = first === undefined ? [] : await target.boundaryDays(documentId, first);
  const days = [...new Set([...touched, ...later])].sort();
  return accepted({
    steps: [...stage.steps, { step: "compare", result: "every table changed as expected" }],
    asOf: await target.asOf(documentId, days),
  });
}

export interface Rehearsed {
  readonly steps: readonly RehearsalStep[];
  /** The text on each of the plan's days, and each later one on which it changes, as the run leaves it. */
  readonly asOf: readonly AsOf[];
}

/** Writes drafts and their ledger on a second copy and compensates them twice; the second time must change nothing. */
export async function rehearseCompensation(
  context: PhaseContext,
  restored: ScratchDatabase,
): Promise<Result<Rehearsal>> {
  await using target = context.knowledgeBaseOf(restored.sql);
  const kind = kindOf(context.run);
  const stage = new Stage(context, target);
  const failed = await stage.playAll(
    rehearsedPhases(kind).filter(({ gate }) => gate === null || GATES[gate].reversible),
  );
  if (failed) return failed;
  return await compensateTwice(context, stage, target);
}

/** Takes the drafts that stand back on a copy, twice; the second time must change nothing. */
export async function rehearseTakingBack(
  context: PhaseContext,
  restored: ScratchDatabase,
): Promise<Result<Rehearsal>> {
  await using target = context.knowledgeBaseOf(restored.sql);
  const stage = new Stage(context, target);
  const failed = await stage.playAll(
    rehearsedPhases(kindOf(context.run)).filter(({ name }) => name === "grant_probe"),
  );
  return failed ?? (await compensateTwice(context, stage, target));
}

async function compensateTwice(
  context: PhaseContext,
  stage: Stage,
  target: KnowledgeBase,
): Promise<Result<Rehearsal>> {
  const { docPrefix } = evidenceOf(context.evidence, "source_pin").source;
  const { versions } = writeCountsOf(context.evidence);
  const committed = await target.committedBy(context.run.runId, docPrefix);
  const plan = planCompensation({
    ...committed,
    effects: committed.receipts.map((receipt) => receipt.effect),
  });
  const command = await buildCompensation(stage.context(gateOfEffect("compensation")));
  if (!command.ok) return command;
  const first = await target.compensate(command.value);
  if (!first.ok) return failedStep("compensation", first.refusal);
  const second = await target.compensate(command.value);
  if (!second.ok) return failedStep("compensation again", second.refusal);
  const after = await target.committedBy(context.run.runId, docPrefix);
  const withdrawn = after.unitsByStatus["withdrawn"] ?? 0;
  if (withdrawn !== versions || !second.value.already) {
    return refused(
      refusal("STOP_REHEARSAL_FAILED", {
        field: "compensation",
        expected: `${versions} withdrawn, once`,
        actual: `${withdrawn} withdrawn`,
      }),
    );
  }
  return accepted({
    compensation: plan,
    steps: [
      ...stage.steps.slice(1),
      { step: "compensation", result: `${withdrawn} drafts withdrawn; a repetition changed nothing` },
    ],
  });
}

/** A copy of the context in which one rehearsed phase's evidence is there for the next. */
class Stage {
  readonly steps: RehearsalStep[] = [];
  readonly #context: PhaseContext;
  #evidence: EvidenceSoFar;

  constructor(context: PhaseContext, target: PhaseContext["target"]) {
    this.#evidence = context.evidence;
    this.#context = { ...context, target, stillAllowed: async () => null, remember: async () => {} };
  }

  context(gate: Gate | null = null): PhaseContext {
    if (gate === null) return { ...this.#context, evidence: this.#evidence, gate };
    const payloadSha256 = sha256Hex(
      `rehearsal of ${gate} for ${evidenceOf(this.#evidence, "cutplan").writerDigest}`,
    );
    return {
      ...this.#context,
      evidence: this.#evidence,
      gate: {
        gate,
        payloadSha256,
        approval: rehearsalApproval(gate, payloadSha256),
        reviewDecisionId: derivedId("rehearsal", this.#context.run.runId, gate),
        expiresUtc: NO_END,
      },
    };
  }

  /** Null where every phase ended well. */
  async playAll(phases: readonly Phase[]) {
    for (const phase of phases) {
      const failed = await this.#play(phase);
      if (failed) return failed;
    }
    return null;
  }

  async #play({ name, gate }: Phase) {
    const interrupted = refuseInterrupted(this.#context.interrupted);
    if (interrupted) return refused(interrupted);
    const result = await this.#context.phases[name](this.context(gate));
    if (!result.ok) return failedStep(name, result.refusal);
    this.#evidence = { ...this.#evidence, [name]: result.value.evidence };
    this.steps.push({ step: name, result: result.value.summary });
    return null;
  }
}

/** Rehearsals and dry runs act on a copy, so their gates never expire. */
export const NO_END = "9999-12-31T23:59:59Z";

/** The approval that marks a rehearsal in the copy's `approval_use`: it names no person and no commit. */
export function rehearsalApproval(gate: Gate, payloadSha256: string): ApprovalToConsume {
  return {
    gate,
    nonce: sha256Hex(`${gate} ${payloadSha256}`).slice(0, 32),
    approvalCommit: "0".repeat(40),
    executionCommit: "0".repeat(40),
    persons: ["rehearsal"],
    keys: ["rehearsal"],
    signedUtc: "1970-01-01T00:00:00Z",
  };
}

/** Reasons that say more than that a step failed: what is wrong is the order itself. */
const OF_THE_ORDER: ReadonlySet<ReasonCode> = new Set(["STOP_EFFECT_CONFLICT", "STOP_BASE_MOVED"]);

function failedStep(step: string, cause: Refusal) {
  if (OF_THE_ORDER.has(cause.reason)) return refused(cause);
  return refused(
    refusal("STOP_REHEARSAL_FAILED", {
      field: step,
      expected: cause.expected ?? "the step to end well",
      actual: cause.actual ?? cause.reason,
      details: [`${cause.reason}: ${cause.message}`, ...(cause.details ?? [])],
    }),
  );
}
