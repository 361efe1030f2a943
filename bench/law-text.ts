import { readFileSync } from "node:fs";
import { join } from "node:path";

const WORDS = readWords();

/** The words of a law, so that text made of them compresses as such text does. */
function readWords(): readonly string[] {
  const file = join(import.meta.dirname, "../test/fixtures/documents/fr-constitution-des-iles.md");
  return readFileSync(file, "utf8")
    .split(/\s+/)
    .filter((word) => word !== "" && !/[#*>|\\[\]\d]/.test(word));
}

/** A run of words of the law that `seed` begins, at least `minBytes` long: the same text for the same seed. */
function makeText(seed: number, minBytes: number): string {
  const picked: string[] = [];
  let state = (seed * 2_654_435_761 + 1) >>> 0;
  for (let bytes = 0; bytes < minBytes; ) {
    // A step of the minimal standard generator; runs of two words leave it about as compressible as prose is.
    state = (state * 48_271 + 11) % 2_147_483_647;
    const start = state % WORDS.length;
    const phrase = WORDS.slice(start, start + 2).join(" ");
    picked.push(phrase);
    bytes += Buffer.byteLength(phrase) + 1;
  }
  return picked.join(" ");
}

/** A document in Markdown of `articles` articles, numbered from `first` on, with at least `bytesEach` bytes of text each. */
export function makeLaw(articles: number, bytesEach: number, first = 1): string {
  const parts = ["# A law made to be measured\n"];
  for (let article = first; article < first + articles; article += 1) {
    parts.push(`## Article ${article}\n\n${makeText(article, bytesEach)}.\n`);
  }
  return parts.join("\n");
}
