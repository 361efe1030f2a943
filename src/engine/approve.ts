import { EXECUTION_GATE, parseStatement, renderStatement, type Statement } from "../domain/approval.ts";
import { GATES, type Gate } from "../domain/gates.ts";
import { refusal } from "../domain/refusal.ts";
import type { GateRequest } from "../domain/request.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { reviewDecisionOf } from "../domain/review-decision.ts";
import { utc } from "../domain/run.ts";
import { gatePath, requestBranch } from "../domain/run-paths.ts";
import { sha256Hex } from "../json/canonical-json.ts";
import type { Clock } from "../ports/clock.ts";
import type { PersonRepository } from "../ports/person-repository.ts";
import { parseRequest } from "./approvals/parse-request.ts";

export interface ApproveParts {
  readonly repository: PersonRepository;
  readonly clock: Clock;
  readonly defaultBranch: string;
}

export interface ApproveOrder {
  readonly runId: string;
  readonly gate: Gate;
  readonly decision: ApproverDecision;
  /** Id of a further person of a quorum, after whom the files are named; null for the first person. */
  readonly person: string | null;
  readonly merge: boolean;
  readonly push: boolean;
}

/** A person's decision: both statements, only one of the two, or a refusal or withdrawal. */
export type ApproverDecision = "approve" | "approve-only" | "execute-only" | "refuse" | "withdraw";

/** The files that a person would sign, for them to read first. */
export interface ApprovalPreview {
  readonly request: GateRequest;
  readonly payloadSha256: string;
  readonly requestCommit: string;
  readonly branch: string;
  /** Path → text. */
  readonly files: Readonly<Record<string, string>>;
  readonly lifetimeHours: number;
}

export interface SignedApproval {
  readonly commit: string;
  readonly branch: string;
  readonly merge: string | null;
  readonly pushed: readonly string[];
  readonly files: readonly string[];
}

/** Reads the request of a gate and drafts the files that would answer it; changes only the remote-tracking branches of the clone. */
export async function previewApproval(
  parts: ApproveParts,
  order: ApproveOrder,
): Promise<Result<ApprovalPreview>> {
  const { repository, defaultBranch } = parts;
  const fetched = await repository.fetch();
  if (!fetched.ok) return fetched;
  const branch = requestBranch(order);
  const commit = (await repository.tipOf(branch)) ?? (await repository.tipOf(defaultBranch));
  const path = gatePath(order, "request");
  const bytes = commit === null ? null : await repository.readFile(commit, path);
  if (commit === null || bytes === null) {
    return refused(
      refusal("STOP_GATE_NOT_OPEN", { field: path, expected: `a request on ${branch}`, actual: "none" }),
    );
  }
  const request = parseRequest(bytes);
  if (request === null || request.run_id !== order.runId || request.gate !== order.gate) {
    return refused(
      refusal("STOP_GATE_NOT_OPEN", {
        field: path,
        expected: `the request of ${order.gate}`,
        actual: "another",
      }),
    );
  }
  if (request.mode !== "LIVE") {
    return refused(
      refusal("STOP_APPROVAL_MODE_MISMATCH", { field: path, expected: "LIVE", actual: request.mode }),
    );
  }
  const payloadSha256 = sha256Hex(bytes);
  const first = await readFirst(repository, commit, gatePath(order, "approval"), payloadSha256);
  const drafted = draftFiles(parts, order, { request, payloadSha256, first });
  if (!drafted.ok) return drafted;
  const { lifetimeHours } = GATES[order.gate];
  return accepted({
    request,
    payloadSha256,
    requestCommit: commit,
    branch,
    files: drafted.value,
    lifetimeHours,
  });
}

/** Commits the drafted files with the person's own signature on top of the request, and merges and pushes if the order says so. */
export async function signApproval(
  parts: ApproveParts,
  order: ApproveOrder,
  preview: ApprovalPreview,
): Promise<Result<SignedApproval>> {
  const { repository, defaultBranch } = parts;
  const verb = WORDS[order.decision];
  const made = await repository.commitSigned({
    branch: preview.branch,
    parent: preview.requestCommit,
    files: preview.files,
    message: `${verb} ${order.gate} of ${order.runId}\n\npayload_sha256: ${preview.payloadSha256}\n`,
  });
  if (!made.ok) return made;
  const message = `Merge the decision on ${order.gate} of ${order.runId}`;
  const merged = order.merge
    ? await repository.merge({ branch: defaultBranch, commit: made.value, message })
    : null;
  if (merged !== null && !merged.ok) return merged;
  const pushed: string[] = [];
  for (const branch of order.push ? [preview.branch, ...(order.merge ? [defaultBranch] : [])] : []) {
    const sent = await repository.push(branch);
    if (!sent.ok) return sent;
    if (repository.remote !== null) pushed.push(branch);
  }
  return accepted({
    commit: made.value,
    branch: preview.branch,
    merge: merged?.value ?? null,
    pushed,
    files: Object.keys(preview.files),
  });
}

const WORDS: Readonly<Record<ApproverDecision, string>> = {
  approve: "Approve",
  "approve-only": "Approve",
  "execute-only": "Authorise the execution of",
  refuse: "Refuse",
  withdraw: "Withdraw the approval of",
};

interface Draft {
  readonly request: GateRequest;
  readonly payloadSha256: string;
  readonly first: Statement | null;
}

function draftFiles(
  { clock }: ApproveParts,
  order: ApproveOrder,
  draft: Draft,
): Result<Readonly<Record<string, string>>> {
  const { gate, runId, decision, person } = order;
  const common = { runId, payloadSha256: draft.payloadSha256, signedUtc: utc(clock.now()) };
  const title = `${draft.request.document.title}: ${draft.request.plan.unit_count} units, ${GATES[gate].allows}`;
  if (decision === "refuse" || decision === "withdraw") {
    const allowance = decision === "refuse" ? ("refused" as const) : ("withdrawn" as const);
    const statement = { ...common, gate, reviewDecisionId: null, arms: null, allowance };
    return accepted({ [gatePath(order, "withdrawal")]: renderStatement(statement, [title]) });
  }
  if (draft.first !== null && person === null && decision !== "execute-only") {
    return refused(
      refusal("STOP_APPROVAL_CONFLICT", {
        field: gatePath(order, "approval"),
        expected: "no approval of this request yet",
        actual: "one that stands",
        wayOut: "Approve as a further person with `--as <your id in the policy>`.",
      }),
    );
  }
  const reviewDecisionId = draft.first?.reviewDecisionId ?? reviewDecisionOf(gate, draft.payloadSha256);
  const files: Record<string, string> = {};
  if (decision !== "execute-only") {
    files[gatePath(order, "approval", person)] = renderStatement(
      { ...common, gate, reviewDecisionId, arms: null },
      [`Approval: ${title}`],
    );
  }
  if (decision !== "approve-only") {
    files[gatePath(order, "execution", person)] = renderStatement(
      { ...common, gate: EXECUTION_GATE, reviewDecisionId: null, arms: gate },
      [`Execution authorisation: ${title}`],
    );
  }
  return accepted(files);
}

/** The first approval of the same request, if there is one: a further person adds to it. */
async function readFirst(
  repository: PersonRepository,
  commit: string,
  path: string,
  payloadSha256: string,
): Promise<Statement | null> {
  const bytes = await repository.readFile(commit, path);
  const parsed = bytes === null ? null : parseStatement(bytes);
  return parsed?.ok === true && parsed.value.payloadSha256 === payloadSha256 ? parsed.value : null;
}
