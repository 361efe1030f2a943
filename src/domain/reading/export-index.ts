import { z } from "zod";
import { canonicalJson, type Json } from "../../json/canonical-json.ts";
import { parseStrictJson } from "../../json/parse-strict-json.ts";
import { sha256Text } from "../text-forms.ts";
import { isExportPath } from "./export-path.ts";

const FORMAT = /^iu-cutter\/export\/[a-z]+\/\d+$/;

const indexSchema = z
  .object({
    format: z.string().regex(FORMAT),
    files: z
      .array(
        z
          .strictObject({
            path: z.string().refine(isExportPath, "a path inside the folder"),
            sha256: sha256Text,
            bytes: z.number().int().nonnegative(),
          })
          .readonly(),
      )
      .readonly(),
  })
  .readonly();

/** A file of an export, as its index names it. */
export type ExportedFile = z.infer<typeof indexSchema>["files"][number];

/** What an index says of an export as a whole, beside its files. */
export interface ExportHead {
  /** `iu-cutter/export/jsonl/1` */
  readonly format: string;
  readonly [fact: string]: Json;
}

/** The index as canonical JSON; the files in the order of their paths. */
export function renderIndex(head: ExportHead, files: readonly ExportedFile[]): string {
  const inOrder = files.toSorted((one, other) => (one.path < other.path ? -1 : 1));
  return `${canonicalJson({ ...head, files: inOrder.map((file) => ({ ...file })) })}\n`;
}

/** The files that an index names; null where it is not one of an export. */
export function readIndex(content: Uint8Array): readonly ExportedFile[] | null {
  const parsed = parseStrictJson(content);
  if (!parsed.ok) return null;
  const index = indexSchema.safeParse(parsed.value);
  return index.success ? index.data.files : null;
}
