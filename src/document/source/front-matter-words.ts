/** The words that a file says of itself at its top, or the line that is none of `key: value`. */
export type FrontMatterWords =
  | { readonly ok: true; readonly words: Readonly<Record<string, string>>; readonly endByte: number }
  | { readonly ok: false; readonly line: number; readonly problem: string };

/** No front matter is longer; a file that is read for its words alone is read to here. */
export const MOST_FRONT_MATTER_BYTES = 64 * 1024;

const MARK = "---";
const WORD = /^([A-Za-z0-9_-]+): (.*)$/;

/**
 * Reads the front matter at the top of a file: a line `---`, lines of `key: value`, a line `---`. It is not YAML: a value is the text to the end of
 * its line. Null where the file has none. The marker leaves the same bytes out of every cut as `non-content`; they stay in the stored bytes.
 */
export function readFrontMatterWords(bytes: Uint8Array): FrontMatterWords | null {
  const head = bytes.subarray(0, MOST_FRONT_MATTER_BYTES);
  const text = Buffer.from(head.buffer, head.byteOffset, head.length).toString("latin1");
  const bom = text.startsWith("\xef\xbb\xbf") ? 3 : 0;
  const first = lineAt(text, bom);
  if (first.text !== MARK) return null;
  const words = new Map<string, string>();
  let number = 1;
  for (let at = first.next; at < text.length; number += 1) {
    const line = lineAt(text, at);
    at = line.next;
    if (line.text === MARK) return { ok: true, words: Object.fromEntries(words), endByte: at };
    const [, key = "", value = ""] = WORD.exec(decode(line.text)) ?? [];
    const problem =
      key === ""
        ? "no line of `key: value`"
        : words.has(key)
          ? `the key ${key} stands twice`
          : key === "__proto__"
            ? "no key of the front matter"
            : null;
    if (problem !== null) return { ok: false, line: number + 1, problem };
    words.set(key, value.trim());
  }
  const problem = `no line ${MARK} closes the front matter within ${MOST_FRONT_MATTER_BYTES} bytes`;
  return { ok: false, line: 1, problem };
}

function lineAt(text: string, start: number): { readonly text: string; readonly next: number } {
  const end = text.indexOf("\n", start);
  if (end === -1) return { text: text.slice(start), next: text.length };
  return { text: text.slice(start, end).replace(/\r$/, ""), next: end + 1 };
}

/** A line in UTF-8, which was found in its single bytes; what is no UTF-8 is no word. */
function decode(line: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(line, "latin1"));
  } catch {
    return "";
  }
}
