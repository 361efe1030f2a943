import { z } from "zod";
import { batchIdSchema, HALT_RULES, MOST_MEMBERS } from "../domain/batch.ts";
import { SITE_URL } from "../domain/reading/site-url.ts";
import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { runIdSchema } from "../domain/run.ts";
import { countOf } from "../domain/text-forms.ts";

/** What each action takes: the same names as in its action.yml and README. An input that is not set is empty. */
const text = z
  .string()
  .max(500)
  .regex(/^[^\p{C}]*$/u, "one printable line");
const unset = z.literal("");
/** As the database takes it. */
const documentId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, "1 to 128 letters, digits, dots, hyphens and underscores");
const documentList = z
  .string()
  .max(65_535)
  .transform((list) => list.split(/\s+/).filter(Boolean))
  .pipe(z.array(documentId).max(MOST_MEMBERS));
const path = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/, "a path below the top folder");
const count = z.string().regex(/^[1-9]\d{0,4}$/, "a whole number from 1 on");

/** Where a site will lie. */
const siteUrl = z.string().max(500).regex(SITE_URL, "https://, a host, and a path that ends with a slash");

export const RUN_PHASES_INPUTS = z.strictObject({
  command: z.enum(["cut", "effect", "resume", "renew", "reconcile", "doctor"]),
  "document-id": z.union([unset, documentId]),
  documents: documentList,
  "batch-file": z.union([unset, path]),
  ...{
    halt: z.union([unset, z.enum(HALT_RULES)]),
    canary: z.union([unset, count]),
    wave: z.union([unset, count]),
  },
  mode: z.enum(["LIVE", "DRYRUN"]),
  "run-id": z.union([unset, runIdSchema, batchIdSchema]),
  ...{ from: text, version: text, units: text, why: text },
  root: text,
  "units-folder": text,
});

export type PhasesInputs = z.infer<typeof RUN_PHASES_INPUTS>;

export const POST_REPORT_INPUTS = z.strictObject({
  "run-id": runIdSchema,
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, "1 to 64 letters, digits, dots, hyphens and underscores"),
  file: text.min(1),
  "pull-request": z.string().regex(/^[1-9]\d{0,8}$/, "the number of a pull request"),
});

export const PUBLISH_SITE_INPUTS = z.strictObject({
  folder: text.min(1),
  "site-url": z.union([unset, siteUrl]),
});

export const VERIFY_APPROVAL_INPUTS = z.strictObject({
  repository: text.min(1),
  "root-keys": z
    .string()
    .max(2_000)
    .refine((keys) => keys.trim() !== "", "at least one file"),
  comment: z.enum(["true", "false"]),
});

/** Reads the inputs of an action; all errors are reported together. */
export function readInputs<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  read: (name: string) => string,
): Result<z.infer<z.ZodObject<Shape>>> {
  const given = Object.fromEntries(Object.keys(schema.shape).map((name) => [name, read(name)]));
  const parsed = schema.safeParse(given);
  if (parsed.success) return accepted(parsed.data);
  const details = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  return refused(
    refusal("STOP_BAD_INPUT", {
      field: "inputs",
      expected: "valid inputs",
      actual: countOf(details.length, "error"),
      details,
    }),
  );
}
