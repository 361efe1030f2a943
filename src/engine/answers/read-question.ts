import { type AskedRequest, subjectOf } from "../../domain/asked-request.ts";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { approvalsPath, gatePath, requestBranch } from "../../domain/run-paths.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import type { GateQuestion } from "../../ports/approvals.ts";
import { parseRequest } from "../approvals/parse-request.ts";
import type { ApproveOrder, ApproveParts } from "./answer-order.ts";
import { refuseFork } from "./refuse-fork.ts";

/** What a person is asked, and where the answer goes. */
export interface AskedQuestion {
  readonly request: AskedRequest;
  readonly requestText: string;
  readonly payloadSha256: string;
  readonly branch: string;
  /** Where the request's branch stands; null if it is gone and its request was merged. */
  readonly branchTip: string | null;
  /** Where the default branch stands. */
  readonly mainTip: string;
  /** What an answer is committed on. */
  readonly base: string;
  /** Whether the default branch holds answers that the request's branch does not lead to: then this one goes beside that branch. */
  readonly isBeside: boolean;
}

/** Fetches, and reads the request of a gate; refuses one that the person could not answer here. */
export async function readQuestion(parts: ApproveParts, order: ApproveOrder): Promise<Result<AskedQuestion>> {
  const { repository, defaultBranch } = parts;
  const fetched = await repository.fetch();
  if (!fetched.ok) return fetched;
  const branch = requestBranch(order);
  const branchTip = await repository.tipOf(branch);
  // Commits of the clone's own default branch are nobody else's: an answer is pushed without them.
  const isHere = order.merge && !order.push;
  const mainTip = await (isHere ? repository.tipOf(defaultBranch) : repository.remoteTipOf(defaultBranch));
  if (mainTip === null) {
    const facts = { field: "--default-branch", expected: "a branch with a commit", actual: defaultBranch };
    return refused(refusal("STOP_BAD_INPUT", facts));
  }
  const path = gatePath(order, "request");
  const bytes = await repository.readFile(branchTip ?? mainTip, path);
  const request = bytes === null ? null : parseRequest(bytes);
  if (
    bytes === null ||
    request === null ||
    subjectOf(request) !== order.runId ||
    request.gate !== order.gate
  ) {
    const expected = bytes === null ? `a request on ${branch}` : `the request of ${order.gate}`;
    const actual = bytes === null ? "none" : "another";
    const wayOut = `Look for the run and its gate in \`cutter status\`, and at the remote and the branch that this clone reads. Where the request's branch was deleted, an operator opens it again: \`cutter orchestrate renew ${order.runId}\`.`;
    return refused(refusal("STOP_GATE_NOT_OPEN", { field: path, expected, actual, wayOut }));
  }
  if (request.mode !== "LIVE") {
    const facts = { field: path, expected: "LIVE", actual: request.mode };
    return refused(refusal("STOP_APPROVAL_MODE_MISMATCH", facts));
  }
  const fork = await refuseFork(repository, request);
  if (fork !== null) return refused(fork);
  const base = await findBase(parts, order, { branchTip, mainTip });
  const requestText = Buffer.from(bytes).toString("utf8");
  const payloadSha256 = sha256Hex(bytes);
  return accepted({ request, requestText, payloadSha256, branch, branchTip, mainTip, ...base });
}

/**
 * A statement counts only if what was taken away before it leads to it. So the answer stands on the request's branch as long as nothing of the
 * gate is merged, and from then on where the default branch stands. After a squash or an edit the two have parted, and a merge of both would
 * bring in the same file by two roads, which is refused.
 */
async function findBase(
  { repository }: ApproveParts,
  order: ApproveOrder,
  { branchTip, mainTip }: { readonly branchTip: string | null; readonly mainTip: string },
): Promise<Pick<AskedQuestion, "base" | "isBeside">> {
  if (branchTip === null || (await repository.contains(mainTip, branchTip)))
    return { base: mainTip, isBeside: false };
  const ofGate = approvalsPath(order.runId, `${order.gate}.*`);
  const isBeside = await repository.changedSince(branchTip, mainTip, ofGate);
  return { base: isBeside ? mainTip : branchTip, isBeside };
}

/** The question of the gate, as the runner asks its judge. */
export function gateQuestion(order: ApproveOrder, asked: AskedQuestion, now: Date): GateQuestion {
  return {
    runId: order.runId,
    gate: order.gate,
    mode: "LIVE",
    repositoryId: asked.request.repository_id,
    initiator: asked.request.initiator,
    requestText: asked.requestText,
    now,
    // Nobody but the runner knows when it saw a commit first; a new one it sees from now on.
    firstSeen: { get: () => now },
    policyFloor: 0,
    isConsumed: false,
  };
}
