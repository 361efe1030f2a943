import type { Gate } from "../../domain/gates.ts";
import { waitingState } from "../../domain/phases.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { refuseForgotten } from "../session/refuse-forgotten.ts";
import type { RunSession } from "../session/run-session.ts";

/** Refuses to ask for a gate, or to open it, over writes that the database has lost. At SG_3 the base alone says what can be taken back. */
export async function refuseLostWrites(session: RunSession, gate: Gate): Promise<Refusal | null> {
  if (waitingState(gate) === null) return null;
  return refuseForgotten(session.position, () => session.live());
}
