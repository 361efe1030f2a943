import { parseWithdrawal } from "../../domain/approval.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { approvalsPath, gateFile } from "../../domain/run-paths.ts";
import { takenAwayRefusal, takesAway } from "../../trust/provenance.ts";
import type { CandidateContext } from "./candidate-context.ts";
import type { StatedFile } from "./earlier-statements.ts";
import type { SideHistory } from "./side-history.ts";
import type { TrustedPolicy } from "./trusted-policy.ts";
import { verifyCommit } from "./verify-commit.ts";

/**
 * Refuses a file that a signed commit took away, or whose gate a signed commit withdrew, beside the default branch: another road must not
 * bring it back. There the signature of a pinned key is asked for, because everybody may open a pull request (docs/threats.md G-81).
 */
export async function refuseTakenBack(
  context: CandidateContext,
  file: StatedFile,
  trusted: TrustedPolicy,
): Promise<Refusal | null> {
  const { all } = await context.keptHeads();
  for (const { commit, why } of await listTakingBack(context, file, all)) {
    if (await isSigned(context, commit, trusted)) return { ...why, commit };
  }
  return null;
}

async function listTakingBack(
  { aside, question, request }: CandidateContext,
  { path, name, entry }: StatedFile,
  side: SideHistory,
): Promise<readonly { readonly commit: string; readonly why: Refusal }[]> {
  const { runId, gate } = question;
  const removals = (await side.changesInRun(runId, name)).filter((change) => takesAway(change, entry));
  const found = removals.map(({ commit }) => ({ commit, why: takenAwayRefusal(path, commit) }));
  const withdrawal = gateFile(gate, "withdrawal");
  for (const { commit, entry: written } of await side.changesInRun(runId, withdrawal)) {
    const bytes = written === null ? null : await aside.blob(written.id);
    const parsed = bytes === null ? null : parseWithdrawal(bytes);
    if (parsed?.ok !== true || parsed.value.payloadSha256 !== request.payloadSha256) continue;
    const field = approvalsPath(runId, withdrawal);
    const actual = parsed.value.allowance;
    found.push({
      commit,
      why: refusal("STOP_APPROVAL_WITHDRAWN", { field, expected: "no withdrawal", actual }),
    });
  }
  return found;
}

async function isSigned(
  { aside, verifiers }: CandidateContext,
  id: string,
  { keyFiles }: TrustedPolicy,
): Promise<boolean> {
  const commit = await aside.commit(id);
  return commit.ok && (await verifyCommit(verifiers, id, commit.value, keyFiles)).ok;
}
