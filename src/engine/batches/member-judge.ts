import type { BatchRequest } from "../../domain/batch-request.ts";
import { joinInitiators } from "../../domain/initiator.ts";
import type { ApprovalToConsume } from "../../domain/open-gate.ts";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { reviewDecisionOf } from "../../domain/review-decision.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import type { ApprovalJudge, GateQuestion, GateVerdict } from "../../ports/approvals.ts";
import { parseRequest } from "../approvals/parse-request.ts";

/** The request of a round, byte by byte as people have signed it. */
export interface AskedRound {
  readonly text: string;
  readonly content: BatchRequest;
  /** sha256 of the text. */
  readonly payloadSha256: string;
  /** The place in the signed list of every run; of thousands each asks a dozen times. */
  readonly places: ReadonlyMap<string, number>;
  /** Who moved the batch, as the question of a gate names them. */
  readonly initiator: string;
}

/** The request of a round, of which the digest is known, as its members ask about it. */
export function askedRound(read: Omit<AskedRound, "places">): AskedRound {
  const places = new Map<string, number>();
  for (const [place, { run_id }] of read.content.members.entries())
    if (!places.has(run_id)) places.set(run_id, place);
  return { ...read, places };
}

/** A verdict is asked for again after this time, even where no branch has moved: keys and policies end by the clock. */
const VERDICT_MS = 30_000;

/**
 * Judges the gate of a member by the decision about its batch. The judge is that of every gate, asked about the request of the batch; the
 * member's own request has to be the one that the signed list names.
 */
export function createMemberJudge(
  judge: ApprovalJudge,
  round: (question: GateQuestion) => Promise<AskedRound | null>,
): ApprovalJudge {
  const judgeBatch = rememberVerdict(judge);
  return {
    ...judge,
    async judge(question) {
      const asked = await round(question);
      if (asked === null) return { result: noDecision(question), seen: [] };
      const place = findPlace(asked, question);
      if (!place.ok) return { result: place, seen: [] };
      const verdict = await judgeBatch({
        ...question,
        runId: asked.content.batch_id,
        requestText: asked.text,
        initiator: question.isConsumed
          ? asked.content.initiator
          : joinInitiators([question.initiator, asked.initiator]),
      });
      if (!verdict.result.ok) return verdict;
      const { opened, ...policy } = verdict.result.value;
      const { nonce, payloadSha256, batch } = place.value;
      return {
        seen: verdict.seen,
        result: accepted({
          ...policy,
          opened: {
            ...opened,
            payloadSha256,
            approval: { ...opened.approval, nonce, batch },
            reviewDecisionId: reviewDecisionOf(question.gate, payloadSha256),
          },
        }),
      };
    },
  };
}

interface Place {
  /** Nonce and digest of the member's own request, under which its use is recorded. */
  readonly nonce: string;
  readonly payloadSha256: string;
  readonly batch: NonNullable<ApprovalToConsume["batch"]>;
}

function findPlace(asked: AskedRound, { runId, gate, requestText }: GateQuestion): Result<Place> {
  const { content, payloadSha256 } = asked;
  const index = asked.places.get(runId) ?? -1;
  const own = parseRequest(requestText);
  const [expected, actual] = [content.members[index]?.payload_sha256, sha256Hex(requestText)];
  if (content.gate !== gate || own === null || expected !== actual)
    return refused(
      refusal("STOP_BATCH_MEMBER", {
        field: runId,
        message: "The request of the member is not the one that the signed list names.",
        expected: `${content.gate} ${expected ?? "of another run"}`,
        actual: `${gate} ${actual}`,
      }),
    );
  const { batch_id: batchId, nonce } = content;
  return accepted({
    nonce: own.nonce,
    payloadSha256: actual,
    batch: { batchId, nonce, index, payloadSha256 },
  });
}

function noDecision({ runId, gate }: GateQuestion) {
  return refused(
    refusal("STOP_APPROVAL_NOT_FOUND", {
      field: runId,
      expected: `a decision about its batch at ${gate}`,
      actual: "the batch has asked for none",
    }),
  );
}

/** The members of a round ask the same question one after the other; while no branch has moved it has the same answer. */
export function rememberVerdict(judge: ApprovalJudge): ApprovalJudge["judge"] {
  let kept: {
    readonly key: string;
    readonly requestText: string;
    readonly at: number;
    readonly verdict: GateVerdict;
  } | null = null;
  return async (question) => {
    const { runId, gate, initiator, requestText, isConsumed, now } = question;
    const key = [await judge.position(), runId, gate, initiator, isConsumed].join(" ");
    const age = kept === null ? 0 : now.getTime() - kept.at;
    // The text is the same one, of which a digest each time would cost more than all else that is asked.
    const isSame = kept?.key === key && kept.requestText === requestText;
    if (kept !== null && isSame && age >= 0 && age < VERDICT_MS) return kept.verdict;
    const verdict = await judge.judge(question);
    kept = { key, requestText, at: now.getTime(), verdict };
    return verdict;
  };
}
