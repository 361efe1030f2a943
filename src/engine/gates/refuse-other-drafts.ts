import { evidenceOf } from "../../domain/evidence.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { refuseStandingDrafts } from "../../phases/refuse-standing-drafts.ts";
import type { RunSession } from "../session/run-session.ts";

/** Refuses to ask people anew while drafts of another run stand: the request would bind rows that are about to change. */
export async function refuseOtherDrafts(session: RunSession): Promise<Refusal | null> {
  const { evidence, run } = session.position;
  const { docPrefix } = evidenceOf(evidence, "source_pin").source;
  const standing = await refuseStandingDrafts(await session.live(), { runId: run.runId, docPrefix });
  return (
    standing && {
      ...standing,
      message: "Drafts of this document stand that another run has written.",
      wayOut: `${standing.wayOut}. Then run: cutter orchestrate resume ${run.runId}`,
    }
  );
}
