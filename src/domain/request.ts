import { z } from "zod";
import { canonicalJson, sha256Hex } from "../json/canonical-json.ts";
import { dayOfChangesSchema } from "./amendment.ts";
import { boundCopiesSchema } from "./backup-copies.ts";
import { BACKUP_ADAPTERS } from "./backup-envelope.ts";
import { boundBaseSchema } from "./bound-base.ts";
import { boundIncrementSchema } from "./bound-increment.ts";
import { CHANGE_NATURES } from "./change-nature.ts";
import { GATE_NAMES } from "./gates.ts";
import { journalHeadSchema } from "./journal-head.ts";
import { boundDaysSchema } from "./planned-days.ts";
import { runIdSchema } from "./run.ts";
import type { RunKind } from "./run-kind.ts";
import { objectIdText, sha256Text as sha256, utcText } from "./text-forms.ts";
import { unitTreeSchema } from "./unit-leaf.ts";

const counts = z.record(z.string(), z.number().int());

/**
 * The request that the bot writes before a gate, `approvals/<run_id>/<gate>.request.json`, in RFC 8785 canonical form
 * (docs/system.md section 4). Its sha256 is the `payload_sha256` that an approval binds.
 */
export const requestSchema = z.strictObject({
  schema: z.literal("iu-cutter/request/1"),
  repository_id: z.string().min(1),
  gate: z.enum(GATE_NAMES),
  run_id: runIdSchema,
  mode: z.enum(["LIVE", "DRYRUN"]),
  nonce: z.string().regex(/^[0-9a-f]{32}$/, "32 lower-case hex digits"),
  issued_utc: utcText,
  /** Where the default branch stood: what leads there can't hold an answer. Requests of earlier releases do not name it. */
  control_commit: objectIdText.exactOptional(),
  /** The journal of the run as it stood when the request was made. Requests of earlier releases do not name it. */
  journal: journalHeadSchema.exactOptional(),
  initiator: z.string().min(1),
  document: z.strictObject({
    document_id: z.string(),
    doc_prefix: z.string(),
    title: z.string(),
    version_id: z.string(),
    version_seq: z.number().int(),
    source_sha256: sha256,
    source_bytes: z.number().int(),
    /** By what the source is read, and the text that is cut; left out where it is a text in UTF-8. */
    reading: z
      .strictObject({
        reader: z.string(),
        reader_version: z.number().int().positive(),
        encoding: z.string().exactOptional(),
        projection_sha256: sha256,
      })
      .exactOptional(),
    /** The file from which a person has made the source. */
    converted_from: z.strictObject({ sha256, bytes: z.number().int().positive() }).exactOptional(),
    /** What the publisher states about the units, where the registration says so. */
    expected_units: z
      .strictObject({ count: z.number().int().positive(), labels_sha256: sha256.nullable() })
      .exactOptional(),
    /** What the version is to the ones before, from which day it is in force, and by what; left out where the registration says nothing. */
    nature: z.string().exactOptional(),
    effective_from: z.string().exactOptional(),
    citation: z.string().exactOptional(),
    lineage_sha256: sha256.exactOptional(),
    /** Codes of the doubts about the cut that the registration accepts; left out where it accepts none. */
    accepted_doubts: z.array(z.string()).min(1).exactOptional(),
  }),
  plan: z.strictObject({
    writer_digest: sha256,
    /** The tree over every version that is written, or gets a day (RFC 9162). Requests of earlier releases have none. */
    unit_tree: unitTreeSchema.exactOptional(),
    unit_count: z.number().int().positive(),
    section_types: counts,
    /** Left out where nothing is cut. */
    convention: z.string().exactOptional(),
    /** What became of each letter of the file, and the sha256 of the list of what is left out; left out where the source itself is cut. */
    coverage: z
      .strictObject({
        letters: counts,
        left_out_kinds: z.number().int().nonnegative(),
        left_out_sha256: sha256,
      })
      .exactOptional(),
    /** What changes of what is enacted, and that the rest stays; left out where nothing of the document is enacted. */
    amendment: z
      .strictObject({
        base: z.strictObject({ change_set_id: z.string(), version_id: z.string(), head_sha256: sha256 }),
        nature: z.enum(CHANGE_NATURES),
        cited: z.string().nullable(),
        delta_sha256: sha256,
        /** What differs, in words: units by their changes, and whether text outside the units does. */
        told: z.string(),
        operations: counts,
        /** Units that are repealed: retired, or printed as repealed where they stood. */
        repeals: z.number().int().nonnegative(),
        counting: z.array(dayOfChangesSchema),
        kept: z.strictObject({ count: z.number().int().nonnegative(), sha256 }),
        document_sha256: sha256,
        /** Characters of changed units that look like a secret and are shown to nobody who approves. */
        hidden_characters: z.number().int().nonnegative(),
        as_of: z.array(z.strictObject({ day: z.string(), units: z.number().int().nonnegative(), sha256 })),
      })
      .exactOptional(),
    /** The list of every unit and warning that stands beside the request. Requests of earlier releases have none. */
    list: z.array(z.strictObject({ name: z.string(), sha256 })).exactOptional(),
  }),
  /** Of a run that sets days, which versions get which day; left out of a cut. */
  effect: boundDaysSchema.exactOptional(),
  expected_change: counts,
  database: z.strictObject({
    name: z.string(),
    system_identifier: z.string(),
    engine: z.enum(["postgresql", "pglite"]),
    schema_sha256: sha256,
    grants_sha256: sha256,
    tables: z.array(z.string()),
    triggers: z.array(z.string()),
    functions: z.array(z.string()),
  }),
  backup: z.strictObject({
    recipient: z.string(),
    sha256,
    tables: z.array(z.string()),
    restore_proof_sha256: sha256,
    rehearsal_sha256: sha256,
    /** With what it was taken, and of pgBackRest which of its backups. Requests of earlier releases name no adapter: pg_dump. */
    adapter: z.enum(BACKUP_ADAPTERS).exactOptional(),
    repository: z
      .strictObject({
        stanza: z.string(),
        repo: z.number().int().positive(),
        label: z.string(),
        type: z.enum(["full", "diff", "incr"]),
        prior: z.string().nullable(),
        lsn_start: z.string(),
        lsn_stop: z.string(),
        wal_start: z.string(),
        wal_stop: z.string(),
        cipher: z.string(),
        manifest_sha256: sha256,
      })
      .exactOptional(),
    /** Where it is an increment: it holds some documents whole, and restores the others only with the full backup on which it rests. */
    increment: boundIncrementSchema.exactOptional(),
    /** Where its file was put besides, and read back; left out where the configuration names no place. */
    copies: boundCopiesSchema.exactOptional(),
  }),
  pre_sha256: sha256,
  /** How the documents that are not its own are seen. Requests of earlier releases, which read every row of them, do not say it. */
  base: boundBaseSchema.exactOptional(),
  compensation_plan_sha256: sha256,
  tool: z.strictObject({ version: z.string(), sha256 }),
  policy: z.strictObject({ version: z.number().int().positive(), sha256 }),
  /** SG_2 and SG_3: what the earlier effects of the run wrote. */
  written: z
    .strictObject({
      change_set_id: z.uuid().nullable(),
      verify_result_id: z.uuid().nullable(),
      addresses_sha256: sha256,
    })
    .nullable(),
});

export type GateRequest = z.infer<typeof requestSchema>;

/** What the run is for that has written the request. */
export function kindOfRequest({ effect }: Pick<GateRequest, "effect">): RunKind {
  return effect === undefined ? "cut" : "effect";
}

/** The request's bytes as they are committed, and their sha256. */
export function sealRequest(request: GateRequest): { readonly text: string; readonly payloadSha256: string } {
  const text = canonicalJson(request);
  return { text, payloadSha256: sha256Hex(text) };
}
