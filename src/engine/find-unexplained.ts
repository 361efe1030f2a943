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
    const permits = new Map<string, string[]>();
    for (const claim of claims.filter(({ table }) => table === "write_permit"))
      permits.set(keyOf(claim), [...(permits.get(keyOf(claim)) ?? []), canonicalJson(claim.approval)]);
    const unexplained: UnexplainedClaim[] = [];
    for (const { approval, ...claim } of claims) {
      const asked = await findApproved(readers.judge, claim);
      if (asked === null) unexplained.push({ ...claim, misstated: null });
      else {
        const permitted = claim.table === "approval_use" ? permits.get(keyOf(claim)) : undefined;
        const isOther = permitted !== undefined && !permitted.includes(canonicalJson(approval));
        const misstated =
          approval === null || asked === "any" ? null : await readers.judge.misstated(asked, approval);
        if (misstated !== null) unexplained.push({ ...claim, misstated });
        else if (isOther)
          unexplained.push({ ...claim, misstated: "the permit of the approval says otherwise" });
      }
    }
    return accepted(unexplained);
  } catch (fault) {
    const cause = refusalOf(fault);
    if (cause === null) throw fault;
    return refused(cause);
  }
}

type Told = Omit<LedgerClaim, "approval">;

function keyOf({ runId, gate, payloadSha256 }: Told): string {
  return JSON.stringify([runId, gate, payloadSha256]);
}

/** The approval that explains the claim, `any` where it names no request; null where there is none. */
async function findApproved(
  judge: ApprovalJudge,
  { runId, gate, payloadSha256 }: Told,
): Promise<ApprovedPayload | "any" | null> {
  if (!isGate(gate) || !(await judge.hasStood({ runId, gate, payloadSha256 }))) return null;
  return payloadSha256 === null ? "any" : { runId, gate, payloadSha256 };
}
