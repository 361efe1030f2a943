import { EXECUTION_GATE, parseStatement, type Statement } from "../domain/approval.ts";
import type { AskedRequest } from "../domain/asked-request.ts";
import type { Gate } from "../domain/gates.ts";
import type { MergedPullRequest } from "../domain/merged-pull-request.ts";
import { type GateRule, type Policy, ruleOf } from "../domain/policy.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import type { GoodSignature } from "../domain/signature.ts";
import { readUtc } from "../domain/text-forms.ts";
import {
  type JudgedRequest,
  type Question,
  refuseForeignApproval,
  refuseForeignExecution,
  refuseForeignPayload,
} from "./binding.ts";
import { judgeMergedPr } from "./merged-pr.ts";
import { personOfFile } from "./paths.ts";
import type { JudgedStatement } from "./quorum.ts";
import { refuseDeadKey } from "./signature.ts";
import { judgeKeyHolder, refuseOutsideWindow, refuseUnauthorised } from "./signer.ts";
import { refuseFuture, refuseIncoherence, refuseStale } from "./times.ts";

export type StatementKind = "approval" | "execution";

/** Parses the file and compares it with the question; the signer is judged later. */
export function judgeContent(kind: StatementKind, bytes: Uint8Array, question: Question): Result<Statement> {
  const parsed = parseStatement(bytes);
  if (!parsed.ok) return parsed;
  const foreign =
    kind === "approval"
      ? refuseForeignApproval(parsed.value, question)
      : refuseForeignExecution(parsed.value, question);
  return foreign === null ? parsed : refused(foreign);
}

/** A commit whose signature is good for a key that the policy pins. */
export interface SignedProof {
  readonly commit: string;
  readonly signature: GoodSignature;
  readonly committedAt: Date;
  readonly firstSeen: Date;
  /** When the policy version was signed since which the key is pinned; null if every version pins it. */
  readonly pinnedSince: Date | null;
}

/** All facts about one statement whose content fits the question. */
export interface StatementFacts {
  readonly kind: StatementKind;
  readonly file: string;
  readonly statement: Statement;
  readonly landing: string;
  readonly signed: Result<SignedProof>;
  /** Null if the policy does not ask for it, or the forge does not know it. */
  readonly mergedPr: MergedPullRequest | null;
  readonly landedFirstSeen: Date;
  readonly policy: Policy;
  readonly request: JudgedRequest;
  /** The other request that the statement binds, if it stands beside the approval and can be read. */
  readonly approvedRequest: AskedRequest | null;
  readonly gate: Gate;
  readonly initiator: string;
  readonly now: Date;
  readonly isConsumed: boolean;
}

interface Proved {
  readonly person: string;
  readonly key: string;
  readonly commit: string;
  readonly signature: Date | null;
  readonly committed: Date;
  readonly firstSeen: Date;
}

/** Judges whether a statement is genuine, then allowed, then bound to the request, then in time. */
export function judgeStatement(facts: StatementFacts): JudgedStatement {
  const judged = judgeTerms(facts);
  const { result } = judged;
  if (result.ok) return judged;
  return { ...judged, result: refused({ ...result.refusal, ...signerOf(facts) }) };
}

/** The signer, if the signature proves one: a refusal for any other reason still says whose statement it is. */
function signerOf({ signed, policy }: StatementFacts): Pick<Refusal, "commit" | "signer"> {
  const holder = signed.ok ? judgeKeyHolder(policy, signed.value.signature) : signed;
  if (!signed.ok || !holder.ok) return {};
  const { commit, signature } = signed.value;
  return { commit, signer: { person: holder.value.person.id, key: signature.key } };
}

