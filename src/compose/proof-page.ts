import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { KeyFile } from "../engine/approvals/verify-commit.ts";
import { type PageParts, renderProofPage } from "../reports/proof-page.ts";
import { CODE_FOLDER, CODE_ROOT, IS_BUILT } from "./code-root.ts";

/** The program of the page is made by the build alone: in development too it is taken from there. */
const PARTS = join(IS_BUILT ? CODE_FOLDER : join(CODE_ROOT, "actions/dist"), "proof-page");

/** A proof as one page that verifies itself (docs/reader.md). */
export async function makeProofPage(proofText: string, rootKeys: readonly KeyFile[]): Promise<string> {
  return renderProofPage(await readParts(PARTS), {
    proofText,
    rootKeys: rootKeys.map(({ system, content }) => ({
      system,
      base64: Buffer.from(content).toString("base64"),
    })),
  });
}

export async function readParts(folder: string): Promise<PageParts> {
  const read = (name: string) => readFile(join(folder, name), "utf8");
  const [script, style, notices] = await Promise.all(["script.js", "style.css", "notices.txt"].map(read));
  if (script === undefined || style === undefined || notices === undefined)
    throw new Error("the build lacks a part of the page");
  return { script, style, notices };
}
