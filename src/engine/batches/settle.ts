import type { Gate } from "../../domain/gates.ts";
import type { Refusal } from "../../domain/refusal.ts";
import type { BatchSession } from "./batch-session.ts";

/** Writes down what has become of a member at a gate: done, or failed with its refusal. */
export async function settle(
  session: BatchSession,
  gate: Gate,
  index: number,
  refusal: Refusal | null,
): Promise<void> {
  const result = refusal === null ? ("done" as const) : ("failed" as const);
  await session.record({ type: "member_settled", gate, index, result, refusal });
  session.parts.crashPoints.reach("batch:member_settled");
}
