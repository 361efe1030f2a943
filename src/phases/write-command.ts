import { scopeSince } from "../domain/base-facts.ts";
import type { Written } from "../domain/evidence.ts";
import { evidenceOf, writeCountsOf } from "../domain/evidence.ts";
import { type Effect, expectedChange } from "../domain/expected-change.ts";
import { effectsOfRun, gateOfEffect, gateRow } from "../domain/gates.ts";
import type { OpenGate } from "../domain/open-gate.ts";
import { EVERY_PHASE, type PhaseName } from "../domain/phases.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { kindOf } from "../domain/run.ts";
import type {
  PermitOrder,
  PermittedApproval,
  PhaseReceipt,
  WriteCommand,
  WriteOrder,
} from "../ports/knowledge-base.ts";
import { newestBaseline, runChange } from "./check-base.ts";
import { readCutDocument } from "./cut-document.ts";
import type { PhaseContext, PhaseResult } from "./phase.ts";

/** The gate that the engine opened for this phase. Throws where there is none: a fault of the engine must not become a way past the gate. */
function gateOf(context: PhaseContext): OpenGate {
  if (context.gate === null) throw new Error("a gated phase was started without an open gate");
  return context.gate;
}

/** The decision that the approval names and the effect records. */
export function decisionOf(context: PhaseContext): Result<string> {
  const { reviewDecisionId } = gateOf(context);
  if (reviewDecisionId !== null) return accepted(reviewDecisionId);
  return refused(
    refusal("STOP_APPROVAL_MALFORMED", {
      field: "review_decision_id",
      expected: "a fresh UUID",
      actual: "none",
    }),
  );
}

/** Everything that a writing phase hands to the database: what to write, who allowed it, and what must hold before COMMIT. */
async function buildWriteCommand(context: PhaseContext, effect: Effect): Promise<Result<WriteCommand>> {
  const document = await readCutDocument(context);
  if (!document.ok) return document;
  const { plan, marked } = document.value;
  const order = await buildWriteOrder(context, effect, { plan, written: plan });
  return order.ok ? accepted({ ...order.value, plan, source: marked.text }) : order;
}

/** The order to withdraw what the run has written. It follows the ledger, not the plan, so that any version of the code can give it. */
export async function buildCompensation(context: PhaseContext): Promise<Result<WriteOrder>> {
  const { source } = evidenceOf(context.evidence, "source_pin");
  const { writerDigest } = evidenceOf(context.evidence, "cutplan");
  const plan = { source, writerDigest, counts: writeCountsOf(context.evidence) };
  return await buildWriteOrder(context, "compensation", { plan, written: null });
}

export async function buildWriteOrder(
  context: PhaseContext,
  effect: Effect,
  { plan, written }: Pick<PermitOrder, "plan" | "written">,
): Promise<Result<WriteOrder>> {
  const gate = gateOf(context);
  const probe = evidenceOf(context.evidence, "grant_probe");
  const baseline = await context.baseline();
  if (!baseline.ok) return baseline;
  const done = doneBy(context);
  const newest = newestBaseline(baseline.value, done, context.evidence);
  const { runId } = context.run;
  const { payloadSha256, approval } = gate;
  return accepted({
    runId,
    fence: context.fence,
    plan,
    payloadSha256,
    approval: await permitted(context, effect, { runId, payloadSha256, approval, plan, written }),
    toolRevision: context.settings.toolRevision,
    expectedChange: expectedChange(effect, plan.counts),
    base: {
      facts: newest.facts,
      holds: newest.holds,
      change: runChange(context, newest, [...done, effect]),
      scope: scopeSince(newest.facts, context.settings.driftScope),
    },
    schemaSha256: probe.schemaSha256,
    systemIdentifier: probe.systemIdentifier,
    stillAllowed: context.stillAllowed,
    limitSeconds: EVERY_PHASE.find(({ name }) => name === effect)?.timeLimitSeconds ?? undefined,
    remember: (document) => context.remember(effect, document),
  });
}

/** The first effect of a gate consumes its approval, which the lane that verifies permits. */
async function permitted(
  context: PhaseContext,
  effect: Effect,
  order: PermitOrder,
): Promise<PermittedApproval | null> {
  if (gateRow(gateOfEffect(effect), kindOf(context.run)).effects[0] !== effect) return null;
  return { ...order.approval, permitId: await context.target.permit(order) };
}

/** The effects that the run has had, by the evidence of its phases. */
export function doneBy({ run, evidence }: Pick<PhaseContext, "run" | "evidence">): readonly Effect[] {
  return effectsOfRun(kindOf(run)).filter((effect) => effect in evidence);
}

/** The result of a phase that writes; its evidence is taken from its receipt. */
export interface WrittenResult extends Omit<PhaseResult<PhaseName>, "evidence"> {
  readonly evidence: Written;
}

/** The journal names the rows before COMMIT; one that does not is older than what was written. */
function unknownWrite({ runId, effect, committedUtc }: PhaseReceipt): Refusal {
  return refusal("STOP_STATE_BEHIND_DB", {
    field: `${runId} ${effect}`,
    expected: "the journal of the process that committed it",
    actual: `committed ${committedUtc}; the journal does not know its rows`,
  });
}

/** Runs one writing phase of a cut: builds the command, writes, and reports the receipt. The write transaction asks `stillAllowed`, not the phase. */
export async function writeEffect(
  context: PhaseContext,
  effect: PhaseName & Effect,
  write: (command: WriteCommand) => Promise<Result<PhaseReceipt>>,
): Promise<Result<WrittenResult>> {
  const command = await buildWriteCommand(context, effect);
  return command.ok ? reportWritten(context, effect, command.value, write) : command;
}

/** Writes what was ordered, and reports the receipt. */
export async function reportWritten<Order extends WriteOrder>(
  context: PhaseContext,
  effect: PhaseName & Effect,
  order: Order,
  write: (order: Order) => Promise<Result<PhaseReceipt>>,
): Promise<Result<WrittenResult>> {
  const receipt = await write(order);
  if (!receipt.ok) return receipt;
  const { expectedChange: change } = order;
  const rows = Object.entries(change).filter(([, count]) => count !== 0);
  const { resultDigest, committedUtc, ids, document = context.committing[effect] } = receipt.value;
  if (document === undefined) return refused(unknownWrite(receipt.value));
  const written: Written = { resultDigest, committedUtc, ids, document };
  return accepted({
    evidence: written,
    summary: receipt.value.already
      ? `The receipt of ${effect} was there already; nothing was written again.`
      : `${effect} committed ${rows.reduce((sum, [, count]) => sum + count, 0)} rows.`,
    facts: [
      ["lane", effect === "write_verify" ? "cutter_verify" : "cutter_exec"] as const,
      ["payload_sha256", receipt.value.payloadSha256] as const,
      ["receipt", receipt.value.resultDigest] as const,
      ["committed", receipt.value.committedUtc] as const,
      ...Object.entries(receipt.value.ids).map(([name, id]) => [name, id] as const),
      ...rows.map(([table, count]) => [table, `+${count}`] as const),
    ],
  });
}
