import { createHash } from "node:crypto";
import { z } from "zod";
import { RefusalError, refusal } from "../../../domain/refusal.ts";
import { parseStrictJson } from "../../../json/parse-strict-json.ts";
import type { PgBackRestOptions } from "./pgbackrest-options.ts";
import { runPgBackRest } from "./run-pgbackrest.ts";

const backupSchema = z.object({
  label: z.string(),
  type: z.enum(["full", "diff", "incr"]),
  prior: z.string().nullable(),
  /** True where pages with a wrong checksum were copied. */
  error: z.boolean().nullable().optional(),
  annotation: z.record(z.string(), z.string()).optional(),
  archive: z.object({ start: z.string().nullable(), stop: z.string().nullable() }),
  lsn: z.object({ start: z.string(), stop: z.string() }).optional(),
  timestamp: z.object({ start: z.number(), stop: z.number() }),
  database: z.object({ id: z.number(), "repo-key": z.number() }),
  info: z.object({
    delta: z.number(),
    size: z.number(),
    repository: z.object({ delta: z.number().nullable().optional() }),
  }),
});

const stanzaSchema = z.object({
  name: z.string(),
  db: z.array(z.object({ id: z.number(), "repo-key": z.number(), "system-id": z.string() })),
  repo: z.array(
    z.object({
      key: z.number(),
      cipher: z.string(),
      status: z.object({ code: z.number(), message: z.string() }),
    }),
  ),
  backup: z.array(backupSchema),
});

export type ListedBackup = z.infer<typeof backupSchema>;

/** What the repository says of the stanza. */
export interface Repository {
  readonly systemIdentifier: string;
  readonly cipher: string;
  /** Backups of the present cluster, oldest first. */
  readonly backups: readonly ListedBackup[];
}

const OK = 0;
const NO_BACKUP_YET = 2;
/** Says in a backup's annotations of which run it is. */
export const RUN_ANNOTATION = "iu-cutter-run";

/** Asks the repository for its backups; throws `STOP_BACKUP_REPOSITORY` where it or the stanza is missing or can't be read. */
export async function readRepository(options: PgBackRestOptions): Promise<Repository> {
  const output = await runPgBackRest(options, {
    name: "info",
    options: ["--output=json"],
    reason: "STOP_BACKUP_REPOSITORY",
  });
  // 64 bits: too long for a number of JSON here.
  const json = parseStrictJson(output.replaceAll(/"system-id":(\d+)/g, '"system-id":"$1"'));
  const stanzas = z.array(stanzaSchema).safeParse(json.ok ? json.value : null);
  if (!stanzas.success)
    throw unfit("answer of pgbackrest info", "the list of backups", stanzas.error.message);
  const stanza = stanzas.data.find(({ name }) => name === options.stanza);
  const repo = stanza?.repo.find(({ key }) => key === options.repo);
  if (!stanza || !repo) throw unfit(`stanza ${options.stanza}`, `in repository ${options.repo}`, "missing");
  const { code, message } = repo.status;
  const database = stanza.db
    .filter((each) => each["repo-key"] === options.repo)
    .toSorted((a, b) => a.id - b.id)
    .at(-1);
  if ((code !== OK && code !== NO_BACKUP_YET) || !database)
    throw unfit(`stanza ${options.stanza}`, "a stanza that was made", code === OK ? "no cluster" : message);
  return {
    systemIdentifier: database["system-id"],
    cipher: repo.cipher,
    backups: stanza.backup.filter(
      (backup) => backup.database["repo-key"] === options.repo && backup.database.id === database.id,
    ),
  };
}

/** sha256 of the manifest of a backup, as it is when the repository has deciphered it. */
export async function hashManifest(options: PgBackRestOptions, label: string): Promise<string> {
  const hash = createHash("sha256");
  let bytes = 0;
  await runPgBackRest(options, {
    name: "repo-get",
    arguments: [`backup/${options.stanza}/${label}/backup.manifest`],
    reason: "STOP_BACKUP_UNVERIFIED",
    onOutput(chunk) {
      hash.update(chunk);
      bytes += chunk.length;
    },
  });
  if (bytes === 0) throw unfit(label, "a manifest", "empty");
  return hash.digest("hex");
}

/**
 * The labels of backups of which every file is in the repository and has its checksum, those that they rest on included. It reads
 * everything that the repository holds of the stanza, unless the program can read one backup alone.
 */
export async function findWholeBackups(
  options: PgBackRestOptions,
  label: string | null,
): Promise<ReadonlySet<string>> {
  const set = label !== null && (await canVerifyOne(options)) ? [`--set=${label}`] : [];
  const output = await runPgBackRest(options, {
    name: "verify",
    options: ["--output=text", "--verbose", ...set],
    reason: "STOP_BACKUP_REPOSITORY",
  });
  const found = [...output.matchAll(/^ *backup: (\S+), status: (\S+?),/gm)];
  return new Set(found.flatMap(([, name = "", status]) => (status === "valid" ? [name] : [])));
}

async function canVerifyOne(options: PgBackRestOptions): Promise<boolean> {
  const help = await runPgBackRest(options, {
    name: "help",
    arguments: ["verify"],
    reason: "STOP_TOOL_MISSING",
  });
  return /^ +--set /m.test(help);
}

function unfit(field: string, expected: string, actual: string): RefusalError {
  return new RefusalError(refusal("STOP_BACKUP_REPOSITORY", { field, expected, actual }));
}
