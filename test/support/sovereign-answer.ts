import { readPrivateKey } from "openpgp";
import type { ApproveOrder, ApproveParts } from "../../src/compose/approve.ts";
import type { DemoSetup } from "../../src/demo/demo-setup.ts";
import { RefusalError } from "../../src/domain/refusal.ts";
import { gatePath } from "../../src/domain/run-paths.ts";
import { wantedKinds } from "../../src/engine/answers/choose-files.ts";
import { draftFiles } from "../../src/engine/answers/draft-files.ts";
import { readQuestion } from "../../src/engine/answers/read-question.ts";
import { openControlRepo } from "./control-repo.ts";
import { signDetached } from "./signing-keys.ts";

const SOVEREIGN = { name: "Sovereign", email: "sovereign@demo.invalid" };

/** What is asked, and the files that `cutter approve` would draft where nobody has answered yet, without all that it looks at before. */
export async function draftAnswer(parts: ApproveParts, order: ApproveOrder) {
  const asked = await readQuestion(parts, order);
  if (!asked.ok) throw new RefusalError(asked.refusal);
  const written = wantedKinds(order).map((kind) => ({ kind, path: gatePath(order, kind) }));
  const draft = { chosen: { written, replaced: [] }, reviewDecisionId: null, at: parts.clock.now() };
  return { ...asked.value, files: draftFiles(order, asked.value, draft) };
}

/**
 * Answers a gate of the control repository as the sovereign and merges the answer, `edit`ed before it is signed. Nothing judges it here: for
 * that `cutter approve` starts git fifty times.
 */
export async function answerGate(
  { repository, keys }: Pick<DemoSetup, "repository" | "keys">,
  parts: ApproveParts,
  order: ApproveOrder,
  edit: (files: Readonly<Record<string, string>>) => Readonly<Record<string, string>>,
): Promise<void> {
  const { base, branch, mainTip, files } = await draftAnswer(parts, order);
  const key = await readPrivateKey({ armoredKey: keys.sovereign.privateKey });
  const repo = openControlRepo(repository, "sha1");
  const answer = await repo.commit({
    files: edit(files),
    parents: [base],
    author: SOVEREIGN,
    message: `Answer ${order.gate} of ${order.runId}`,
    signer: (payload, at) => signDetached(key, payload, at),
  });
  const tree = await repo.git(["merge-tree", "--write-tree", "--no-messages", mainTip, answer]);
  const parents = [mainTip, answer];
  const merged = await repo.commit({ tree: tree.trim(), parents, author: SOVEREIGN, message: "Merge" });
  const moves = `update refs/heads/${branch} ${answer}\nupdate refs/heads/main ${merged} ${mainTip}\n`;
  await repo.git(["update-ref", "--stdin"], { input: moves });
  await repo.git(["reset", "--quiet", "--hard"]);
}
