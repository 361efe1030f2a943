import { GATE_NAMES, type Gate } from "../../domain/gates.ts";
import { askRound, openRound } from "./ask-round.ts";
import { type BatchOutcome, outcomeOfBatch } from "./batch-outcome.ts";
import { type BatchPosition, openMembers } from "./batch-position.ts";
import type { BatchSession } from "./batch-session.ts";
import { closeBatch } from "./close-batch.ts";
import { openRoundGate } from "./open-round-gate.ts";
import { prepareMembers } from "./prepare-members.ts";
import { refuseBatchAtEdge } from "./refuse-batch-at-edge.ts";
import { renewMembers } from "./renew-members.ts";
import { goOnTakingBack } from "./take-back.ts";
import { walkRound } from "./walk-round.ts";

/** Goes on with a batch from where its journal stands, until it waits for people, stops, halts or is closed; it can be repeated at any time. */
export async function advanceBatch(session: BatchSession): Promise<BatchOutcome> {
  for (;;) {
    const held = await refuseBatchAtEdge(session);
    if (held) return outcomeOfBatch(session.position, held);
    const ended = await step(session);
    if (ended) return ended;
  }
}

/** One step; null where another one follows at once. */
async function step(session: BatchSession): Promise<BatchOutcome | null> {
  const { round, members, renewing, isTakingBack } = session.position;
  if (renewing !== null) return renewMembers(session, renewing);
  if (isTakingBack) return goOnTakingBack(session);
  if (members.some(({ at, result }) => at === null && result === "open")) return prepareMembers(session);
  if (round === null || round.ended !== null) {
    const halted = round?.ended?.refusal ?? null;
    if (halted !== null) return outcomeOfBatch(session.position, halted);
    const gate = nextGate(session.position);
    return gate === null ? closeBatch(session) : askRound(session, gate);
  }
  if (round.where === null) return openRound(session);
  return (await openRoundGate(session, round)) ?? walkRound(session);
}

/** The earliest gate at which a member waits. */
export function nextGate(position: BatchPosition): Gate | null {
  const waiting = new Set(openMembers(position).map(({ at }) => at));
  return GATE_NAMES.find((name) => waiting.has(name)) ?? null;
}
