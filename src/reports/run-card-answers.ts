import { subjectOption } from "../domain/batch.ts";
import type { ApprovalDraft } from "./approval-draft.ts";
import { inertBlock, inertCell, renderTable } from "./inert.ts";
import { encodePath } from "./list-links.ts";
import type { GateAnswer, GateBox } from "./run-card-view.ts";

/** The ways to answer that the policy accepts: with a key, by merging in the browser, or either. */
export function renderAnswers(box: GateBox): readonly string[] {
  const browser = box.repositoryUrl === null ? [] : renderMerged(box, box.repositoryUrl);
  return [...renderSigned(box), ...browser];
}

function renderSigned({ proofs, answers, gate, runId, repositoryUrl }: GateBox): readonly string[] {
  if (!proofs.includes("signed_commit")) return [];
  const isAlone = answers.every((answer) => answer.person === null);
  const commands = answers.map((answer) => {
    const options = [
      `${subjectOption(runId)} --gate ${gate}`,
      ...(answer.person === null ? [] : [`--as ${answer.person}`]),
      ...(answer.approves && answer.executes ? [] : [`--only ${answer.approves ? "approval" : "execution"}`]),
      // On GitHub this adds the signed commit to the request's pull request, where the check judges it and where it is merged.
      "--push",
    ];
    return `cutter approve ${options.join(" ")}`;
  });
  return [
    isAlone
      ? "With your key, in a clone of the control repository:"
      : "With your key, in a clone of the control repository, each the line with their own name:",
    inertBlock(commands.join("\n"), "sh"),
    ...(repositoryUrl === null
      ? []
      : ["Then, when the check is green, merge this pull request with a merge commit."]),
  ];
}

function renderMerged({ proofs, answers }: GateBox, repositoryUrl: string): readonly string[] {
  if (!proofs.includes("merged_pr")) return [];
  const [alone] = answers;
  return alone?.person === null ? renderOne(alone, repositoryUrl) : renderEach(answers, repositoryUrl);
}

function renderOne({ drafts, branch }: GateAnswer, repositoryUrl: string): readonly string[] {
  const steps = drafts.map(
    (draft, at) =>
      `${at + 1}. [Open \`${fileName(draft)}\` on this branch](${newFileUrl(repositoryUrl, branch, draft)}), write the present time after \`signed_utc:\`, commit to the branch.`,
  );
  const last = `${steps.length + 1}. When the check is green, merge this pull request with a merge commit.`;
  return [["In the browser, as yourself:", "", ...steps, last].join("\n")];
}

/** The person who merges a pull request gives the answers in it, so each person has their own branch and pull request. */
function renderEach(answers: readonly GateAnswer[], repositoryUrl: string): readonly string[] {
  const link = (branch: string, draft: ApprovalDraft | undefined) =>
    draft === undefined ? "" : `[\`${fileName(draft)}\`](${newFileUrl(repositoryUrl, branch, draft)})`;
  const rows = answers.map(({ name, branch, drafts }) => [
    inertCell(name, 80),
    link(branch, drafts[0]),
    link(branch, drafts[1]),
    `[pull request](${repositoryUrl}/compare/${encodePath(branch)}?expand=1)`,
  ]);
  return [
    "In the browser, each as themselves, with the links in the row of their own name:",
    renderTable(["who", "1", "2", "3"], rows),
    "In 1 and 2 write the present time after `signed_utc:` and commit to the branch. In 3 open the pull request and, when the check is green, merge it yourself with a merge commit: who merges it is who has approved.",
  ];
}

function fileName({ path }: ApprovalDraft): string {
  return path.split("/").at(-1) ?? path;
}

/** GitHub's page for a new file, with path and text filled in; the person who commits it is its author. */
function newFileUrl(repositoryUrl: string, branch: string, { path, text }: ApprovalDraft): string {
  const query = new URLSearchParams({ filename: path, value: text });
  return `${repositoryUrl}/new/${encodePath(branch)}?${query}`.replaceAll("(", "%28").replaceAll(")", "%29");
}
