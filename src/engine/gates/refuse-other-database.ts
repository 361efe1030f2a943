import { evidenceOf } from "../../domain/evidence.ts";
import { type Gate, gateRow } from "../../domain/gates.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { kindOf } from "../../domain/run.ts";
import type { RunSession } from "../session/run-session.ts";

/** Refuses another database, or another cluster, than the one that the run has probed, with the way on for one that was lost. */
export async function refuseOtherDatabase(session: RunSession, gate: Gate): Promise<Refusal | null> {
  const { runId } = session.folder;
  const identity = await (await session.live()).identity();
  const { systemIdentifier, databaseName } = evidenceOf(session.position.evidence, "grant_probe");
  const isThatOne =
    identity.systemIdentifier === systemIdentifier && identity.name === databaseName && !identity.inRecovery;
  if (isThatOne) return null;
  const instead = gateRow(gate, kindOf(session.position.run)).beforeFirstWrite
    ? `ask people again: cutter orchestrate renew ${runId}`
    : `take the drafts back: cutter orchestrate revert ${runId} --execute`;
  return refusal("STOP_DB_IDENTITY_MISMATCH", {
    expected: `${databaseName} on ${systemIdentifier}`,
    actual: `${identity.name} on ${identity.systemIdentifier}${identity.inRecovery ? ", a standby in recovery" : ""}`,
    wayOut: `Connect to that database. If it is lost and this one was restored in its place, ${instead}`,
  });
}
