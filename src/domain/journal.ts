import { z } from "zod";
import type { Json } from "../json/canonical-json.ts";

/** One line of `journal.jsonl`. `hash` is the sha256 of the canonical rest; `prev` is the hash before it, first 64 zeros. */
export interface JournalEntry {
  readonly seq: number;
  readonly at: string;
  readonly prev: string;
  readonly event: JournalEvent;
  readonly hash: string;
}

const text = z.string();
const json = z.custom<Json>((value) => value !== undefined);

/** Everything that a journal can say, by `type`. Journal files are readable by people: one JSON object a line. */
export const journalEventSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("run_started"), run: json }),
  z.strictObject({ type: z.literal("phase_intent"), phase: text }),
  z.strictObject({ type: z.literal("phase_result"), phase: text, state: text, evidence: json, report: json }),
  z.strictObject({ type: z.literal("report_written"), name: text, sha256: text }),
  z.strictObject({ type: z.literal("report_posted"), name: text, sha256: text, where: text }),
  z.strictObject({
    type: z.literal("gate_requested"),
    gate: text,
    payloadSha256: text,
    nonce: text,
    issuedUtc: text,
  }),
  z.strictObject({ type: z.literal("gate_waiting"), gate: text, state: text, where: text }),
  z.strictObject({ type: z.literal("approval_seen"), commit: text }),
  z.strictObject({ type: z.literal("gate_opened"), gate: text, payloadSha256: text, approval: json }),
  z.strictObject({ type: z.literal("armed"), gate: text, expiresUtc: text }),
  z.strictObject({ type: z.literal("disarmed"), gate: text }),
  z.strictObject({ type: z.literal("backup_renewed"), evidence: json }),
  z.strictObject({ type: z.literal("renewed"), gate: text }),
  z.strictObject({ type: z.literal("compensated"), evidence: json }),
  z.strictObject({ type: z.literal("stopped"), reason: text, phase: text.nullable(), refusal: json }),
  z.strictObject({ type: z.literal("failed"), phase: text, refusal: json }),
  z.strictObject({ type: z.literal("fault"), phase: text.nullable(), message: text }),
  z.strictObject({ type: z.literal("voided"), by: text, why: text }),
  z.strictObject({ type: z.literal("closed"), closeoutSha256: text }),
]);

export type JournalEvent = z.infer<typeof journalEventSchema>;
