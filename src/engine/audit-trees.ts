import type { AuditDifference, WrittenRun } from "../domain/base-audit.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import type { UnitTree } from "../domain/unit-leaf.ts";
import type { ApprovalJudge } from "../ports/approvals.ts";
import type { KnowledgeBase } from "../ports/knowledge-base.ts";
import { refusalOf } from "./runs/stop-run.ts";

/** The gate under which text is enacted, and days are set. */
const ENACTING = "SG_2_lifecycle_authz";

/**
 * Holds what each run has enacted against the tree that its approved request binds in git: what whoever owns the server can't write anew together
 * with the rows. A run of an earlier release has none. Refused where git can't be read.
 */
export async function auditTrees(
  live: Pick<KnowledgeBase, "claims" | "writtenTree">,
  judge: Pick<ApprovalJudge, "approvedTree">,
  { written, mustGoOn }: { readonly written: readonly WrittenRun[]; readonly mustGoOn: () => void },
): Promise<Result<readonly AuditDifference[]>> {
  const documents = new Map(
    written.filter(({ isEnacted }) => isEnacted).map(({ runId, document }) => [runId, document]),
  );
  const differences: AuditDifference[] = [];
  try {
    for (const { runId, gate, payloadSha256 } of await live.claims()) {
      const document = documents.get(runId);
      if (gate !== ENACTING || document === undefined || payloadSha256 === null) continue;
      mustGoOn();
      const approved = await judge.approvedTree({ runId, gate, payloadSha256 });
      if (approved === null) continue;
      const [expected, actual] = [approved, await live.writtenTree(runId)].map(describe);
      if (expected === actual) continue;
      const found = `${runId} has enacted something else than was approved: expected ${expected}, found ${actual}`;
      differences.push({ document, found });
      documents.delete(runId);
    }
    return accepted(differences);
  } catch (fault) {
    const cause = refusalOf(fault);
    if (cause === null) throw fault;
    return refused(cause);
  }
}

function describe({ size, root }: UnitTree): string {
  return `${size} versions with root ${root}`;
}
