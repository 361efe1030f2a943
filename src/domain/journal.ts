import { z } from "zod";
import { adoptedSchema, rebuiltSchema } from "./adoption.ts";
import { boundBaseSchema } from "./bound-base.ts";
import { checkSchema } from "./check.ts";
import { compensatedSchema, type Evidence, evidenceSchemas } from "./evidence.ts";
import { evidenceCopiedSchema } from "./evidence-copies.ts";
import { EFFECTS } from "./expected-change.ts";
import { GATE_NAMES } from "./gates.ts";
import { openGateSchema } from "./open-gate.ts";
import { EVERY_PHASE, PHASE_NAMES, type PhaseName, STATES } from "./phases.ts";
import { refusalSchema } from "./refusal.ts";
import { type Run, runSchema } from "./run.ts";
import { tableFactSchema } from "./tables.ts";
import { sha256Text, utcText } from "./text-forms.ts";

const text = z.string();
const gate = z.enum(GATE_NAMES);
const phase = z.enum(PHASE_NAMES);
/** A report's name is the name of its file in `kb/`. */
const report = z.string().regex(/^[A-Za-z0-9_-]+$/, "the name of a report");

/** What the report of a phase is made from. */
const phaseReportSchema = z
  .strictObject({
    summary: text,
    facts: z.array(z.tuple([text, text]).readonly()).readonly(),
    checks: z.array(checkSchema).readonly(),
  })
  .readonly();

const [firstResult, ...otherResults] = [
  phaseResult("source_pin"),
  ...PHASE_NAMES.slice(1).map(phaseResult),
] as const;

/** Everything that a journal can say, by `type`. Journal files are readable by people: one JSON object a line. */
export const journalEventSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("run_started"), run: runSchema }),
  adoptedSchema,
  rebuiltSchema,
  z.strictObject({ type: z.literal("moved"), by: text }),
  z.strictObject({ type: z.literal("phase_intent"), phase }),
  z.strictObject({
    type: z.literal("commit_intent"),
    effect: z.enum(EFFECTS),
    /** The rows of the document as they are once the effect has committed. */
    document: z.array(tableFactSchema).readonly(),
  }),
  z.discriminatedUnion("phase", [firstResult, ...otherResults]),
  z.strictObject({ type: z.literal("report_written"), name: report, sha256: sha256Text }),
  z.strictObject({ type: z.literal("report_posted"), name: report, sha256: sha256Text, where: text }),
  z.strictObject({
    type: z.literal("gate_requested"),
    gate,
    payloadSha256: sha256Text,
    nonce: text,
    issuedUtc: utcText,
    /** Earlier releases do not say it. */
    base: boundBaseSchema.exactOptional(),
  }),
  z.strictObject({ type: z.literal("gate_waiting"), gate, state: z.enum(STATES), where: text }),
  z.strictObject({ type: z.literal("approval_seen"), commit: text }),
  z.strictObject({
    type: z.literal("gate_opened"),
    gate,
    payloadSha256: sha256Text,
    approval: openGateSchema,
  }),
  z.strictObject({ type: z.literal("armed"), gate, expiresUtc: utcText }),
  z.strictObject({ type: z.literal("disarmed"), gate }),
  z.strictObject({ type: z.literal("backup_renewed"), evidence: evidenceSchemas.pre_write_backup }),
  /** The database as a later request binds it, where it is no longer what phase 5 found. */
  z.strictObject({ type: z.literal("probe_renewed"), evidence: evidenceSchemas.grant_probe }),
  z.strictObject({ type: z.literal("renewed"), gate }),
  z.strictObject({ type: z.literal("compensated"), evidence: compensatedSchema }),
  z.strictObject({
    type: z.literal("stopped"),
    reason: text,
    phase: phase.nullable(),
    refusal: refusalSchema,
  }),
  z.strictObject({ type: z.literal("failed"), phase, refusal: refusalSchema }),
  z.strictObject({ type: z.literal("fault"), phase: phase.nullable(), message: text }),
  z.strictObject({ type: z.literal("voided"), by: text, why: text }),
  z.strictObject({ type: z.literal("closed"), closeoutSha256: sha256Text }),
  evidenceCopiedSchema,
]);

export type JournalEvent = z.infer<typeof journalEventSchema>;

/** The run that a journal is about, by its first event: begun here, or adopted. Null for an event with which no journal begins. */
export function runOf(first: JournalEvent | undefined): Run | null {
  return first?.type === "run_started" || first?.type === "adopted" ? first.run : null;
}

/** What the journal says of a phase that ended well. */
export type PhaseResultEvent<Name extends PhaseName = PhaseName> = {
  readonly [Each in Name]: {
    readonly type: "phase_result";
    readonly phase: Each;
    readonly state: string;
    readonly evidence: Evidence[Each];
    readonly report: z.infer<typeof phaseReportSchema>;
  };
}[Name];

function phaseResult<Name extends PhaseName>(name: Name) {
  const stateAfter = EVERY_PHASE.find((row) => row.name === name)?.stateAfter ?? "";
  return z.strictObject({
    type: z.literal("phase_result"),
    phase: z.literal(name),
    state: z.literal<string>(stateAfter),
    evidence: evidenceSchemas[name],
    report: phaseReportSchema,
  });
}

/** One line of `journal.jsonl`. `hash` is the sha256 of the canonical rest; `prev` is the hash before it, first 64 zeros. */
export interface EntryOf<Event> {
  readonly seq: number;
  readonly at: string;
  readonly prev: string;
  readonly event: Event;
  readonly hash: string;
}

export function entrySchemaOf<Event>(event: z.ZodType<Event>): z.ZodType<EntryOf<Event>> {
  return z.strictObject({ seq: z.number().int(), at: utcText, prev: sha256Text, event, hash: sha256Text });
}

/** What a journal can say, in which order, and whose it is: that of a run, or of a batch. */
export interface JournalForm<Event> {
  readonly entry: z.ZodType<EntryOf<Event>>;
  /** What no journal can say in this order, or null. */
  readonly findOrderFault: (events: readonly Event[]) => OrderFault | null;
  /** The id of the run or batch that the first event starts; null for an event that starts none. */
  readonly ownerOf: (first: Event) => string | null;
  /** The number under which whoever has begun the journal writes. */
  readonly numberOf: (first: Event) => number;
}

export interface OrderFault {
  readonly seq: number;
  readonly expected: string;
  readonly actual: string;
}

export type JournalEntry = EntryOf<JournalEvent>;
