import { z } from "zod";

const path = z.string().min(1);

/** An account, or a folder on another disk: no connection string, which may hold a password, and no way out of the folder. */
const placeText = z
  .string()
  .max(256)
  .regex(
    /^(?:[A-Za-z0-9_][A-Za-z0-9_.+@-]*:|\/)[^\p{Cc}\\]*$/u,
    "a remote of rclone as name:path, or an absolute folder",
  )
  .refine((place) => !/(?:^|[:/])\.\.?(?:\/|$)/.test(place), { error: "a path without . and .." });

const upToADay = z
  .number()
  .int()
  .positive()
  .max(24 * 60)
  .default(60);

/** A place for copies, as a configuration or a person names it. */
export const placeSchema = z.strictObject({
  place: placeText,
  /** How long putting a backup there and reading it back may take. */
  timeoutMinutes: upToADay,
  /** Whether the evidence of closed runs, which is not encrypted, is put there too. */
  evidence: z.boolean().default(true),
});

const copiesSchema = z
  .array(placeSchema)
  .max(4)
  .refine((copies) => new Set(copies.map(({ place }) => oneNameOf(place))).size === copies.length, {
    error: "each place once",
  });

/** Slashes more than are needed lead to the same folder, where a second copy is none. */
function oneNameOf(place: string): string {
  return place.replaceAll(/\/{2,}/g, "/").replace(/(?<=[^:/])\/$/, "");
}

const common = {
  /** Where backups and the evidence of closed runs are put besides, through rclone. */
  copies: copiesSchema.default([]),
  maxAgeMinutes: z
    .number()
    .int()
    .positive()
    .max(24 * 60)
    .default(60),
};

const pgDumpSchema = z.strictObject({
  adapter: z.literal("pg_dump"),
  /** File with the recipient's OpenPGP public key; its fingerprint is BACKUP_GPG_FPR. */
  recipientKey: path,
  /** Where set, a backup holds what has changed since the last full one, until so many rest on that, or it is so old. */
  increments: z
    .strictObject({
      most: z.number().int().positive().max(1000).default(100),
      maxAgeDays: z.number().int().positive().max(366).default(7),
    })
    .nullable()
    .default(null),
  ...common,
});

const pgBackRestSchema = z.strictObject({
  adapter: z.literal("pgbackrest"),
  program: path.default("/usr/bin/pgbackrest"),
  /** pgBackRest's own configuration: where cluster and repository are, and the repository's key. */
  config: path,
  stanza: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, "the name of a stanza"),
  repo: z.number().int().positive().max(256).default(1),
  /** A folder of its own, in which the cluster is restored for the proof. It holds plain text. */
  restoreFolder: path,
  /** Whether it stays there, so that the next proof restores only what has changed; else the folder is emptied after each run. */
  keepRestored: z.boolean().default(true),
  fullAfterIncrements: z.number().int().positive().max(1000).default(30),
  fullAfterDays: z.number().int().positive().max(366).default(7),
  /** How long each of its commands may take, and how long another process may hold the folder. */
  timeoutMinutes: upToADay,
  ...common,
});

/** How backups are taken; pg_dump where the configuration names no adapter. */
export const backupSchema = z.preprocess(
  (given) => (isObject(given) && !("adapter" in given) ? { adapter: "pg_dump", ...given } : given),
  z.discriminatedUnion("adapter", [pgDumpSchema, pgBackRestSchema]),
);

type BackupSettings = z.infer<typeof backupSchema>;
export type PgDumpSettings = z.infer<typeof pgDumpSchema>;
export type PgBackRestSettings = z.infer<typeof pgBackRestSchema>;

export function takesIncrements(settings: BackupSettings): boolean {
  return settings.adapter === "pg_dump" && settings.increments !== null;
}

export function backupWithPaths(
  settings: BackupSettings,
  absolute: (name: string) => string,
): BackupSettings {
  if (settings.adapter === "pg_dump") return { ...settings, recipientKey: absolute(settings.recipientKey) };
  const { program, config, restoreFolder } = settings;
  return {
    ...settings,
    program: absolute(program),
    config: absolute(config),
    restoreFolder: absolute(restoreFolder),
  };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
