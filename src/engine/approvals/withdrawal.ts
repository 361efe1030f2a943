import { parseStatement, parseWithdrawal } from "../../domain/approval.ts";
import type { Gate } from "../../domain/gates.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { approvalsPath, gateFile } from "../../domain/run-paths.ts";
import type { TreeEntry } from "../../trust/git/parse-tree.ts";
import { absenceRefusal, isSame } from "../../trust/provenance.ts";
import type { CandidateContext } from "./candidate-context.ts";
import type { History, HistoryReader } from "./history.ts";

/**
 * Refuses a gate that was withdrawn, whoever wrote the withdrawal and even if its file was deleted later: only an approval needs a proof of
 * its author. A withdrawal that clearly binds another request does not count; an unreadable one counts while its file is there.
 */
export async function refuseWithdrawal(
  reader: HistoryReader,
  history: Pick<History, "changesInRun">,
  standing: TreeEntry | null,
  about: { readonly runId: string; readonly gate: Gate; readonly payloadSha256: string },
): Promise<Refusal | null> {
  const file = gateFile(about.gate, "withdrawal");
  const changes = await history.changesInRun(about.runId, file);
  // What stands is asked as well: it may have come in before what the history covers.
  for (const { commit, entry } of [...changes, { commit: null, entry: standing }]) {
    if (entry === null) continue;
    const bytes = await reader.blob(entry.id);
    const parsed = bytes === null ? null : parseWithdrawal(bytes);
    const isRead = parsed?.ok === true;
    const counts = isRead ? parsed.value.payloadSha256 === about.payloadSha256 : isSame(entry, standing);
    if (!counts) continue;
    return refusal("STOP_APPROVAL_WITHDRAWN", {
      field: approvalsPath(about.runId, file),
      expected: "no withdrawal",
      actual: isRead ? parsed.value.allowance : "a withdrawal",
      ...(commit !== null && { commit }),
    });
  }
  return null;
}

/** Why there is no approval on the default branch: it was taken away, is not merged yet, or was never written. */
export async function readAbsence({
  repository,
  reader,
  aside,
  history,
  question,
  request,
}: CandidateContext): Promise<Refusal> {
  const { runId, gate } = question;
  const file = gateFile(gate, "approval");
  const removals: { commit: string; message: string }[] = [];
  for (const change of await history.changesInRun(runId, file)) {
    const before = change.parents.find((parent) => parent.entry !== null)?.entry ?? null;
    if (change.entry !== null || before === null) continue;
    const bytes = await reader.blob(before.id);
    const parsed = bytes === null ? null : parseStatement(bytes);
    if (parsed?.ok === true && parsed.value.payloadSha256 !== request.payloadSha256) continue;
    const commit = await reader.commit(change.commit);
    removals.push({ commit: change.commit, message: commit.ok ? commit.value.message : "" });
  }
  let elsewhere: string | null = null;
  for (const { ref, id } of await repository.listRefs()) {
    if (history.has(id) || elsewhere !== null) continue;
    if ((await aside.runFolder(id, runId))?.has(file)) elsewhere = ref;
  }
  return absenceRefusal({ path: approvalsPath(runId, file), removals, elsewhere });
}
