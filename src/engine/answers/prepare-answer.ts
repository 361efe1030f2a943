import { subjectOption } from "../../domain/batch.ts";
import type { Policy } from "../../domain/policy.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { utc } from "../../domain/run.ts";
import { gatePath, requestBranch } from "../../domain/run-paths.ts";
import { readUtc } from "../../domain/text-forms.ts";
import { type ApproveOrder, type ApproveParts, judgeAt } from "./answer-order.ts";
import { type ChosenFiles, chooseFiles, ruleFor, wantedKinds } from "./choose-files.ts";
import { draftFiles } from "./draft-files.ts";
import type { Missing } from "./judge-commit.ts";
import { findOwnKey, type OwnKey } from "./own-key.ts";
import type { AskedQuestion } from "./read-question.ts";
import { readStanding, type Standing } from "./read-standing.ts";
import { rehearse } from "./rehearse.ts";

/** An answer that would count, as far as it can be known before it is signed. */
export interface PreparedAnswer {
  readonly chosen: ChosenFiles;
  /** Names of files that count without it, and must count with it. */
  readonly kept: readonly string[];
  /** The decision that other persons have named; null if nobody has. */
  readonly reviewDecisionId: string | null;
  /** Whose key git would sign with; null where that is not known before. */
  readonly signer: string | null;
  /** Why the gate would not open by what stands already, where somebody has answered it: such as what was taken away. */
  readonly before: Refusal | null;
  /** What the gate would still lack. */
  readonly missing: Missing;
  /** Whether the judge can tell that the answer counts: where a merge has to prove it, the runner alone can. */
  readonly isJudged: boolean;
  /** An answer that counts stands on the request's branch already, and has only to be handed in. */
  readonly isSigned: boolean;
}

/** Chooses the files that answer, and refuses before anything is signed what would not count. */
export async function prepareAnswer(
  parts: ApproveParts,
  order: ApproveOrder,
  asked: AskedQuestion,
): Promise<Result<PreparedAnswer>> {
  const past = await refuseOpened(parts, order);
  if (past !== null) return refused(past);
  const at = parts.clock.now();
  const early = refuseEarly(asked, at);
  if (early !== null) return refused(early);
  const standing = await readStanding(parts, order, asked);
  if (!standing.ok) return refused(explainWithdrawn(order, standing.refusal));
  const trusted = await judgeAt(parts, asked.mainTip).policy(asked.request, at);
  if (!trusted.ok) return trusted;
  const { policy } = trusted.value;
  const isJudged = wantedKinds(order).every((kind) =>
    ruleFor(policy, order, kind).accepted.includes("signed_commit"),
  );
  const found = isJudged
    ? findOwnKey(trusted.value, await parts.repository.signingKey(), at)
    : accepted(null);
  if (!found.ok) return found;
  const own = found.value;
  const other = own && refuseOtherName(order, own);
  if (other !== null) return refused(other);
  const chosen = choose(order, standing.value, { policy, own });
  if (!chosen.ok) return chosen;
  const reviewDecisionId = decisionOf(standing.value);
  const signer = own?.person ?? null;
  const { approval, execution } = standing.value.judged;
  const kept = [...approval, ...execution].flatMap(({ file, result }) => (result.ok ? [file] : []));
  const before = faultBefore(standing.value);
  const answer = { chosen: chosen.value, kept, reviewDecisionId, signer, isJudged, before };
  const { written, replaced } = chosen.value;
  if (written.length === 0 && replaced.length === 0) {
    const seen = await parts.repository.remoteTipOf(parts.defaultBranch);
    return finish(order, { ...asked, isSeen: asked.base === seen }, standing.value, answer);
  }
  if (own === null) return accepted({ ...answer, missing: null, isSigned: false });
  const files = draftFiles(order, asked, { chosen: chosen.value, reviewDecisionId, at });
  const missing = await rehearse(parts, order, asked, { chosen: chosen.value, kept, files, own, at });
  return missing.ok
    ? accepted({ ...answer, missing: missing.value, isSigned: false })
    : refused(explainWithdrawn(order, missing.refusal));
}

function choose(
  order: ApproveOrder,
  standing: Standing,
  { policy, own }: { readonly policy: Policy; readonly own: OwnKey | null },
): Result<ChosenFiles> {
  const { judged, ofOthers, unfit } = standing;
  const chosen = chooseFiles(order, { judged, ofOthers, policy, signer: own?.person ?? null });
  if (!chosen.ok) return chosen;
  return accepted({ ...chosen.value, replaced: [...unfit, ...chosen.value.replaced] });
}

