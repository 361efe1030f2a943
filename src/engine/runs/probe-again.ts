import { evidenceOf } from "../../domain/evidence.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { kindOf } from "../../domain/run.ts";
import { digestOf } from "../../json/canonical-json.ts";
import type { RunSession } from "../session/run-session.ts";
import { contextOf } from "./phase-context.ts";

/**
 * Reads again, for a request after the first write, what it binds of the database: where that was restored or upgraded while the run
 * waited, what phase 5 found would bind a database that is no more.
 */
export async function probeAgain(session: RunSession): Promise<Refusal | null> {
  const probed = await session.parts.phases[kindOf(session.position.run)].grant_probe(
    await contextOf(session),
  );
  if (!probed.ok) return probed.refusal;
  const { evidence } = probed.value;
  if (digestOf(evidence) !== digestOf(evidenceOf(session.position.evidence, "grant_probe")))
    await session.record({ type: "probe_renewed", evidence });
  return null;
}
