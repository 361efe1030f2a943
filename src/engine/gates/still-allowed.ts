import { refuseInterrupted } from "../../domain/interruption.ts";
import { EVERY_PHASE } from "../../domain/phases.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { refusal } from "../../domain/refusal.ts";
import { readUtc } from "../../domain/text-forms.ts";
import type { StillAllowed } from "../../ports/knowledge-base.ts";
import { refuseClockSkew } from "../../trust/times.ts";
import type { RunSession } from "../session/run-session.ts";
import { refuseTakenBack } from "./judge-approval.ts";

/** Refuses at the next edge, whatever the gate: where a HOLD stands, or the process was asked to end. */
export async function refuseAtEdge(session: RunSession): Promise<Refusal | null> {
  const { parts } = session;
  const interrupted = refuseInterrupted(parts.interrupted);
  if (interrupted) return interrupted;
  const hold = await parts.sidecar.readHold();
  if (hold !== null)
    return refusal("STOP_HOLD", {
      field: "HOLD in the sidecar",
      actual: hold.trim().slice(0, 200).toWellFormed() || "present",
    });
  return null;
}

/**
 * Makes the question that every write transaction asks at its start and again before COMMIT. There must be neither a HOLD nor a signal to
 * stop, and in the control repository as it stands now the approval is not taken back. The phase must be within its time. This process must hold the switch on for this gate of this run. The approval must be fresh by
 * the database's clock. A dry run, which writes to its copy alone, is not asked about switch and approval.
 */
export function stillAllowed(session: RunSession): StillAllowed {
  return async (databaseNow) => {
    const held =
      (await refuseAtEdge(session)) ?? (await refuseTakenBack(session)) ?? refuseLateWrite(session);
    if (held || session.position.run.mode === "DRYRUN") return held;
    const { gate } = session;
    const now = session.parts.clock.now();
    if (gate === null || !(await session.folder.isArmed(gate.gate, now))) {
      return refusal("STOP_KILL_SWITCH_OFF", {
        field: gate?.gate ?? "gate",
        expected: "armed by this process",
        actual: "off",
      });
    }
    const skewed = refuseClockSkew(now, databaseNow);
    if (skewed !== null) return skewed;
    if (!session.gateConsumed && databaseNow.getTime() >= readUtc(gate.expiresUtc).getTime()) {
      return refusal("STOP_APPROVAL_STALE", {
        field: "signed_utc",
        expected: `use before ${gate.expiresUtc}`,
        actual: databaseNow.toISOString(),
      });
    }
    return null;
  };
}

/** A write that is not ready to commit within its phase's time is rolled back, so that it can't hold its locks without end. */
function refuseLateWrite({ position, folder, parts }: RunSession): Refusal | null {
  const limitSeconds = EVERY_PHASE.find(({ name }) => name === position.inDoubt)?.timeLimitSeconds ?? null;
  const intent = folder.entries.findLast(({ event }) => event.type === "phase_intent");
  if (limitSeconds === null || intent === undefined) return null;
  const seconds = (parts.clock.now().getTime() - readUtc(intent.at).getTime()) / 1000;
  if (seconds <= limitSeconds) return null;
  return refusal("STOP_DB_TIMEOUT", {
    field: position.inDoubt ?? "phase",
    expected: `ready to commit within ${limitSeconds} s`,
    actual: `${Math.round(seconds)} s`,
  });
}