/** Everything that the person would say counts already: nothing is signed, and at most it is handed in. */
function finish(
  order: ApproveOrder,
  asked: AskedQuestion & { readonly isSeen: boolean },
  { judged }: Standing,
  answer: Omit<PreparedAnswer, "missing" | "isSigned">,
): Result<PreparedAnswer> {
  const isIn = asked.base === asked.mainTip && asked.isSeen;
  const missing = judged.gate.ok ? null : judged.gate.refusal;
  if (asked.base !== asked.mainTip && (order.push || order.merge))
    return accepted({ ...answer, missing, isSigned: true });
  const kinds = [...judged.approval, ...judged.execution];
  const counting = kinds.flatMap(({ file, result }) =>
    result.ok ? [`${file} by ${result.value.person}`] : [],
  );
  const onMain =
    missing === null ? "Nothing is to be done: the gate opens when the run is resumed." : missing.wayOut;
  return refused(
    refusal("STOP_APPROVAL_CONFLICT", {
      field: gatePath(order, "approval"),
      message: isIn
        ? "Your answer stands, and counts."
        : "Your answer is signed, and counts when it is merged.",
      expected: "something that is not answered yet",
      actual: counting.join(", "),
      details: missing === null ? [] : [`${missing.reason}: ${missing.message}`],
      wayOut: isIn
        ? `${onMain} Another person approves with \`--as <your id in the policy>\`.`
        : "Hand it in with `cutter approve --push`; nothing is signed again.",
    }),
  );
}

function faultBefore({ judged: { gate } }: Standing): Refusal | null {
  return gate.ok || gate.refusal.reason === "STOP_APPROVAL_NOT_FOUND" ? null : gate.refusal;
}

/** The decision that the answers that count name. */
function decisionOf({ judged }: Standing): string | null {
  for (const { result } of judged.approval) if (result.ok) return result.value.statement.reviewDecisionId;
  return null;
}

/** Refuses a gate behind which the run has gone on: there is a request for the next one. */
async function refuseOpened(
  { repository }: ApproveParts,
  { runId, gate }: ApproveOrder,
): Promise<Refusal | null> {
  if (gate !== "SG_1_cut_authz") return null;
  const next = "SG_2_lifecycle_authz";
  if ((await repository.tipOf(requestBranch({ runId, gate: next }))) === null) return null;
  return refusal("STOP_GATE_NOT_OPEN", {
    field: gatePath({ runId, gate }, "request"),
    message: "The gate was opened, and the run has gone on.",
    expected: "the gate at which the run waits",
    actual: `a request for ${next}`,
    wayOut: `Answer that one: \`cutter approve ${subjectOption(runId)} --gate ${next}\`.`,
  });
}

/** Refuses a name that is not the signer's: nobody answers for another person. */
function refuseOtherName({ person }: ApproveOrder, own: OwnKey): Refusal | null {
  if (person === null || person === own.person) return null;
  return refusal("STOP_APPROVAL_SIGNER_NOT_AUTHORISED", {
    field: "--as",
    message: "The key with which your git signs is another person's.",
    expected: person,
    actual: own.person,
    wayOut: `Name yourself, \`--as ${own.person}\`, or set \`user.signingkey\` to the key of ${person}.`,
  });
}

/** Refuses a clock that is behind the moment at which the request was written. */
function refuseEarly({ request }: AskedQuestion, at: Date): Refusal | null {
  const issued = readUtc(request.issued_utc);
  if (at >= issued) return null;
  return refusal("STOP_APPROVAL_TIME_INCOHERENT", {
    field: "clock",
    message: "The clock of this machine is behind the moment at which the request was written.",
    expected: `not before issued_utc ${request.issued_utc}`,
    actual: utc(at),
    wayOut: "Correct the clock of this machine, then run `cutter approve` again.",
  });
}

function explainWithdrawn({ runId }: ApproveOrder, cause: Refusal): Refusal {
  if (cause.reason !== "STOP_APPROVAL_WITHDRAWN") return cause;
  const wayOut = `No new answer to this request counts. Where it was taken back by mistake, \`cutter orchestrate renew ${runId}\` writes a new request.`;
  return { ...cause, wayOut };
}
