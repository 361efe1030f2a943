import type { ProvenLeaf } from "../../domain/proof.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { type Leaf, leafText, type UnitTree } from "../../domain/unit-leaf.ts";
import { inclusionPath } from "../../merkle/inclusion.ts";
import { leafHash, TreeHash } from "../../merkle/tree-hash.ts";
import type { BaseReader, Enactment } from "../../ports/reader.ts";
import { catchRefusal } from "../approvals/catch-refusal.ts";
import type { History, HistoryReader } from "../approvals/history.ts";
import { parseRequest } from "../approvals/parse-request.ts";
import { type ApprovedRequest, findApprovedRequest } from "./find-request.ts";
import { judgeLeaf, type ProofParts, treeOf } from "./judge-leaf.ts";
import { takeExcerpt } from "./take-excerpt.ts";

/** How many commits of the default branch are tried as the one at which everybody has answered. */
const MOST_TIPS = 50;

export interface ProvingParts {
  readonly base: Pick<BaseReader, "enactments" | "leaves">;
  /** Up to when the base is asked; null: now. */
  readonly knownAt: string | null;
  /** Reads the control repository. */
  readonly reader: HistoryReader;
  /** The default branch. */
  readonly history: History;
  /** Judges by a repository that keeps what is read of it. */
  readonly judging: ProofParts;
}

/** Proves what a run has done to a version, and judges it as whoever gets it will. */
export async function proveLeaf(
  parts: ProvingParts,
  versionId: string,
  enactment: Enactment,
): Promise<Result<ProvenLeaf>> {
  const { runId, usedUtc, approvalCommit } = enactment;
  const grown = await growWith(parts.base.leaves(enactment), versionId);
  const request = await findRequest(parts.reader, enactment);
  if (!request.ok) return request;
  const other = refuseOtherTree(request.value.text, grown, runId);
  if (other !== null) return refused(other);
  const { subject, text } = request.value;
  let last: Refusal = missingApproval(approvalCommit);
  for await (const tip of findTips(parts, enactment)) {
    const history = await takeExcerpt(parts.reader, tip, subject);
    const { leaf, index, path } = grown;
    const proven: ProvenLeaf = {
      ...{ leaf, run_id: runId, index, path },
      approval: { request: text, used_utc: usedUtc, history },
    };
    const judged = await judgeLeaf(parts.judging, proven);
    if (judged.ok) return accepted(proven);
    last = judged.refusal;
  }
  return refused(last);
}

async function findRequest(reader: HistoryReader, enactment: Enactment): Promise<Result<ApprovedRequest>> {
  const { approvalCommit } = enactment;
  const found = await catchRefusal(async () =>
    accepted(await findApprovedRequest(reader, approvalCommit, enactment)),
  );
  if (found.ok && found.value !== null) return accepted(found.value);
  return refused(missingApproval(approvalCommit));
}

interface GrownTree {
  readonly leaf: Leaf;
  readonly index: number;
  readonly path: readonly string[];
  readonly size: number;
  readonly root: string;
}

async function growWith(pages: ReturnType<BaseReader["leaves"]>, versionId: string): Promise<GrownTree> {
  const hashes: string[] = [];
  const tree = new TreeHash();
  let found: { readonly leaf: Leaf; readonly index: number } | null = null;
  for await (const page of pages) {
    for (const each of page) {
      if (each.versionId === versionId) found = { leaf: each.leaf, index: hashes.length };
      const hash = leafHash(leafText(each.leaf));
      hashes.push(hash);
      tree.addHash(hash);
    }
  }
  if (found === null) throw new Error(`the run of version ${versionId} does not hold it`);
  return { ...found, path: inclusionPath(hashes, found.index), size: tree.size, root: tree.root() };
}

/** Whether what the base holds of the run is what was approved. */
function refuseOtherTree(
  requestText: string,
  { leaf, size, root }: GrownTree,
  runId: string,
): Refusal | null {
  const request = parseRequest(requestText);
  if (request === null) return missingApproval("a request that can be read");
  const bound = treeOf(request, { leaf, run_id: runId });
  if (!bound.ok) return bound.refusal;
  const describe = (tree: UnitTree) => `${tree.size} versions, root ${tree.root}`;
  const [expected, actual] = [describe(bound.value), describe({ size, root })];
  return expected === actual ? null : refusal("STOP_PROOF_NOT_APPROVED", { field: runId, expected, actual });
}

/**
 * Commits at which all answers may stand: a signed one that leads back to the other; else those of the default branch from where both have
 * reached it. A signed commit is there also where a squash has brought its files in.
 */
async function* findTips(
  { reader, history }: ProvingParts,
  { approvalCommit, executionCommit }: Enactment,
): AsyncIterable<string> {
  for (const [tip, other] of [
    [executionCommit, approvalCommit],
    [approvalCommit, executionCommit],
  ] as const) {
    const signed = await catchRefusal(async () => accepted(await reader.open(tip)));
    if (signed.ok && signed.value.has(other)) yield tip;
  }
  const line = mainLine(history);
  const hasBoth = (tip: string) =>
    [approvalCommit, executionCommit].every((commit) => commit === tip || history.isBefore(commit, tip));
  let [from, to] = [0, line.length];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (hasBoth(line[middle] ?? "")) to = middle;
    else from = middle + 1;
  }
  yield* line.slice(from, from + MOST_TIPS);
}

/** The commits of the default branch itself, the first one first. */
function mainLine(history: History): readonly string[] {
  const line: string[] = [];
  for (let id: string | undefined = history.tip; id !== undefined; id = history.parentsOf(id)[0])
    line.push(id);
  return line.reverse();
}

function missingApproval(commit: string): Refusal {
  return refusal("STOP_PROOF_NO_APPROVAL", {
    field: `commit ${commit}`,
    expected: "the signed commit with the request that was approved",
    actual: "no such commit, or no such request in it",
  });
}
