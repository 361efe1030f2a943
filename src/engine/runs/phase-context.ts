import type { PhaseContext } from "../../phases/phase.ts";
import type { StillAllowed } from "../../ports/knowledge-base.ts";
import { stillAllowed } from "../gates/still-allowed.ts";
import type { RunSession } from "../session/run-session.ts";

/** What the phases of this session may use; opens the knowledge base where it is not open yet. */
export async function contextOf(session: RunSession): Promise<PhaseContext> {
  const { parts, position, folder } = session;
  return {
    run: position.run,
    settings: parts.settings,
    evidence: position.evidence,
    live: await session.live(),
    target: await session.target(),
    handOver: (restored) => session.adopt(restored),
    knowledgeBaseOf: parts.knowledgeBaseOf,
    backup: parts.backup,
    backupFolder: parts.settings.backupFolder,
    gate: session.gate,
    stillAllowed: withCrashPoint(session),
    writeFile: (name, content) => folder.writeFile(name, content),
    progress: parts.progress,
  };
}

/** The last question before COMMIT is also the last crash point before it. */
function withCrashPoint(session: RunSession): StillAllowed {
  const ask = stillAllowed(session);
  return async (databaseNow) => {
    const answer = await ask(databaseNow);
    session.parts.crashPoints.reach(`${session.position.inDoubt ?? "idle"}:in_transaction`);
    return answer;
  };
}
