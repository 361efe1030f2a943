import { shortenParts } from "../../document/delta/shorten-parts.ts";
import { diffWords } from "../../document/delta/word-diff.ts";
import { renderParts } from "../../document/show/render-delta.ts";

/** Of longer texts the rest is only counted; the object has all of them. */
const SHOWN = { around: 120, most: 20_000 };

/** An old text against a new one, word by word, as `source diff` shows it; null where there is none. */
export function renderTexts(before: string | null, after: string | null): readonly string[] {
  return renderParts(shortenParts(diffWords(before ?? "", after ?? "", false), SHOWN));
}
