import { EXECUTION_GATE } from "../../domain/approval.ts";
import type { AskedRequest } from "../../domain/asked-request.ts";
import { concernsOfRequest } from "../../domain/concerns.ts";
import type { ClaimedApproval } from "../../domain/ledger-claim.ts";
import { quorumFor } from "../../domain/policy.ts";
import { isObjectId } from "../../domain/text-forms.ts";
import type { ApprovedPayload } from "../../ports/approvals.ts";
import { isSame } from "../../trust/provenance.ts";
import {
  type GateOf,
  type RequestInHistory,
  requestsOf,
  type StatementInGit,
  type StatementsInGit,
  statementsOf,
} from "./approval-in-git.ts";
import type { History } from "./history.ts";
import { type GitTools, policiesOf, type Signers, signersOf } from "./signers-in-git.ts";

/**
 * What a row of the ledger says of an approval otherwise than git: place, nonce, commits, when it was signed, by whom and with which keys. Null where
 * it says the same. Of the persons as many have to be named as the policy of the request asks; who approved beside them may be left out, because
 * they may have come later.
 */
export async function findMisstated(
  tools: GitTools,
  history: History,
  { asked, said }: { readonly asked: ApprovedPayload; readonly said: ClaimedApproval },
): Promise<string | null> {
  const { gate } = asked;
  const { batch } = said;
  const subject = batch?.batchId ?? asked.runId;
  const request = await findRequest(tools, history, { asked, said, subject });
  if (request === null && batch !== null)
    return `no list that was approved for ${quote([subject])} has it at place ${batch.index}`;
  const payloadSha256 = request?.payloadSha256 ?? asked.payloadSha256;
  const statements = await statementsOf(tools.reader, history, { subject, gate, payloadSha256 });
  if (statements.approvals.length === 0) return "approved alone, where git has the approval of a batch";
  const nonce = batch?.nonce ?? said.nonce;
  const faults = [
    request === null || nonce === request.request.nonce
      ? null
      : `another nonce than ${request.request.nonce}`,
    ...(await judgeCommits(tools, history, {
      said,
      subject,
      statements,
      gate,
      request: request?.request ?? null,
    })),
  ];
  return faults.filter((fault) => fault !== null).join("; ") || null;
}

/** The request that people have answered: of the run alone, or of the batch that names it at its place. */
async function findRequest(
  { reader }: GitTools,
  history: History,
  {
    asked,
    said,
    subject,
  }: { readonly asked: ApprovedPayload; readonly said: ClaimedApproval; readonly subject: string },
): Promise<RequestInHistory | null> {
  const { runId, gate, payloadSha256 } = asked;
  const requests = await requestsOf(reader, history, { subject, gate });
  const { batch } = said;
  if (batch === null) return requests.find((each) => each.payloadSha256 === payloadSha256) ?? null;
  const lists = requests.filter(({ request }) => {
    if (request.schema !== "iu-cutter/batch-request/1") return false;
    const member = request.members[batch.index];
    return member?.run_id === runId && member.payload_sha256 === payloadSha256;
  });
  return lists.find(({ request }) => request.nonce === batch.nonce) ?? lists[0] ?? null;
}

interface Judged extends GateOf {
  readonly said: ClaimedApproval;
  readonly statements: StatementsInGit;
  /** Null where people have kept the answers alone. */
  readonly request: AskedRequest | null;
}

async function judgeCommits(
  tools: GitTools,
  history: History,
  judged: Judged,
): Promise<readonly (string | null)[]> {
  const { said, subject, gate, statements, request } = judged;
  const { approvalCommit, executionCommit, signedUtc } = said;
  const broughtBy = async (commit: string, all: readonly StatementInGit[]) => {
    const found: StatementInGit[] = [];
    for (const each of all)
      if (await isBroughtBy(tools, history, { commit, subject, each })) found.push(each);
    return found;
  };
  const approved = await broughtBy(approvalCommit, statements.approvals);
  const executed = await broughtBy(executionCommit, statements.executions);
  const policies = (await policiesOf(tools, history)).filter(
    ({ sha256 }) => request === null || sha256 === request.policy.sha256,
  );
  const approvers: Approvers[] = [];
  const executors: Signers[] = [];
  for (const { policy } of policies) {
    const offered = approved.length > 0 ? approvalCommit : null;
    const { approvals, executions } = statements;
    approvers.push({
      ...(await signersOf(tools, history, { subject, policy, name: gate, statements: approvals, offered })),
      quorum: request === null ? 1 : quorumFor(policy.gates[gate], concernsOfRequest(request)),
    });
    executors.push(
      await signersOf(tools, history, {
        subject,
        policy,
        name: EXECUTION_GATE,
        statements: executions,
        offered: null,
      }),
    );
  }
  // The original that a squash has left behind may be gone, and can't be told from a commit that never was.
  const isGone = async (commit: string, signers: readonly Signers[]) =>
    signers.every(({ isWhole }) => !isWhole) && (await isMissing(tools, commit));
  const signed = approved.length > 0 ? approved : statements.approvals;
  const times = [...new Set(signed.map((each) => each.signedUtc))];
  return [
    approved.length > 0 || (await isGone(approvalCommit, approvers))
      ? null
      : `commit ${quote([approvalCommit])} has not brought the approval in`,
    executed.length > 0 || (await isGone(executionCommit, executors))
      ? null
      : `commit ${quote([executionCommit])} has not brought the execution authorisation in`,
    times.includes(signedUtc) ? null : `signed ${quote([signedUtc])}, where git has ${times.join(", ")}`,
    judgeWho(said, approvers),
  ];
}

interface Approvers extends Signers {
  /** How many of them have to be named. */
  readonly quorum: number;
}

function judgeWho({ persons, keys }: ClaimedApproval, approvers: readonly Approvers[]): string | null {
  const named = new Set(persons);
  const isBy = ({ signers, quorum }: Approvers) => {
    const holders = new Set(keys.map((key) => signers.get(key) ?? ""));
    return (
      named.size >= quorum && holders.size === named.size && [...named].every((each) => holders.has(each))
    );
  };
  if (approvers.length === 0 || approvers.some(isBy)) return null;
  const found = approvers.flatMap(({ signers }) =>
    [...signers].map(([key, person]) => `${person} with ${key}`),
  );
  return `approved by ${quote(persons)} with ${quote(keys)}, where git has ${[...new Set(found)].join(", ") || "nobody"}`;
}

/** Whether the commit has brought the statement in: into the history, or beside it, as the original of a squash. */
async function isBroughtBy(
  tools: GitTools,
  history: History,
  {
    commit,
    subject,
    each,
  }: { readonly commit: string; readonly subject: string; readonly each: StatementInGit },
): Promise<boolean> {
  if (each.commits.includes(commit)) return true;
  if (history.has(commit) || (await isMissing(tools, commit))) return false;
  const { aside } = tools;
  const own = await aside.commit(commit);
  const [parent] = own.ok ? own.value.parents : [];
  const entryIn = async (id: string) => (await aside.runFolder(id, subject))?.get(each.entry.name) ?? null;
  if (parent === undefined || !isSame(await entryIn(commit), each.entry)) return false;
  return !isSame(await entryIn(parent), each.entry);
}

async function isMissing({ repository }: GitTools, commit: string): Promise<boolean> {
  return !isObjectId(commit) || (await repository.readObject(commit))?.type !== "commit";
}

/** Whatever stands in the ledger is told as text without signs that a terminal follows, and not at length. */
function quote(texts: readonly string[]): string {
  return texts.map((text) => JSON.stringify(text.slice(0, 80))).join(", ") || "nobody";
}
