import { z } from "zod";
import { boundCopiesSchema } from "./backup-copies.ts";
import { BACKUP_ADAPTERS } from "./backup-envelope.ts";
import { batchIdSchema, batchRulesSchema, MOST_MEMBERS } from "./batch.ts";
import { boundBaseSchema } from "./bound-base.ts";
import { boundIncrementSchema } from "./bound-increment.ts";
import { CONCERNS } from "./concern-names.ts";
import { GATE_NAMES } from "./gates.ts";
import { journalHeadSchema } from "./journal-head.ts";
import { runIdSchema } from "./run.ts";
import { objectIdText, sha256Text as sha256, utcText } from "./text-forms.ts";
import { unitTreeSchema } from "./unit-leaf.ts";

const count = z.number().int().nonnegative();

/** One run of the batch, as the decision names it: what its own request binds, by digest, and what of it the policy may limit. */
const batchMemberSchema = z
  .strictObject({
    run_id: runIdSchema,
    /** sha256 of the member's own request of the gate. */
    payload_sha256: sha256,
    document_id: z.string(),
    title: z.string(),
    source_sha256: sha256,
    /** The tree over every version that the run writes. Requests of earlier releases have none. */
    unit_tree: unitTreeSchema.exactOptional(),
    units: count,
    /** Versions that the run writes: all units of a first cut, the changes of an amendment. */
    writes: count,
    /** Members of one class are cut in the same way: what the change is, and by which convention. */
    class: z.string(),
    warnings: count,
    authoritative: z.boolean(),
    concerns: z.array(z.enum(CONCERNS)),
  })
  .readonly();

export type BatchMember = z.infer<typeof batchMemberSchema>;

/**
 * The request of a gate for many runs at once, `approvals/<batch_id>/<gate>.request.json`, in RFC 8785 canonical form. The list is ordered and
 * closed; the sha256 of the whole is the `payload_sha256` that an approval binds.
 */
export const batchRequestSchema = z.strictObject({
  schema: z.literal("iu-cutter/batch-request/1"),
  repository_id: z.string().min(1),
  gate: z.enum(GATE_NAMES),
  batch_id: batchIdSchema,
  mode: z.literal("LIVE"),
  nonce: z.string().regex(/^[0-9a-f]{32}$/, "32 lower-case hex digits"),
  issued_utc: utcText,
  /** Where the default branch stood: what leads there can't hold an answer. */
  control_commit: objectIdText,
  /** The journal of the batch as it stood when the request was made. Requests of earlier releases do not name it. */
  journal: journalHeadSchema.exactOptional(),
  initiator: z.string().min(1),
  members: z.array(batchMemberSchema).min(1).max(MOST_MEMBERS),
  totals: z.strictObject({ members: count, units: count, writes: count, warnings: count }),
  /** Rows that all members together add to each table; 0 of every other. */
  expected_change: z.record(z.string(), z.number().int()),
  rules: batchRulesSchema,
  /** Members begin from the moment of signing for as many hours, and none afterwards. */
  window_hours: z.number().int().positive(),
  database: z.strictObject({
    name: z.string(),
    system_identifier: z.string(),
    engine: z.enum(["postgresql", "pglite"]),
    schema_sha256: sha256,
    grants_sha256: sha256,
  }),
  /** The one backup of the batch, its restore proof, and the digest over the rehearsals of all members in order. */
  backup: z.strictObject({
    recipient: z.string(),
    sha256,
    restore_proof_sha256: sha256,
    rehearsals_sha256: sha256,
    adapter: z.enum(BACKUP_ADAPTERS),
    /** Where it is an increment: on what it rests, and what it holds whole. */
    increment: boundIncrementSchema.exactOptional(),
    /** Where its file was put besides, and read back; left out where the configuration names no place. */
    copies: boundCopiesSchema.exactOptional(),
  }),
  /** How documents that are no members are seen, as the first member's request says it. */
  base: boundBaseSchema,
  tool: z.strictObject({ version: z.string(), sha256 }),
  policy: z.strictObject({ version: z.number().int().positive(), sha256 }),
  /** The table of the members that stands beside the request. */
  list: z.array(z.strictObject({ name: z.string(), sha256 })),
});

/** How the names of the files begin that list the members of the request with this nonce. */
export function memberListPrefix(nonce: string): string {
  return `members-${nonce.slice(0, 8)}-`;
}

export type BatchRequest = z.infer<typeof batchRequestSchema>;
