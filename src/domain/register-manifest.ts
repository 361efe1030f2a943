import { z } from "zod";
import { parseStrictJson } from "../json/parse-strict-json.ts";
import { NATURES } from "./plan.ts";
import { refusal } from "./refusal.ts";
import { accepted, type Result, refused } from "./result.ts";

/** The manifest of a folder of documents, in the folder itself. */
export const MANIFEST_FILE = "manifest.json";

/** More documents than any country has laws; a manifest that names more is no list that a person has read. */
export const MOST_DOCUMENTS = 20_000;

const text = z.string().min(1);

/** The words of the options of `cutter source register` that many documents have in common. */
const COMMON = {
  publication_type: text.optional(),
  owner: text.optional(),
  convention: text.optional(),
  encoding: text.optional(),
  nature: z.enum(NATURES).optional(),
  effective_from: text.optional(),
  citation: text.optional(),
  accepted_doubts: z.array(text).optional(),
  authoritative: z.boolean().optional(),
};

const WORDS = {
  document_id: text,
  prefix: text.optional(),
  title: text.optional(),
  ...COMMON,
  lineage: text.optional(),
  base: z.union([text, z.number().int().positive().transform(String)]).optional(),
  expect_count: z.number().int().min(1).max(999_999).optional(),
  expect: text.optional(),
  named_reserved: z.boolean().optional(),
};

const wordsSchema = z.strictObject(WORDS);
const entrySchema = z.strictObject({ file: text, ...WORDS });

const manifestSchema = z.strictObject({
  schema: z.literal("iu-cutter/manifest/1"),
  /** What every document has that says nothing else. */
  defaults: z.strictObject(COMMON).optional(),
  documents: z.array(entrySchema).min(1).max(MOST_DOCUMENTS),
  /** Files of the folder that are no documents. */
  ignore: z.array(text).optional(),
});

/** What is to be registered of one file, in the words of the options of `cutter source register`. */
export type ManifestEntry = z.infer<typeof entrySchema>;

export interface Manifest {
  /** In the order in which they are registered and cut. */
  readonly documents: readonly ManifestEntry[];
  readonly ignore: readonly string[];
}

/** Reads a manifest; what is common stands in every entry afterwards. */
export function parseManifest(bytes: Uint8Array, field: string): Result<Manifest> {
  const json = parseStrictJson(bytes);
  if (!json.ok) return refused(refuseManifest(field, [json.fault]));
  const parsed = manifestSchema.safeParse(json.value);
  if (!parsed.success)
    return refused(
      refuseManifest(
        field,
        parsed.error.issues.map(({ path, message }) => `${nameOf(json.value, path)}: ${message}`),
      ),
    );
  const { documents, defaults, ignore } = parsed.data;
  return accepted({ documents: documents.map((entry) => ({ ...defaults, ...entry })), ignore: ignore ?? [] });
}

const LISTS = ["accepted_doubts"];
const BOOLEANS = ["authoritative", "named_reserved"];
const NUMBERS = ["expect_count"];

/** Reads the words that a file says of itself in its front matter: the keys of an entry without `file`. */
export function readEntryOfWords(
  file: string,
  words: Readonly<Record<string, string>>,
): Result<ManifestEntry> {
  const typed = Object.entries(words).map(([key, value]) => [key, typeWord(key, value)]);
  const parsed = wordsSchema.safeParse(Object.fromEntries(typed));
  if (parsed.success) return accepted({ file, ...parsed.data });
  const details = parsed.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join(".")}: ${message}`,
  );
  return refused(
    refusal("STOP_BAD_INPUT", {
      field: file,
      expected: "front matter of the words of docs/formats.md",
      actual: details.join("; "),
    }),
  );
}

function typeWord(key: string, value: string): unknown {
  if (LISTS.includes(key)) return value.split(",").map((part) => part.trim());
  if (BOOLEANS.includes(key)) return value === "true" ? true : value === "false" ? false : value;
  if (NUMBERS.includes(key)) return /^\d{1,6}$/.test(value) ? Number(value) : value;
  return value;
}

function refuseManifest(field: string, details: readonly string[]) {
  const expected = "a manifest of documents (docs/formats.md)";
  return refusal("STOP_BAD_INPUT", { field, expected, details });
}

/** Where in the manifest something is wrong; an entry is named by its file too. */
function nameOf(manifest: unknown, path: readonly PropertyKey[]): string {
  const [list, at] = path;
  if (list !== "documents" || typeof at !== "number") return path.join(".") || "(whole file)";
  const file = (manifest as { documents?: readonly { file?: unknown }[] }).documents?.[at]?.file;
  const place = `documents.${at}${typeof file === "string" ? ` (${file})` : ""}`;
  return [place, ...path.slice(2).map(String)].join(".");
}
