import { EXECUTION_GATE, type Statement } from "../../domain/approval.ts";
import type { AskedRequest } from "../../domain/asked-request.ts";
import type { MergedPullRequest } from "../../domain/merged-pull-request.ts";
import { ruleOf } from "../../domain/policy.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { approvalsPath } from "../../domain/run-paths.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import type { ParsedCommit } from "../../trust/git/parse-commit.ts";
import type { TreeEntry } from "../../trust/git/parse-tree.ts";
import { type Introduction, judgeIntroduction, refuseWiderScope } from "../../trust/provenance.ts";
import type { JudgedStatement } from "../../trust/quorum.ts";
import {
  judgeContent,
  judgeStatement,
  type SignedProof,
  type StatementFacts,
  type StatementKind,
} from "../../trust/statement.ts";
import type { Candidate, CandidateContext, FoundFile } from "./candidate-context.ts";
import { refuseEdit, refuseRevival } from "./earlier-statements.ts";
import { findOriginal } from "./original-commit.ts";
import { refuseTakenBackByName } from "./other-name.ts";
import { refuseOtherParents } from "./own-parents.ts";
import { parseRequest } from "./parse-request.ts";
import { refuseTakenBack } from "./taken-back.ts";
import type { TrustedPolicy } from "./trusted-policy.ts";
import { type SignedCommit, verifyCommit } from "./verify-commit.ts";

/** Reads the file, compares it with the question, and finds the commit that introduced it. */
export async function readCandidate(
  context: CandidateContext,
  kind: StatementKind,
  entry: TreeEntry,
): Promise<Candidate> {
  return { kind, file: entry.name, entry, found: await readFound(context, kind, entry) };
}

async function readFound(
  { reader, history, question }: CandidateContext,
  kind: StatementKind,
  entry: TreeEntry,
): Promise<Candidate["found"]> {
  const path = approvalsPath(question.runId, entry.name);
  const bytes = await reader.blob(entry.id);
  if (bytes === null) return refused(refusal("STOP_APPROVAL_NOT_REGULAR_FILE", { field: path }));
  const statement = judgeContent(kind, bytes, question);
  if (!statement.ok) return refused(atPath(path, statement.refusal));
  const changes = await history.changesInRun(question.runId, entry.name);
  const introduction = judgeIntroduction(path, entry, changes);
  if (!introduction.ok) return introduction;
  for (const commit of new Set([introduction.value.commit, introduction.value.landing])) {
    const wider = refuseWiderScope(commit, question.runId, await reader.changedPaths(commit));
    if (wider !== null) return refused(wider);
  }
  const stated = { path, name: entry.name, entry, statement: statement.value, changes };
  const edited = await refuseEdit(reader, stated, history.isBefore);
  if (edited !== null) return refused(edited);
  return accepted({ stated, introduction: introduction.value });
}

/** The verdict on one file under the trusted policy. */
export async function judgeCandidate(
  context: CandidateContext,
  candidate: Candidate,
  trusted: TrustedPolicy,
): Promise<JudgedStatement> {
  if (!candidate.found.ok) {
    return { file: candidate.file, result: candidate.found, bindsAnother: false };
  }
  const { stated, introduction } = candidate.found.value;
  const { path, statement } = stated;
  const { question, request } = context;
  const facts: StatementFacts = {
    kind: candidate.kind,
    file: candidate.file,
    statement,
    landing: introduction.landing,
    signed: await readSignedProof(context, candidate.found.value, trusted),
    mergedPr: await readMergedPr(context, candidate, { path, landing: introduction.landing }, trusted),
    landedFirstSeen: seenAt(context, introduction.landing),
    policy: trusted.policy,
    request,
    approvedRequest: await readApprovedRequest(context, statement),
    gate: question.gate,
    initiator: question.initiator,
    now: question.now,
    isConsumed: question.isConsumed,
  };
  const judged = judgeStatement(facts);
  const { result } = judged;
  if (result.ok) {
    const takenBack =
      (await refuseTakenBack(context, stated, trusted)) ??
      (await refuseTakenBackByName(context, { kind: candidate.kind, valid: result.value }, trusted));
    return takenBack === null ? judged : { ...judged, result: refused(takenBack) };
  }
  return { ...judged, result: refused({ commit: introduction.commit, ...atPath(path, result.refusal) }) };
}