function judgeTerms(facts: StatementFacts): JudgedStatement {
  const { file, statement } = facts;
  const refuse = (cause: Refusal, bindsAnother = false): JudgedStatement => ({
    file,
    result: refused(cause),
    bindsAnother,
  });
  const rule = ruleOf(facts.policy, facts.kind === "approval" ? facts.gate : EXECUTION_GATE);
  const proved = judgeProofs(facts, rule);
  if (!proved.ok) return refuse(proved.refusal);
  const named = personOfFile(file);
  if (named !== null && named !== proved.value.person) {
    return refuse(wrongPerson(file, named, proved.value.person));
  }
  const foreign = refuseForeignPayload(statement, facts.request, facts.approvedRequest);
  if (foreign !== null) return refuse(foreign, true);
  const untimely = refuseUntimely(facts, proved.value);
  if (untimely !== null) return refuse(untimely);
  const { person, key, commit } = proved.value;
  return { file, result: accepted({ file, statement, person, key, commit }), bindsAnother: false };
}

function judgeProofs(
  facts: StatementFacts,
  rule: GateRule & { readonly needsAll: boolean; readonly accepted: readonly string[] },
): Result<Proved> {
  const proofs = rule.accepted.map((proof) =>
    proof === "signed_commit" ? judgeSigned(facts, rule) : judgeMerged(facts, rule),
  );
  const [first, second] = proofs;
  if (first === undefined) return refused(refusal("STOP_APPROVAL_PROVENANCE", { field: "proofs" }));
  if (!rule.needsAll) return proofs.find((proof) => proof.ok) ?? first;
  if (!first.ok || second === undefined) return first;
  if (!second.ok) return second;
  if (first.value.person !== second.value.person) {
    return refused(wrongPerson(facts.file, first.value.person, second.value.person));
  }
  return rule.accepted[0] === "signed_commit" ? first : second;
}

function judgeSigned(facts: StatementFacts, rule: GateRule): Result<Proved> {
  if (!facts.signed.ok) return facts.signed;
  const { commit, signature, committedAt, firstSeen, pinnedSince } = facts.signed.value;
  const holder = judgeKeyHolder(facts.policy, signature);
  if (!holder.ok) return holder;
  const dead = refuseDeadKey(signature, { firstSeen, now: facts.now });
  if (dead !== null) return refused(dead);
  const signed = signature.createdAt ?? committedAt;
  const outside = refuseOutsideWindow(holder.value, { signed, firstSeen, pinnedSince });
  if (outside !== null) return refused(outside);
  const { person } = holder.value;
  const unauthorised = refuseUnauthorised(person, rule, facts);
  if (unauthorised !== null) return refused(unauthorised);
  return accepted({
    person: person.id,
    key: signature.key,
    commit,
    signature: signature.createdAt,
    committed: committedAt,
    firstSeen,
  });
}

function judgeMerged(facts: StatementFacts, rule: GateRule): Result<Proved> {
  const stated = signedAt(facts.statement);
  const firstSeen = facts.landedFirstSeen;
  const merged = judgeMergedPr(facts.policy, facts.mergedPr, facts.landing, { signed: stated, firstSeen });
  if (!merged.ok) return merged;
  const unauthorised = refuseUnauthorised(merged.value, rule, facts);
  if (unauthorised !== null) return refused(unauthorised);
  const account = merged.value.github?.id;
  return accepted({
    person: merged.value.id,
    key: `github:${account}`,
    commit: facts.landing,
    signature: null,
    committed: stated,
    firstSeen,
  });
}

function refuseUntimely(facts: StatementFacts, proved: Proved): Refusal | null {
  const signed = signedAt(facts.statement);
  const moments = {
    issued: readUtc(facts.request.content.issued_utc),
    signed,
    signature: proved.signature,
    committed: proved.committed,
    firstSeen: proved.firstSeen,
    now: facts.now,
  };
  const untimely = refuseFuture(moments) ?? refuseIncoherence(moments);
  return untimely ?? (facts.isConsumed ? null : refuseStale(facts.gate, signed, facts.now));
}

function signedAt(statement: Statement): Date {
  return readUtc(statement.signedUtc);
}

function wrongPerson(field: string, expected: string, actual: string): Refusal {
  return refusal("STOP_APPROVAL_SIGNER_NOT_AUTHORISED", { field, expected, actual });
}
