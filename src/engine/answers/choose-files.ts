import { EXECUTION_GATE } from "../../domain/approval.ts";
import { type Policy, ruleOf } from "../../domain/policy.ts";
import type { ReasonCode } from "../../domain/reasons.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { gateFile, gatePath } from "../../domain/run-paths.ts";
import type { JudgedStatement } from "../../trust/quorum.ts";
import type { StatementKind } from "../../trust/statement.ts";
import type { JudgedAnswers } from "../approvals/judge-answers.ts";
import type { ApproveOrder } from "./answer-order.ts";

/** A file that does not count, and why, in the judge's words. */
export interface ReplacedFile {
  readonly path: string;
  readonly why: Refusal;
}

/** The files that would answer, and those that have to give way first. */
export interface ChosenFiles {
  readonly written: readonly { readonly kind: StatementKind; readonly path: string }[];
  /** What does not count stands at their paths; it is taken away by a commit of its own, since nothing may overwrite a statement. */
  readonly replaced: readonly ReplacedFile[];
}

export interface StandingAnswers {
  readonly judged: Pick<JudgedAnswers, StatementKind>;
  /** Names of files that state something about another request: they may be overwritten. */
  readonly ofOthers: ReadonlySet<string>;
  readonly policy: Policy;
  /** Who would sign, where that is known. */
  readonly signer: string | null;
}

/** Reasons that tell of a proof: where a merge is one too, the runner alone can know that the file does not count. */
const ABOUT_PROOF: ReadonlySet<ReasonCode> = new Set([
  "STOP_APPROVAL_PROVENANCE",
  "STOP_APPROVAL_UNSIGNED",
  "STOP_APPROVAL_SIG_BAD",
  "STOP_APPROVAL_SIG_AMBIGUOUS",
  "STOP_APPROVAL_SIG_EXPIRED",
  "STOP_APPROVAL_WEAK_CRYPTO",
  "STOP_APPROVAL_SIGNER_UNKNOWN",
]);

export function wantedKinds({ decision }: Pick<ApproveOrder, "decision">): readonly StatementKind[] {
  if (decision === "approve") return ["approval", "execution"];
  return [decision === "approve-only" ? "approval" : "execution"];
}

export function ruleFor(policy: Policy, { gate }: Pick<ApproveOrder, "gate">, kind: StatementKind) {
  return ruleOf(policy, kind === "approval" ? gate : EXECUTION_GATE);
}

/**
 * Chooses the file of each statement that does not count yet for the person. What counts, and what another person has signed, is never
 * replaced.
 */
export function chooseFiles(order: ApproveOrder, standing: StandingAnswers): Result<ChosenFiles> {
  const written: ChosenFiles["written"][number][] = [];
  const replaced: ReplacedFile[] = [];
  for (const kind of wantedKinds(order)) {
    const chosen = chooseFile(order, standing, kind);
    if (!chosen.ok) return chosen;
    if (chosen.value === null) continue;
    written.push({ kind, path: chosen.value.path });
    if (chosen.value.replaced !== null) replaced.push(chosen.value.replaced);
  }
  return accepted({ written, replaced });
}

interface ChosenFile {
  readonly path: string;
  readonly replaced: ReplacedFile | null;
}

function chooseFile(
  order: ApproveOrder,
  standing: StandingAnswers,
  kind: StatementKind,
): Result<ChosenFile | null> {
  const me = order.person ?? standing.signer;
  const files = standing.judged[kind];
  const counting = files.flatMap(({ result }) => (result.ok ? [result.value] : []));
  if (me !== null && counting.some(({ person }) => person === me)) return accepted(null);
  const own = gateFile(order.gate, kind, order.person);
  const first = files.find(({ file }) => file === own);
  const keeps = first === undefined ? null : whyKept(order, standing, { kind, first, me });
  if (keeps === null && (counting.length === 0 || order.person !== null || first === undefined))
    return accepted(placeAt(order, standing, { kind, person: order.person, present: first }));
  // What another has signed stays, and so does what stood before another answered: its removal would count against that answer too.
  if (me === null || order.person !== null || keeps !== null)
    return refused(keeps ?? conflict(order, kind, first));
  const named = files.find(({ file }) => file === gateFile(order.gate, kind, me));
  return accepted(placeAt(order, standing, { kind, person: me, present: named }));
}

function placeAt(
  order: ApproveOrder,
  { ofOthers }: StandingAnswers,
  place: {
    readonly kind: StatementKind;
    readonly person: string | null;
    readonly present: JudgedStatement | undefined;
  },
): ChosenFile {
  const path = gatePath(order, place.kind, place.person);
  const { present } = place;
  if (present === undefined || present.result.ok || ofOthers.has(present.file))
    return { path, replaced: null };
  return { path, replaced: { path, why: present.result.refusal } };
}

/** Why the file at the person's own place has to stay as it is; null if it may give way. */
function whyKept(
  order: ApproveOrder,
  { policy, ofOthers }: StandingAnswers,
  about: { readonly kind: StatementKind; readonly first: JudgedStatement; readonly me: string | null },
): Refusal | null {
  const { kind, first, me } = about;
  if (first.result.ok) return conflict(order, kind, first);
  if (ofOthers.has(first.file)) return null;
  const { signer, reason } = first.result.refusal;
  if (signer !== undefined && signer.person !== me) return conflict(order, kind, first);
  const mayCount = ruleFor(policy, order, kind).accepted.includes("merged_pr") && ABOUT_PROOF.has(reason);
  return mayCount ? conflict(order, kind, first) : null;
}

function conflict(order: ApproveOrder, kind: StatementKind, standing: JudgedStatement | undefined): Refusal {
  return refusal("STOP_APPROVAL_CONFLICT", {
    field: gatePath(order, kind, order.person),
    message: "An answer of somebody else stands there, and nobody replaces that.",
    expected: "a place that is free, or your own answer",
    actual: describe(standing),
    wayOut: "Approve as a further person with `--as <your id in the policy>`.",
  });
}

function describe(standing: JudgedStatement | undefined): string {
  if (standing === undefined) return "other answers that count";
  const { result } = standing;
  if (result.ok) return `an answer by ${result.value.person} in ${result.value.commit} that counts`;
  const { signer, reason } = result.refusal;
  if (signer !== undefined) return `an answer by ${signer.person}: ${reason}`;
  return `an answer of which the merge may be the proof: ${reason}`;
}
