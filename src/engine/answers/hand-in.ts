import { type Refusal, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { PersonRepository } from "../../ports/person-repository.ts";
import type { ApproveOrder, ApproveParts } from "./answer-order.ts";
import { type ForgeAddress, pullAddress, readForgeAddress } from "./forge-address.ts";
import type { AskedQuestion } from "./read-question.ts";

/** How the control repository takes answers. */
export interface HandInWay {
  /** Changes of the default branch come by pull request: the person merges there. */
  readonly byPull: boolean;
  /** Where the remote is, if it is on a forge. */
  readonly address: ForgeAddress | null;
}

export interface HandedIn {
  /** The branch that carries the answer. */
  readonly branch: string;
  /** The page where its pull request is merged or opened, where the remote's address tells it. */
  readonly pull: string | null;
  /** The merge commit, if it was merged here. */
  readonly merge: string | null;
  readonly pushed: readonly string[];
  /** Branches of this clone that stay behind what was pushed, each with the reason. */
  readonly behind: readonly string[];
}

/** Files by which a control repository on GitHub judges and protects its default branch. */
const BY_PULL = [".github/rulesets/main.json", ".github/workflows/approval.yml"];
const GITHUB = "github.com";

/** Finds the way by which answers reach the default branch; refuses a merge that its rules would refuse. */
export async function chooseWay(
  { repository, defaultBranch }: ApproveParts,
  order: ApproveOrder,
  { mainTip }: AskedQuestion,
): Promise<Result<HandInWay>> {
  if (repository.remote === null) return accepted({ byPull: false, address: null });
  const url = await repository.remoteUrl();
  const address = url === null ? null : readForgeAddress(url);
  const byPull = address?.host === GITHUB || (await hasRules(repository, mainTip));
  if (!byPull || !order.merge) return accepted({ byPull, address });
  return refused(
    refusal("STOP_BAD_INPUT", {
      field: "--merge",
      expected: "--push alone",
      actual: `${defaultBranch} of this control repository takes changes by pull request`,
      wayOut:
        "Leave `--merge` out: `--push` brings the answer to the request's branch, and you merge its pull request.",
    }),
  );
}

async function hasRules(repository: PersonRepository, commit: string): Promise<boolean> {
  for (const path of BY_PULL) if ((await repository.readFile(commit, path)) !== null) return true;
  return false;
}

/**
 * Brings a signed commit to where it counts. A branch of this clone moves only after the remote has taken what it is to show: where a push is
 * refused, the clone stays as it was.
 */
export async function handIn(
  parts: ApproveParts,
  order: ApproveOrder,
  asked: AskedQuestion,
  answer: { readonly commit: string; readonly merged: string; readonly way: HandInWay },
): Promise<Result<HandedIn>> {
  const { repository, defaultBranch } = parts;
  const { commit, merged, way } = answer;
  const merges = order.merge || (order.push && !way.byPull);
  const own = asked.isBeside ? `${asked.branch}.again-${commit.slice(0, 8)}` : asked.branch;
  const steps = [{ branch: own, to: commit }, ...(merges ? [{ branch: defaultBranch, to: merged }] : [])];
  const pushed: string[] = [];
  const behind: string[] = [];
  for (const { branch, to } of steps) {
    const sent = order.push ? await repository.push(branch, to) : accepted(null);
    if (!sent.ok) return refused(explainPush(sent.refusal, { branch, pushed, defaultBranch }));
    const isThere = order.push && repository.remote !== null;
    const moved = await repository.move(branch, to);
    // What the remote has taken is handed in; a working tree that is in the way keeps this clone behind, and no more.
    if (!moved.ok && !isThere) return moved;
    if (!moved.ok) behind.push(`${branch}: ${moved.refusal.actual}`);
    if (isThere) pushed.push(branch);
  }
  const isAsked = way.byPull && way.address !== null;
  const pull = isAsked ? pullAddress(way.address, { branch: own, into: defaultBranch }) : null;
  return accepted({ branch: own, pull, merge: merges ? merged : null, pushed, behind });
}

function explainPush(
  fault: Refusal,
  at: { readonly branch: string; readonly pushed: readonly string[]; readonly defaultBranch: string },
): Refusal {
  const [answered] = at.pushed;
  if (at.branch !== at.defaultBranch || answered === undefined) return fault;
  return {
    ...fault,
    message: `The remote has taken the answer on its own branch and refused it on ${at.defaultBranch}, which stays as it was here too.`,
    wayOut: `Merge the branch ${answered} into ${at.defaultBranch} with a merge commit, there where its rules let you; nothing is to be signed again.`,
  };
}
