import { type AskedRequest, subjectOf } from "../../domain/asked-request.ts";
import type { ProvenLeaf } from "../../domain/proof.ts";
import type { ReasonCode } from "../../domain/reasons.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { readUtc } from "../../domain/text-forms.ts";
import { leafText, type UnitTree } from "../../domain/unit-leaf.ts";
import { findPathFault } from "../../merkle/inclusion.ts";
import { leafHash } from "../../merkle/tree-hash.ts";
import type { GateVerdict } from "../../ports/approvals.ts";
import { type ApprovalJudgeParts, createApprovalJudge } from "../approvals/approval-judge.ts";
import { parseRequest } from "../approvals/parse-request.ts";

/** What every leaf of a proof is judged with. */
export type ProofParts = Pick<ApprovalJudgeParts, "repository" | "rootKeys" | "verifiers">;

/** The gate under whose approval a text is enacted. */
export const ENACTING = "SG_2_lifecycle_authz";

export interface JudgedLeaf {
  readonly request: AskedRequest;
  readonly verdict: Extract<GateVerdict["result"], { ok: true }>["value"];
}

/** Judges one leaf: that it is in the tree of an approved request, and the approval as at the moment when it was used. */
export async function judgeLeaf(parts: ProofParts, proven: ProvenLeaf): Promise<Result<JudgedLeaf>> {
  const { request: requestText, used_utc: used, history } = proven.approval;
  const request = parseRequest(requestText);
  if (request === null || request.gate !== ENACTING) return refused(invalidRequest(request));
  const bound = treeOf(request, proven);
  if (!bound.ok) return bound;
  const astray = refuseAstray(proven, bound.value);
  if (astray !== null) return refused(astray);
  const now = readUtc(used);
  const judge = createApprovalJudge({
    ...parts,
    defaultRef: history.tip,
    excerpt: new Map(Object.entries(history.joins)),
    now: () => now,
  });
  const { result } = await judge.judge({
    runId: subjectOf(request),
    gate: ENACTING,
    mode: "LIVE",
    repositoryId: request.repository_id,
    initiator: request.initiator,
    requestText,
    now,
    firstSeen: { get: () => now },
    policyFloor: 0,
    isConsumed: false,
  });
  if (!result.ok) {
    const isOfFile = result.refusal.reason.startsWith("STOP_PROOF_");
    return isOfFile
      ? result
      : refused({ ...result.refusal, wayOut: unproved(proven.run_id, result.refusal.reason) });
  }
  return accepted({ request, verdict: result.value });
}

/** Reasons for which an approval without a signature, such as a merge, is refused: git alone can't show one. */
const MAY_BE_MERGED: readonly ReasonCode[] = [
  "STOP_APPROVAL_PROVENANCE",
  "STOP_APPROVAL_SIGNER_UNKNOWN",
  "STOP_APPROVAL_UNSIGNED",
];

/** At the gate people answer again; what was enacted stays as it is. */
function unproved(runId: string, reason: ReasonCode): string {
  const refused = "Do not rely on this text by a proof.";
  if (reason.startsWith("STOP_POLICY_"))
    return `${refused} Compare the fingerprint of your root key with the one that the publisher of the law prints elsewhere: under another root key no proof holds.`;
  return MAY_BE_MERGED.includes(reason)
    ? `${refused} Whether it was approved in a way that git alone can't show, as by a merged pull request, is told where the run was carried out, by its evidence: cutter evidence verify ${runId}`
    : `${refused} Ask whoever gave you the file for one as \`cutter kb prove\` has written it.`;
}

function invalidRequest(request: AskedRequest | null): Refusal {
  return refusal("STOP_PROOF_INVALID", {
    field: "request",
    expected: `a request of ${ENACTING}`,
    actual: request === null ? "no request" : `a request of ${request.gate}`,
  });
}

/** The tree that the request binds for the run, where it is about the same document and source as the leaf. */
export function treeOf(
  request: AskedRequest,
  { leaf, run_id }: Pick<ProvenLeaf, "leaf" | "run_id">,
): Result<UnitTree> {
  const bound = boundOf(request, run_id);
  const actual = `${leaf.document_id} in ${run_id} from ${leaf.source_sha256}`;
  const expected =
    bound === null
      ? "a run that the request is about"
      : `${bound.document} in ${run_id} from ${bound.source}`;
  if (actual !== expected)
    return refused(refusal("STOP_PROOF_MISMATCH", { field: "leaf", expected, actual }));
  const tree = bound?.tree;
  if (tree === undefined) return refused(refusal("STOP_PROOF_NO_TREE", { field: run_id }));
  return accepted(tree);
}

interface Bound {
  readonly document: string;
  readonly source: string;
  readonly tree: UnitTree | undefined;
}

/** What the request binds of the run; null where it is about others. */
function boundOf(request: AskedRequest, runId: string): Bound | null {
  if (request.schema === "iu-cutter/request/1") {
    if (request.run_id !== runId) return null;
    const { document, plan } = request;
    return { document: document.document_id, source: document.source_sha256, tree: plan.unit_tree };
  }
  const member = request.members.find(({ run_id }) => run_id === runId);
  return (
    (member && { document: member.document_id, source: member.source_sha256, tree: member.unit_tree }) ?? null
  );
}

function refuseAstray({ leaf, index, path }: ProvenLeaf, { size, root }: UnitTree): Refusal | null {
  const fault = findPathFault({ index, size, leaf: leafHash(leafText(leaf)), path, root });
  if (fault === undefined) return null;
  return refusal("STOP_PROOF_PATH", {
    field: leaf.address,
    expected: `a path from leaf ${index} of ${size} to ${root}`,
    actual: fault === "other root" ? "a path to another root" : `a path that is ${fault}`,
  });
}
