import { isGate } from "../domain/gates.ts";
import type { LedgerClaim } from "../domain/ledger-claim.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import type { ApprovalJudge } from "../ports/approvals.ts";
import type { ControlRepository } from "../ports/control-repository.ts";
import type { KnowledgeBase } from "../ports/knowledge-base.ts";
import { refusalOf } from "./runs/stop-run.ts";

export interface LedgerReaders {
  readonly judge: ApprovalJudge;
  readonly repository: ControlRepository;
  readonly openKnowledgeBase: () => Promise<KnowledgeBase>;
}

export const UNEXPLAINED_WAY_OUT =
  "Find out who wrote these rows into the ledger: nobody has approved what they say.";

/**
 * Rows of the ledger that no approval in git explains, of one run or of all (null). Refused, by name, where the database or the origin can't
 * be read.
 */
export async function findUnexplained(
  readers: LedgerReaders,
  runId: string | null,
): Promise<Result<readonly LedgerClaim[]>> {
  try {
    await using live = await readers.openKnowledgeBase();
    const claims = (await live.claims()).filter((claim) => runId === null || claim.runId === runId);
    // An approval is merged before anything rests on it, so that git is fetched after the ledger was read.
    await readers.repository.refresh();
    const unexplained: LedgerClaim[] = [];
    for (const claim of claims) if (!(await isExplained(readers.judge, claim))) unexplained.push(claim);
    return accepted(unexplained);
  } catch (fault) {
    const cause = refusalOf(fault);
    if (cause === null) throw fault;
    return refused(cause);
  }
}

async function isExplained(
  judge: ApprovalJudge,
  { runId, gate, payloadSha256 }: LedgerClaim,
): Promise<boolean> {
  return isGate(gate) && (await judge.hasStood({ runId, gate, payloadSha256 }));
}
