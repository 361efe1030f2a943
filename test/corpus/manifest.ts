import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const heading = z.object({ line: z.number().int(), byte: z.number().int() });
const article = heading.extend({
  address: z.string(),
  title: z.string().optional(),
  repealed: z.boolean().optional(),
});

const documentsSchema = z.object({
  files: z.array(
    z.object({
      file: z.string(),
      family: z.string(),
      sha256: z.string(),
      groundTruth: z.object({
        articles: z.array(article),
        containerList: z.array(heading.extend({ label: z.string() })),
        annexList: z.array(heading.extend({ label: z.string() })),
        optionalUnits: z.array(heading),
      }),
    }),
  ),
});

const adversarialSchema = z.object({
  files: z.array(
    z.object({
      file: z.string(),
      outcome: z.enum(["units", "refuse", "either"]),
      reason: z.string().optional(),
      articleUnits: z.number().int().optional(),
      addresses: z.array(z.string()).optional(),
      maxSeconds: z.number(),
      stored: z.boolean().default(true),
    }),
  ),
});

export type DocumentRow = z.infer<typeof documentsSchema>["files"][number];
export type AdversarialRow = z.infer<typeof adversarialSchema>["files"][number];

/** The rows of a folder of documents with ground truth. */
export function readDocuments(folder: string): readonly DocumentRow[] {
  return documentsSchema.parse(readJson(folder)).files;
}

/** The rows of a folder of hostile documents. */
export function readAdversarial(folder: string): readonly AdversarialRow[] {
  return adversarialSchema.parse(readJson(folder)).files;
}

function readJson(folder: string): unknown {
  return JSON.parse(readFileSync(join(folder, "MANIFEST.json"), "utf8"));
}
