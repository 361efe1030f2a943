import { shortenParts } from "../document/delta/shorten-parts.ts";
import { diffWords } from "../document/delta/word-diff.ts";
import { inertLines } from "./inert-text.ts";

/** Of longer comparisons the rest is only counted; both texts have pages of their own. */
const SHOWN = { around: 200, most: 20_000 };

/** An old text against a new one, word by word. */
export function renderWords(old: string, fresh: string): string {
  if (old === fresh) return "<p>The words are the same.</p>";
  const parts = shortenParts(diffWords(old, fresh, false), SHOWN);
  const shown = parts.map((part) => {
    if (part.kind === "left out") return `<span class="left">[…${part.characters} characters…]</span>`;
    const text = inertLines(part.text.replace(/\r\n?/g, "\n"));
    return part.kind === "old" ? `<del>${text}</del>` : part.kind === "new" ? `<ins>${text}</ins>` : text;
  });
  return `<div class="words" lang="" dir="auto">${shown.join("")}</div>`;
}
