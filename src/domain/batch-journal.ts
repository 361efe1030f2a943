import { z } from "zod";
import { batchSchema } from "./batch.ts";
import { evidenceCopiedSchema } from "./evidence-copies.ts";
import { GATE_NAMES } from "./gates.ts";
import { type EntryOf, entrySchemaOf, type JournalForm, type OrderFault } from "./journal.ts";
import { refusalSchema } from "./refusal.ts";
import { runIdSchema } from "./run.ts";
import { sha256Text, utcText } from "./text-forms.ts";

const text = z.string();
const gate = z.enum(GATE_NAMES);
const index = z.number().int().nonnegative();
const report = z.string().regex(/^[A-Za-z0-9_-]+$/, "the name of a report");

/** What became of a member at a gate. */
const MEMBER_RESULTS = ["done", "failed"] as const;

/** What an adopted member is. */
const ADOPTED_RESULTS = ["open", "closed", "left"] as const;

/** Everything that the journal of a batch can say, by `type`. What happens to a member stands in the member's own journal. */
export const batchEventSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("batch_started"), batch: batchSchema }),
  /** The journal of a batch whose own is lost begins with this: who has adopted it, and the runs of its members by the ledger. */
  z.strictObject({
    type: z.literal("adopted"),
    batch: batchSchema,
    number: z.number().int().positive(),
    by: text,
    /** None where it is ended with this: its journal was damaged, and nothing of it was written. */
    members: z.array(runIdSchema).readonly(),
    /** sha256 of each request of the batch that stood in git. */
    requests: z.array(sha256Text).readonly(),
    missing: z.array(text).readonly(),
  }),
  /** What has become of a member as it was adopted: it waits at the gate, or is over. */
  z.strictObject({
    type: z.literal("member_adopted"),
    index,
    at: gate.nullable(),
    result: z.enum(ADOPTED_RESULTS),
    refusal: refusalSchema.nullable(),
  }),
  z.strictObject({ type: z.literal("moved"), by: text }),
  z.strictObject({ type: z.literal("member_started"), index, runId: runIdSchema }),
  /** The member waits at its first gate. */
  z.strictObject({ type: z.literal("member_ready"), index }),
  /** A round begins: the request of a gate for the members of these places. */
  z.strictObject({
    type: z.literal("gate_requested"),
    gate,
    payloadSha256: sha256Text,
    nonce: text,
    issuedUtc: utcText,
    members: z.array(index).min(1).readonly(),
  }),
  z.strictObject({ type: z.literal("gate_waiting"), gate, where: text }),
  z.strictObject({ type: z.literal("gate_opened"), gate, payloadSha256: sha256Text, expiresUtc: utcText }),
  z.strictObject({
    type: z.literal("member_settled"),
    gate,
    index,
    result: z.enum(MEMBER_RESULTS),
    refusal: refusalSchema.nullable(),
  }),
  /** A member that was given up or taken back by itself, or whose folder can't be read: the batch goes on without it. */
  z.strictObject({ type: z.literal("member_left"), index, refusal: refusalSchema.nullable() }),
  z.strictObject({ type: z.literal("report_written"), name: report, sha256: sha256Text }),
  z.strictObject({ type: z.literal("report_posted"), name: report, sha256: sha256Text, where: text }),
  /** The round is over; the receipt says what became of each of its members. */
  z.strictObject({
    type: z.literal("round_ended"),
    gate,
    receiptSha256: sha256Text,
    refusal: refusalSchema.nullable(),
  }),
  /** Members begin to be asked for anew at the gate; until `renewed` nothing else goes on. */
  z.strictObject({ type: z.literal("renewing"), gate }),
  z.strictObject({ type: z.literal("renewed"), gate }),
  /** Members with drafts begin to be asked for at SG_3; until that is asked nothing else goes on. */
  z.strictObject({ type: z.literal("taking_back") }),
  z.strictObject({ type: z.literal("stopped"), reason: text, refusal: refusalSchema }),
  z.strictObject({ type: z.literal("voided"), by: text, why: text }),
  z.strictObject({ type: z.literal("closed"), evidenceSha256: sha256Text }),
  evidenceCopiedSchema,
]);

export type BatchEvent = z.infer<typeof batchEventSchema>;
export type BatchEntry = EntryOf<BatchEvent>;

/** The journal of a batch. */
export const BATCH_JOURNAL: JournalForm<BatchEvent> = {
  entry: entrySchemaOf(batchEventSchema),
  findOrderFault,
  ownerOf: (first) =>
    first.type === "batch_started" || first.type === "adopted" ? first.batch.batchId : null,
  numberOf: (first) => (first.type === "adopted" ? first.number : 0),
};

/** A journal begins with `batch_started` or `adopted` and says it once; a member is started before anything is said of it, and a round asked for before it is opened. */
function findOrderFault(events: readonly BatchEvent[]): OrderFault | null {
  const started = new Set<number>();
  const asked = new Set<string>();
  for (const [at, event] of events.entries()) {
    const fault = faultOf(event, { isFirst: at === 0, started, asked });
    if (fault !== null) return { seq: at + 1, expected: fault, actual: event.type };
    if (event.type === "member_started") started.add(event.index);
    if (event.type === "adopted") for (const at of event.members.keys()) started.add(at);
    if (event.type === "gate_requested") asked.add(event.gate);
    if (event.type === "round_ended" || event.type === "renewed") asked.delete(event.gate);
    if (event.type === "taking_back") asked.clear();
  }
  return null;
}

function faultOf(
  event: BatchEvent,
  before: {
    readonly isFirst: boolean;
    readonly started: ReadonlySet<number>;
    readonly asked: ReadonlySet<string>;
  },
): string | null {
  const begins = event.type === "batch_started" || event.type === "adopted";
  if (begins !== before.isFirst) return "batch_started or adopted, once, at the beginning";
  if (event.type === "member_started")
    return before.started.has(event.index) ? "a member that is started once" : null;
  const isOfMember =
    event.type === "member_ready" || event.type === "member_settled" || event.type === "member_adopted";
  if (isOfMember && !before.started.has(event.index)) return "a member that was started";
  const isOfRound =
    event.type === "gate_waiting" || event.type === "gate_opened" || event.type === "member_settled";
  return isOfRound && !before.asked.has(event.gate) ? "a gate that was asked for" : null;
}
