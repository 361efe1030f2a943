import type { PhaseContext } from "../../phases/phase.ts";
import type { StillAllowed } from "../../ports/knowledge-base.ts";
import { stillAllowed } from "../gates/still-allowed.ts";
import type { RunSession } from "../session/run-session.ts";

/** What the phases of this session may use; opens the knowledge base if it is not open yet. */
export async function contextOf(session: RunSession): Promise<PhaseContext> {
  const { parts, position, folder } = session;
  return {
    run: position.run,
    settings: parts.settings,
    evidence: position.evidence,
    cutDocumentMemory: session.cutDocumentMemory,
    phases: parts.phases,
    live: await session.live(),
    target: await session.target(),
    handOver: (restored) => session.adopt(restored),
    knowledgeBaseOf: parts.knowledgeBaseOf,
    backup: parts.backup,
    backupFolder: parts.settings.backupFolder,
    gate: session.gate,
    stillAllowed: withCrashPoints(session),
    writeFile: (name, content) => folder.writeFile(name, content),
    progress: parts.progress,
    interrupted: parts.interrupted,
  };
}

/** A write transaction asks twice: before it writes anything, and when all is written and nothing committed. Each is a crash point. */
function withCrashPoints(session: RunSession): StillAllowed {
  const ask = stillAllowed(session);
  let isWritten = false;
  return async (databaseNow) => {
    const answer = await ask(databaseNow);
    const phase = session.position.inDoubt ?? "idle";
    session.parts.crashPoints.reach(`${phase}:${isWritten ? "before_commit" : "in_transaction"}`);
    isWritten = true;
    return answer;
  };
}
