import { countLetters } from "../projection/letters.ts";
import type { Projection } from "../projection/projection.ts";

/** The reader of Markdown and plain text in another encoding than UTF-8: its text is what it was decoded to. */
const PLAIN = { name: "text", version: 1 } as const;

/** The projection of a text that was decoded: every byte is its own. */
export function readPlain(text: Buffer): Projection {
  const letters = countLetters(text.toString("utf8"));
  return {
    reader: PLAIN,
    text,
    map: { rangeOf: (startByte, endByte) => ({ part: null, startByte, endByte }) },
    structure: { kind: "text" },
    dropped: [],
    marked: [],
    letters: { total: letters, projected: letters, dropped: 0, added: 0 },
  };
}
