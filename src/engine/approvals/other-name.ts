import type { Refusal } from "../../domain/refusal.ts";
import { approvalsPath, gateFile } from "../../domain/run-paths.ts";
import type { TreeEntry } from "../../trust/git/parse-tree.ts";
import { type EntryChange, introduces } from "../../trust/provenance.ts";
import type { ValidStatement } from "../../trust/quorum.ts";
import { judgeKeyHolder } from "../../trust/signer.ts";
import type { StatementKind } from "../../trust/statement.ts";
import type { CandidateContext } from "./candidate-context.ts";
import { refuseRevival } from "./earlier-statements.ts";
import type { TrustedPolicy } from "./trusted-policy.ts";
import { verifyCommit } from "./verify-commit.ts";

/**
 * Refuses a valid statement whose person has taken the same back under the other name that it may have: the first file of the gate, or the
 * one that is named after the person. What another person signed there is that person's (docs/threats.md G-90).
 */
export async function refuseTakenBackByName(
  context: CandidateContext,
  { kind, valid }: { readonly kind: StatementKind; readonly valid: ValidStatement },
  trusted: TrustedPolicy,
): Promise<Refusal | null> {
  const { reader, history, question } = context;
  const { runId, gate } = question;
  for (const name of [gateFile(gate, kind), gateFile(gate, kind, valid.person)]) {
    if (name === valid.file) continue;
    const changes = await history.changesInRun(runId, name);
    const own: EntryChange[] = [];
    for (const change of changes) {
      const parents: EntryChange["parents"][number][] = [];
      for (const parent of change.parents) {
        if (
          parent.entry !== null &&
          (await isOfAnother(context, { entry: parent.entry, changes, valid }, trusted))
        )
          continue;
        parents.push(parent);
      }
      own.push({ ...change, parents });
    }
    const sides = [history, ...(own.length === 0 ? [] : [(await context.keptHeads()).all])];
    const revived = await refuseRevival(
      reader,
      { path: approvalsPath(runId, name), statement: valid.statement, entry: null, changes: own },
      (commit) => sides.some((side) => side.isBefore(commit, valid.commit)),
    );
    if (revived !== null) return revived;
  }
  return null;
}

async function isOfAnother(
  { reader, verifiers }: CandidateContext,
  about: {
    readonly entry: TreeEntry;
    readonly changes: readonly EntryChange[];
    readonly valid: ValidStatement;
  },
  { keyFiles, policy }: TrustedPolicy,
): Promise<boolean> {
  for (const { commit: id } of about.changes.filter((change) => introduces(change, about.entry))) {
    const commit = await reader.commit(id);
    const checked = commit.ok ? await verifyCommit(verifiers, id, commit.value, keyFiles) : commit;
    const holder = checked.ok ? judgeKeyHolder(policy, checked.value.signature) : checked;
    if (holder.ok && holder.value.person.id !== about.valid.person) return true;
  }
  return false;
}
