import { z } from "zod";
import { type Copy, copiesSchema } from "./backup-copies.ts";
import { basisSchema, describeIncrement, incrementSchema } from "./backup-increment.ts";
import { governedTablesSchema } from "./tables.ts";
import { sha256Text, utcText } from "./text-forms.ts";

const text = z.string().min(1);

const whole = {
  runId: text,
  sha256: sha256Text,
  sizeBytes: z.number().int().positive(),
  database: z
    .strictObject({
      name: text,
      /** `pg_control_system().system_identifier`, decimal text. */
      systemIdentifier: z.string().regex(/^\d+$/),
      serverVersion: text,
      inRecovery: z.boolean(),
    })
    .readonly(),
  snapshotUtc: utcText,
  finishedUtc: utcText,
  tables: governedTablesSchema,
  restoreProof: z
    .strictObject({
      engine: z.enum(["postgresql", "pglite"]),
      serverVersion: text,
      tables: governedTablesSchema,
      /** sha256 of the canonical JSON of `tables`; equal to the live one or the backup is refused. */
      sha256: sha256Text,
    })
    .readonly(),
} as const;

const file = {
  file: text,
  compression: z.enum(["gzip", "zstd"]),
  /** Full upper-case fingerprint of the one recipient. */
  recipient: z.string().regex(/^[0-9A-F]{40}$/, "the full fingerprint"),
  snapshotId: text.nullable(),
  tools: z.strictObject({ pgDump: text, openpgp: text, node: text }).readonly(),
  /** Where the file was put besides, and of an increment the full one too; left out where the configuration names no place. */
  copies: copiesSchema.exactOptional(),
} as const;

export const fullEnvelopeSchema = z
  .strictObject({
    schema: z.literal("iu-cutter/backup/1"),
    ...whole,
    ...file,
    basis: basisSchema.exactOptional(),
  })
  .readonly();

/** Its `tables` are of the rows that it holds, and its proof is of a copy that holds these alone. */
export const incrementEnvelopeSchema = z
  .strictObject({
    schema: z.literal("iu-cutter/backup-increment/1"),
    ...whole,
    ...file,
    increment: incrementSchema,
  })
  .readonly();

const lsn = z.string().regex(/^[0-9A-F]{1,8}\/[0-9A-F]{1,8}$/, "a place in the log");
const segment = z.string().regex(/^[0-9A-F]{24}$/, "a segment of the log");

/** What names a backup of pgBackRest in its repository. */
export const repositoryBackupSchema = z
  .strictObject({
    stanza: text,
    /** The number of the repository in the stanza's configuration. */
    repo: z.number().int().positive(),
    label: text,
    type: z.enum(["full", "diff", "incr"]),
    /** The backup that this one rests on; null of a full one. */
    prior: text.nullable(),
    lsnStart: lsn,
    lsnStop: lsn,
    walStart: segment,
    walStop: segment,
    /** The repository's symmetric cipher: `none`, or `aes-256-cbc`. */
    cipher: text,
    /** Of the manifest, which names every file with its own checksum (SHA-1). */
    manifestSha256: sha256Text,
  })
  .readonly();

export const pgBackRestEnvelopeSchema = z
  .strictObject({
    schema: z.literal("iu-cutter/backup-pgbackrest/1"),
    ...whole,
    /** `sha256` of these backups is the manifest's, and `sizeBytes` what it has added to the repository. */
    repository: repositoryBackupSchema,
    tools: z.strictObject({ pgBackRest: text, node: text }).readonly(),
  })
  .readonly();

/** `backup.json` of a run: every field is required, unknown ones are refused. */
export const envelopeSchema = z.discriminatedUnion("schema", [
  fullEnvelopeSchema,
  incrementEnvelopeSchema,
  pgBackRestEnvelopeSchema,
]);

/** What is known of a backup: an incomplete envelope is a stop. */
export type BackupEnvelope = z.infer<typeof envelopeSchema>;
export type FullEnvelope = z.infer<typeof fullEnvelopeSchema>;
export type IncrementEnvelope = z.infer<typeof incrementEnvelopeSchema>;
/** A file that is encrypted to the recipient. */
export type PgDumpEnvelope = FullEnvelope | IncrementEnvelope;
export type PgBackRestEnvelope = z.infer<typeof pgBackRestEnvelopeSchema>;
export type RepositoryBackup = z.infer<typeof repositoryBackupSchema>;

export const BACKUP_ADAPTERS = ["pg_dump", "pgbackrest"] as const;
export type BackupAdapter = (typeof BACKUP_ADAPTERS)[number];

export function isPgDump(envelope: BackupEnvelope): envelope is PgDumpEnvelope {
  return envelope.schema !== "iu-cutter/backup-pgbackrest/1";
}

export function isIncrement(envelope: BackupEnvelope): envelope is IncrementEnvelope {
  return envelope.schema === "iu-cutter/backup-increment/1";
}

/** The adapter and the kind of the backup. */
export function adapterNameOf(envelope: BackupEnvelope): string {
  if (isIncrement(envelope)) return `pg_dump: ${describeIncrement(envelope.increment)}`;
  if (isPgDump(envelope))
    return envelope.basis === undefined ? "pg_dump" : `pg_dump: a full one (${envelope.basis.why})`;
  const { type, prior } = envelope.repository;
  return prior === null ? `pgbackrest, ${type}` : `pgbackrest, ${type} on ${prior}`;
}

/** Where it lies besides. */
export function copiesOf(envelope: BackupEnvelope): readonly Copy[] {
  return isPgDump(envelope) ? (envelope.copies ?? []) : [];
}

/** Where it lies: a file, or a label in a repository. */
export function placeOf(envelope: BackupEnvelope): string {
  if (isPgDump(envelope)) return envelope.file;
  const { stanza, label } = envelope.repository;
  return `pgbackrest ${stanza} ${label}`;
}

/** Who can open it: the one recipient, or whoever reads the repository and its key. */
export function openerOf(envelope: BackupEnvelope): string {
  if (isPgDump(envelope)) return envelope.recipient;
  const { cipher } = envelope.repository;
  return cipher === "none"
    ? "nobody in particular: the repository has no cipher"
    : `the repository's key (${cipher})`;
}
