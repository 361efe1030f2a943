import type { Baseline } from "../../domain/base-facts.ts";
import { accepted, type Result } from "../../domain/result.ts";
import { kindOf } from "../../domain/run.ts";
import { PRE_FILE } from "../../domain/run-files.ts";
import type { PhaseContext } from "../../phases/phase.ts";
import type { StillAllowed } from "../../ports/knowledge-base.ts";
import { readBoundFacts } from "../gates/read-gate-files.ts";
import { stillAllowed } from "../gates/still-allowed.ts";
import { readRunFile } from "../session/read-run-file.ts";
import type { RunSession } from "../session/run-session.ts";

/** What the phases of this session may use; opens the knowledge base if it is not open yet. */
export async function contextOf(session: RunSession): Promise<PhaseContext> {
  const { parts, position, folder } = session;
  return {
    run: position.run,
    fence: folder.fence,
    settings: parts.settings,
    evidence: position.evidence,
    cutDocumentMemory: session.cutDocumentMemory,
    phases: parts.phases[kindOf(position.run)],
    live: await session.live(),
    target: await session.target(),
    handOver: (restored) => session.adopt(restored),
    knowledgeBaseOf: parts.knowledgeBaseOf,
    backup: parts.backup,
    backupFolder: parts.settings.backupFolder,
    gate: session.gate,
    baseline: () => readBaseline(session),
    stillAllowed: withCrashPoints(session),
    committing: position.committing,
    remember: (effect, document) => session.record({ type: "commit_intent", effect, document }),
    redact: parts.redact,
    writeFile: (name, content) => folder.writeFile(name, content),
    keepBase: (facts) => session.documents.keep(facts),
    progress: parts.progress,
    interrupted: parts.interrupted,
  };
}

/** In a live run the facts that the request of the open gate binds; else those of the backup. */
async function readBaseline(session: RunSession): Promise<Result<Baseline>> {
  const { gate, position, folder } = session;
  if (gate === null || position.run.mode === "DRYRUN") {
    const pre = await readRunFile(folder, PRE_FILE);
    const facts = pre.ok ? await session.documents.read(pre.value.base) : pre;
    return facts.ok ? accepted({ facts: facts.value, holds: [] }) : facts;
  }
  const bound = await readBoundFacts(session, gate.gate);
  return bound.ok ? accepted({ facts: bound.value.base, holds: bound.value.holds }) : bound;
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
