import type { Batch } from "../../domain/batch.ts";
import type { BatchEntry, BatchEvent } from "../../domain/batch-journal.ts";
import type { Gate } from "../../domain/gates.ts";
import { joinInitiators } from "../../domain/initiator.ts";
import type {
  BatchAdoption,
  BatchPosition,
  BatchReport,
  MemberPosition,
  Round,
  Settled,
} from "./batch-shape.ts";

export type { BatchPosition, MemberPosition, Round, Settled } from "./batch-shape.ts";

export function foldBatch(entries: readonly BatchEntry[]): BatchPosition {
  const fold = new BatchFold();
  for (const entry of entries) fold.take(entry);
  return fold.position;
}

const LEAVES_ENDING: ReadonlySet<BatchEvent["type"]> = new Set([
  "report_written",
  "report_posted",
  "moved",
  "evidence_copied",
]);

/** Folds a journal entry by entry, in place: that of a batch of thousands has tens of thousands of entries. */
export class BatchFold {
  #batch: Batch | null = null;
  #adoption: Omit<BatchAdoption, "pending"> | null = null;
  readonly #pending = new Set<number>();
  readonly #movedBy: string[] = [];
  #members: MemberPosition[] = [];
  #round: (Omit<Round, "settled"> & { readonly settled: Map<number, Settled> }) | null = null;
  #renewing: Gate | null = null;
  #isTakingBack = false;
  #reports: BatchReport[] = [];
  #ending: BatchPosition["ending"] = null;
  #copiedTo: readonly string[] = [];
  #lastAt = "";

  get position(): BatchPosition {
    if (this.#batch === null) throw new Error("the journal of a batch begins with batch_started");
    return {
      batch: this.#batch,
      adoption: this.#adoption && { ...this.#adoption, pending: this.#pending },
      movedBy: this.#movedBy,
      members: this.#members,
      round: this.#round,
      renewing: this.#renewing,
      isTakingBack: this.#isTakingBack,
      reports: this.#reports,
      ending: this.#ending,
      copiedTo: this.#copiedTo,
      lastAt: this.#lastAt,
    };
  }

  take({ event, at }: BatchEntry): void {
    // A copy of its evidence does not move a batch any more.
    if (event.type !== "evidence_copied") this.#lastAt = at;
    if (!LEAVES_ENDING.has(event.type)) this.#ending = null;
    switch (event.type) {
      case "batch_started":
        this.#batch = event.batch;
        this.#members = event.batch.documents.map((documentId, index) => ({
          index,
          documentId,
          runId: null,
          at: null,
          result: "open",
          refusal: null,
        }));
        return;
      case "adopted":
        this.#batch = event.batch;
        this.#adoption = { by: event.by, missing: event.missing };
        this.#movedBy.push(event.by);
        this.#members = event.batch.documents.map((documentId, index) => ({
          index,
          documentId,
          runId: event.members[index] ?? null,
          at: null,
          result: "open",
          refusal: null,
        }));
        for (const index of event.members.keys()) this.#pending.add(index);
        return;
      case "member_adopted":
        this.#pending.delete(event.index);
        this.#change(event.index, { at: event.at, result: event.result, refusal: event.refusal });
        return;
      case "moved":
        this.#movedBy.push(event.by);
        return;
      case "member_started":
        this.#change(event.index, { runId: event.runId });
        return;
      case "member_ready":
        this.#change(event.index, { at: "SG_1_cut_authz" });
        return;
      case "gate_requested": {
        const { type: _type, ...asked } = event;
        this.#renewing = null;
        this.#isTakingBack = false;
        this.#round = { ...asked, where: null, opened: null, settled: new Map(), ended: null };
        for (const index of asked.members) this.#change(index, { at: asked.gate });
        return;
      }
      case "gate_waiting":
        this.#changeRound({ where: event.where });
        return;
      case "gate_opened":
        this.#changeRound({ opened: { expiresUtc: event.expiresUtc } });
        return;
      case "member_settled":
        this.#settle(event);
        return;
      case "report_written":
        this.#reports.push({ name: event.name, sha256: event.sha256, where: null });
        return;
      case "report_posted":
        this.#reports = this.#reports.map((each) =>
          each.name === event.name && each.sha256 === event.sha256 ? { ...each, where: event.where } : each,
        );
        return;
      case "round_ended":
        this.#changeRound({ ended: { refusal: event.refusal } });
        return;
      case "member_left":
        this.#change(event.index, { at: null, result: "left", refusal: event.refusal });
        return;
      case "renewing":
        this.#renewing = event.gate;
        this.#isTakingBack = false;
        return;
      case "taking_back":
        if (this.#round?.ended == null) this.#renew();
        this.#renewing = null;
        this.#isTakingBack = true;
        return;
      case "renewed":
        this.#renew();
        return;
      case "stopped":
        this.#ending = { kind: "stopped", refusal: event.refusal };
        return;
      case "voided":
        this.#members = this.#members.map((each) =>
          each.result === "open" ? { ...each, at: null, result: "left" } : each,
        );
        this.#ending = { kind: "voided", by: event.by, why: event.why };
        return;
      case "closed":
        this.#ending = { kind: "closed", evidenceSha256: event.evidenceSha256 };
        return;
      case "evidence_copied":
        this.#copiedTo = [...this.#copiedTo, event.place];
        return;
    }
  }

  #change(index: number, change: Partial<MemberPosition>): void {
    const member = this.#members[index];
    if (member !== undefined) this.#members[index] = { ...member, ...change };
  }

  #changeRound(change: Partial<Omit<Round, "settled">>): void {
    if (this.#round !== null) this.#round = { ...this.#round, ...change };
  }

  /** Whoever was asked to let drafts be withdrawn is asked again whether they are to be enacted. */
  #renew(): void {
    if (this.#round?.gate === "SG_3_compensation_authz")
      for (const { index, at } of this.#members)
        if (at === "SG_3_compensation_authz") this.#change(index, { at: "SG_2_lifecycle_authz" });
    this.#round = null;
    this.#renewing = null;
    this.#isTakingBack = false;
  }

  #settle({ index, gate, result, refusal }: Extract<BatchEvent, { type: "member_settled" }>): void {
    this.#round?.settled.set(index, { result, refusal });
    if (result !== "done") this.#change(index, { result, refusal, at: null });
    else if (gate === "SG_1_cut_authz") this.#change(index, { at: "SG_2_lifecycle_authz" });
    else this.#change(index, { at: null, result: gate === "SG_2_lifecycle_authz" ? "closed" : "withdrawn" });
  }
}

/** Everybody who started the batch or moved it by hand, as a request names them. */
export function initiatorsOfBatch({ batch, movedBy }: BatchPosition): string {
  return joinInitiators([batch.initiator, ...movedBy]);
}

/** The members that may still go on, in order. */
export function openMembers({ members }: BatchPosition): readonly MemberPosition[] {
  return members.filter(({ result }) => result === "open");
}

/** Members of the round that nothing was done with, and that are still there. */
export function unsettled({ round, members }: Pick<BatchPosition, "round" | "members">): readonly number[] {
  return (round?.members ?? []).filter(
    (index) => round?.settled.has(index) === false && members[index]?.result === "open",
  );
}

/** Whether people are being asked anew, which goes on first where it was cut off. */
export function isAskingAnew({ renewing, isTakingBack }: BatchPosition): boolean {
  return renewing !== null || isTakingBack;
}

export function isBatchOver({ ending }: BatchPosition): boolean {
  return ending?.kind === "closed" || ending?.kind === "voided";
}
