import { isGate } from "../domain/gates.ts";
import type { LedgerClaim, UnexplainedClaim } from "../domain/ledger-claim.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { canonicalJson } from "../json/canonical-json.ts";
import type { ApprovalJudge, ApprovedPayload } from "../ports/approvals.ts";
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
 * Rows of the ledger that no approval in git explains, or that say otherwise than it who has approved, of one run or of all (null). Refused, by
 * name, where the database or the origin can't be read.
 */
export async function findUnexplained(
  readers: LedgerReaders,
  runId: string | null,
): Promise<Result<readonly UnexplainedClaim[]>> {
  try {
    await using live = await readers.openKnowledgeBase();
    const claims = (await live.claims()).filter((claim) => runId === null || claim.runId === runId);
    // An approval is merged before anything rests on it, so that git is fetched after the ledger was read.
    await readers.repository.refresh();
    const permits = permitsOf(claims);
    const unexplained: UnexplainedClaim[] = [];
    for (const claim of claims) {
      const { approval, ...told } = claim;
      const asked = await findApproved(readers.judge, claim);
      if (asked === null) unexplained.push({ ...told, misstated: null });
      if (asked === null || asked === "any" || approval === null) continue;
      const misstated =
        (await readers.judge.misstated(asked, approval)) ??
        (isAsPermitted(claim, permits) ? null : OTHER_PERMIT);
      if (misstated !== null) unexplained.push({ ...told, misstated });
    }
    return accepted(unexplained);
  } catch (fault) {
    const cause = refusalOf(fault);
    if (cause === null) throw fault;
    return refused(cause);
  }
}

const OTHER_PERMIT = "its permit says otherwise";

/** What the permits of each request say of its approval. */
function permitsOf(claims: readonly LedgerClaim[]): ReadonlyMap<string, readonly string[]> {
  const permits = new Map<string, string[]>();
  for (const claim of claims.filter(({ table }) => table === "write_permit"))
    permits.set(keyOf(claim), [...(permits.get(keyOf(claim)) ?? []), canonicalJson(claim.approval)]);
  return permits;
}

/** An approval that was used in an earlier release has no permit. */
function isAsPermitted(claim: LedgerClaim, permits: ReadonlyMap<string, readonly string[]>): boolean {
  if (claim.table !== "approval_use") return true;
  return permits.get(keyOf(claim))?.includes(canonicalJson(claim.approval)) !== false;
}

function keyOf({ runId, gate, payloadSha256 }: LedgerClaim): string {
  return JSON.stringify([runId, gate, payloadSha256]);
}

/** The approval that explains the claim, `any` where it names no request; null where there is none. */
async function findApproved(
  judge: ApprovalJudge,
  { runId, gate, payloadSha256 }: LedgerClaim,
): Promise<ApprovedPayload | "any" | null> {
  if (!isGate(gate) || !(await judge.hasStood({ runId, gate, payloadSha256 }))) return null;
  return payloadSha256 === null ? "any" : { runId, gate, payloadSha256 };
}
