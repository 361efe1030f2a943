import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { DRIFT_SCOPES } from "../domain/base-facts.ts";
import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { countOf } from "../domain/text-forms.ts";
import { readNamedFile } from "../files/read-named-file.ts";
import { parseStrictJson } from "../json/parse-strict-json.ts";
import { backupSchema, backupWithPaths, takesIncrements } from "./backup-settings.ts";

const path = z.string().min(1);

/** `orchestrator.config.json` in the sidecar: nothing in it is secret. Relative paths are resolved against the file's folder. */
export const settingsSchema = z
  .strictObject({
    schema: z.literal("iu-cutter/config/1"),
    /** Names the control repository for ever, e.g. `github.com/owner/name`; every request binds it. */
    repositoryId: z.string().min(1).max(256),
    controlRepository: z.strictObject({
      path,
      /** Where people push to; null where `path` itself is the control repository. */
      origin: z.string().min(1).nullable().default(null),
      defaultBranch: z
        .string()
        .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]*$/)
        .default("main"),
    }),
    /** Public key files of the root keys that sign the policy, pinned here, outside the repository. */
    rootKeys: z.array(path).min(1),
    backup: backupSchema,
    database: z
      .strictObject({
        systemIdentifier: z.string().regex(/^\d+$/).nullable().default(null),
        /** After so long without a sign of life another machine may take over a run whose journal is in the database. */
        silenceSeconds: z.number().int().min(20).max(3600).default(120),
      })
      .default({ systemIdentifier: null, silenceSeconds: 120 }),
    maxUnits: z.number().int().positive().max(100_000).default(1000),
    firstRunMaxUnits: z.number().int().positive().max(100_000).default(3),
    /** Where the journals of the runs are kept: in the sidecar's folder, for one machine, or in the database, for any. */
    sidecar: z.enum(["folder", "postgresql"]).default("folder"),
    driftScope: z.enum(DRIFT_SCOPES).default("all"),
    exclude: z.array(z.string().min(1)).default([]),
    scratch: z
      .strictObject({
        engine: z.enum(["auto", "postgresql", "pglite"]).default("auto"),
        pgBin: path.nullable().default(null),
      })
      .default({ engine: "auto", pgBin: null }),
    github: z
      .strictObject({
        owner: z.string().min(1),
        repo: z.string().min(1),
        /** The repository that the workflows take the bot's actions from, `owner/name`; null: the control repository itself. */
        actions: z
          .string()
          .regex(/^[\w.-]+\/[\w.-]+$/)
          .nullable()
          .default(null),
        apiUrl: z.url({ protocol: /^https?$/ }).default("https://api.github.com"),
        webUrl: z.url({ protocol: /^https?$/ }).default("https://github.com"),
      })
      .nullable()
      .default(null),
  })
  .refine(({ backup, driftScope }) => driftScope === "chain" || !takesIncrements(backup), {
    path: ["backup", "increments"],
    error: "only with driftScope chain: an increment leaves out the documents whose chain has not changed",
  });

export type Settings = z.infer<typeof settingsSchema>;

export const SETTINGS_FILE = "orchestrator.config.json";

/** Reads the settings of a sidecar; all errors are reported together. */
export async function readSettings(root: string): Promise<Result<Settings>> {
  const file = join(root, SETTINGS_FILE);
  let content: Uint8Array;
  try {
    content = await readNamedFile(file);
  } catch (cause) {
    const actual = (cause as { code?: unknown }).code === "ENOENT" ? "no such file" : String(cause);
    return refused(
      refusal("STOP_CONFIG_INVALID", { field: file, expected: "the configuration of the sidecar", actual }),
    );
  }
  const json = parseStrictJson(content);
  if (!json.ok) return invalid(file, [json.fault]);
  const parsed = settingsSchema.safeParse(json.value);
  if (!parsed.success) {
    const { issues } = parsed.error;
    return invalid(
      file,
      issues.map((issue) => `${issue.path.join(".") || "(whole file)"}: ${issue.message}`),
    );
  }
  return accepted(withAbsolutePaths(parsed.data, dirname(resolve(file))));
}

/** How throw-away databases are made on a machine that need not be the runner: as its settings say, or as usual where it has none. */
export async function readScratchSettings(
  named: string | null,
  usual: string,
): Promise<Result<Settings["scratch"]>> {
  const root = named ?? usual;
  if (named === null && !existsSync(join(root, SETTINGS_FILE)))
    return accepted(settingsSchema.shape.scratch.parse(undefined));
  const settings = await readSettings(root);
  return settings.ok ? accepted(settings.value.scratch) : settings;
}

function withAbsolutePaths(settings: Settings, base: string): Settings {
  const absolute = (name: string) => resolve(base, name);
  return {
    ...settings,
    rootKeys: settings.rootKeys.map(absolute),
    controlRepository: { ...settings.controlRepository, path: absolute(settings.controlRepository.path) },
    backup: backupWithPaths(settings.backup, absolute),
  };
}

function invalid(field: string, details: readonly string[]) {
  const expected = "a valid configuration";
  return refused(
    refusal("STOP_CONFIG_INVALID", { field, expected, actual: countOf(details.length, "error"), details }),
  );
}
