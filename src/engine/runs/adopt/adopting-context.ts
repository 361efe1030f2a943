import type { EvidenceSoFar } from "../../../domain/evidence.ts";
import { accepted } from "../../../domain/result.ts";
import type { PhaseContext } from "../../../phases/phase.ts";
import type { RunSession } from "../../session/run-session.ts";
import { contextOf } from "../phase-context.ts";

/** What phases that are made again may use: the evidence that the adoption has so far, and no gate. */
export async function adoptingContext(session: RunSession, evidence: EvidenceSoFar): Promise<PhaseContext> {
  const context = await contextOf(session);
  return {
    ...context,
    evidence,
    gate: null,
    committing: {},
    baseline: async () => {
      const facts = await context.live.baseFacts(
        evidence.source_pin?.source.docPrefix ?? "",
        context.settings.driftScope,
      );
      return accepted({ facts, holds: [] });
    },
  };
}