/** Asks the forge only if the policy accepts a merge as a proof. */
async function readMergedPr(
  { mergedPrs, question }: CandidateContext,
  { kind }: Candidate,
  asked: { readonly path: string; readonly landing: string },
  { policy }: TrustedPolicy,
): Promise<MergedPullRequest | null> {
  const { accepted: proofs } = ruleOf(policy, kind === "execution" ? EXECUTION_GATE : question.gate);
  return mergedPrs !== null && proofs.includes("merged_pr") ? await mergedPrs.read(asked) : null;
}

async function readSignedProof(
  context: CandidateContext,
  { stated, introduction }: FoundFile,
  trusted: TrustedPolicy,
): Promise<Result<SignedProof>> {
  const { reader, history } = context;
  const commit = await reader.commit(introduction.commit);
  if (!commit.ok) return commit;
  const joined = refuseOtherParents(history, introduction.commit, commit.value);
  if (joined !== null) return refused(joined);
  const checked = await (context.checked.get(introduction.commit) ??
    verifyAndKeep(context, introduction.commit, commit.value, trusted));
  if (checked.ok) {
    const revived = await refuseRevival(reader, stated, (earlier) =>
      history.isBefore(earlier, introduction.commit),
    );
    return revived === null
      ? accepted(proofOf(context, introduction.commit, checked.value, trusted))
      : refused(revived);
  }
  const original = await findOriginal(context, stated, trusted);
  if (original?.ok) return accepted(proofOf(context, original.value.id, original.value.signed, trusted));
  return original ?? refused(explainUnproved(introduction, commit.value, checked.refusal));
}

function verifyAndKeep(
  { verifiers, checked }: CandidateContext,
  id: string,
  commit: ParsedCommit,
  trusted: TrustedPolicy,
): Promise<Result<SignedCommit>> {
  const check = verifyCommit(verifiers, id, commit, trusted.keyFiles);
  checked.set(id, check);
  return check;
}

function proofOf(
  context: CandidateContext,
  id: string,
  { commit, signature }: SignedCommit,
  trusted: TrustedPolicy,
): SignedProof {
  return {
    commit: id,
    signature,
    committedAt: commit.committer.at,
    firstSeen: seenAt(context, id),
    pinnedSince: trusted.pinnedSince.get(signature.key) ?? null,
  };
}

/** Chooses the reason that tells a person what to do: the file was edited, the commit was rewritten by a merge, or the fault itself. */
function explainUnproved(introduction: Introduction, commit: ParsedCommit, fault: Refusal): Refusal {
  if (introduction.replaced !== null) {
    return refusal("STOP_APPROVAL_PROVENANCE", {
      expected: "no later edit",
      actual: `edited in ${introduction.commit}: ${fault.message}`,
    });
  }
  const isRewritten =
    commit.author.email !== commit.committer.email || commit.author.name !== commit.committer.name;
  if (fault.reason !== "STOP_APPROVAL_SIGNER_UNKNOWN" || !isRewritten) return fault;
  return refusal("STOP_APPROVAL_PROVENANCE", {
    expected: "the signed commit itself, or its original at refs/pull/<n>/head",
    actual: `rewritten as ${introduction.commit} by ${commit.committer.name}`,
    wayOut:
      "Answer again with `cutter approve --push`, and merge with a merge commit: a squash or rebase drops the signature.",
  });
}

/** The other request that the statement binds, if it stands beside the statement; null if the statement binds the judged one. */
async function readApprovedRequest(
  { reader, requestEntry, request }: CandidateContext,
  statement: Statement,
): Promise<AskedRequest | null> {
  if (statement.payloadSha256 === request.payloadSha256) return null;
  const bytes = requestEntry === null ? null : await reader.blob(requestEntry.id);
  if (bytes === null || sha256Hex(bytes) !== statement.payloadSha256) return null;
  return parseRequest(bytes);
}

function seenAt({ question }: CandidateContext, commit: string): Date {
  return question.firstSeen.get(commit) ?? question.now;
}

function atPath(path: string, refused: Refusal): Refusal {
  return { ...refused, field: refused.field === undefined ? path : `${path}: ${refused.field}` };
}
