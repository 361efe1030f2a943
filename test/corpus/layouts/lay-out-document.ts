import type { DocumentRow } from "../manifest.ts";
import type { Layout } from "./layouts.ts";
import { readPrinted } from "./read-printed.ts";
import { wordsOf } from "./words.ts";
import { type LaidOutDocument, writePrinted } from "./write-printed.ts";

const NUMBERED = /\p{N}|[一二三四五六七八九十]|\b(?:[IVXLC]+|premier|primero)\b/u;
const NUMBERED_SHARE = 0.95;

/** The document in the layout, or null where the layout has nothing to show in it. */
export function layOutDocument(row: DocumentRow, bytes: Uint8Array, layout: Layout): LaidOutDocument | null {
  const words = wordsOf(row.file);
  if (words === null || (layout.needs === "numbers" && !isNumbered(row))) return null;
  const lines = layout.lay(readPrinted(row, bytes), words);
  return lines === null ? null : writePrinted(row, lines, { lineEnd: "\n", unicode: null, ...layout.form });
}

function isNumbered(row: DocumentRow): boolean {
  const { articles } = row.groundTruth;
  const numbered = articles.filter(({ address }) => NUMBERED.test(address)).length;
  return numbered >= articles.length * NUMBERED_SHARE;
}
