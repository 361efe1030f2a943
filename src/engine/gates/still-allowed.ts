import { PHASES } from "../../domain/phases.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { refusal } from "../../domain/refusal.ts";
import type { StillAllowed } from "../../ports/knowledge-base.ts";
import { refuseClockSkew } from "../../trust/times.ts";
import type { RunSession } from "../session/run-session.ts";

/** What stops everything at the next edge, whatever the gate: a HOLD, or the wish of the process to end. */
export async function refuseAtEdge(session: RunSession): Promise<Refusal | null> {
  const { parts } = session;
  if (parts.interrupted.aborted)
    return refusal("STOP_INTERRUPTED", { actual: String(parts.interrupted.reason) });
  const hold = await parts.sidecar.readHold();
  if (hold !== null)
    return refusal("STOP_HOLD", {
      field: "HOLD in the sidecar",
      actual: hold.trim().slice(0, 200) || "present",
    });
  return null;
}

/**
 * The question that every write asks first and again before COMMIT: is the switch on for this gate of this run, held by this living
 * process, is the approval still fresh by the database's clock, is the phase within its time, and does nothing hold. A dry run writes to
 * its copy alone.
 */
export function stillAllowed(session: RunSession): StillAllowed {
  return async (databaseNow) => {
    const held = (await refuseAtEdge(session)) ?? refuseLateWrite(session);
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
    if (!session.gateConsumed && databaseNow.getTime() >= Date.parse(gate.expiresUtc)) {
      return refusal("STOP_APPROVAL_STALE", {
        field: "signed_utc",
        expected: `use before ${gate.expiresUtc}`,
        actual: databaseNow.toISOString(),
      });
    }
    return null;
  };
}

/** A write that is not ready within its phase's time is rolled back: it may not hold its locks for as long as it likes. */
function refuseLateWrite({ position, folder, parts }: RunSession): Refusal | null {
  const limitSeconds = PHASES.find(({ name }) => name === position.inDoubt)?.timeLimitSeconds ?? null;
  const intent = folder.entries.findLast(({ event }) => event.type === "phase_intent");
  if (limitSeconds === null || intent === undefined) return null;
  const seconds = (parts.clock.now().getTime() - Date.parse(intent.at)) / 1000;
  if (seconds <= limitSeconds) return null;
  return refusal("STOP_DB_TIMEOUT", {
    field: position.inDoubt ?? "phase",
    expected: `ready to commit within ${limitSeconds} s`,
    actual: `${Math.round(seconds)} s`,
  });
}
