import { beginsClass } from "./classify-heading.ts";
import { beginsName } from "./designator.ts";
import { foldWord } from "./fold-text.ts";
import { beginsNumberWord } from "./numbers.ts";

const WORD = /^[\p{L}\p{M}'’ʼꞌ\u200c-]+/u;
const HAN = /^[第제條条附別别부별]/u;
const MAX_WORD_BYTES = 48;
const MAX_KNOWN = 8192;

/** Tells from the first bytes of a line whether it can begin with a name, without decoding the line. */
export class FirstWords {
  /** Verdict on each first word seen; words repeat in a text, so most lines need one look-up only. */
  readonly #known = new Map<string, boolean>();

  /** Whether the line may begin with the name of a unit or container, or in bold type. */
  mayName(source: Buffer, start: number, end: number): boolean {
    const limit = Math.min(end, start + MAX_WORD_BYTES);
    let at = start;
    while (at < limit && !endsWord(source[at] ?? 0)) at++;
    if (at === start) return true;
    const key = source.toString("latin1", start, at);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const verdict = mayBeName(Buffer.from(key, "latin1").toString("utf8"));
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.set(key, verdict);
    return verdict;
  }
}

function mayBeName(text: string): boolean {
  if (HAN.test(text) || /^[^\p{L}]/u.test(text)) return true;
  const word = WORD.exec(text)?.[0] ?? "";
  if (word.length < text.length && !/^[.:：]$/u.test(text.slice(word.length))) return true;
  const folded = foldWord(word);
  if (/^\p{Lu}/u.test(word) && beginsNumberWord(folded)) return true;
  return beginsName(folded) || beginsClass(folded) || /^[IVXLCDM]+$/.test(word) || word.length === 1;
}

/** White space, a digit, `_` and most signs from `(` to `@` end the first word; a byte of a multi-byte sequence never does. */
function endsWord(byte: number): boolean {
  return (
    byte <= 0x20 ||
    (byte >= 0x28 && byte < 0x41 && byte !== 0x2d && byte !== 0x2e && byte !== 0x3a) ||
    byte === 0x2a ||
    byte === 0x5f
  );
}
