import { readDesignator } from "../names/designator.ts";
import { foldText } from "../names/fold-text.ts";

/** As much of a line as a name may need. */
const MOST_CHARACTERS = 80;
/** Names of one file that are kept, which may be those of all its contents, and lines of it that are looked at: what is left out may be longer than the document. */
const MOST_NAMES = 10_000;
const MOST_LINES = 100_000;
const LEAD_SPACE = /^\s+/;

/** Collects, of text that is left out, the beginnings of those lines that begin like a unit. */
export class LeftBegins {
  #line = "";
  #lines = 0;
  #names = 0;
  #begins = new Set<string>();

  /** Text of the line that is read. */
  read(characters: string): void {
    const room = MOST_CHARACTERS - this.#line.length;
    if (room <= 0 || this.#lines >= MOST_LINES) return;
    const text = this.#line === "" ? characters.replace(LEAD_SPACE, "") : characters;
    this.#line += text.slice(0, room);
  }

  /** Text in which a tag or the end of a line ends a line: what is read as text may be markup. */
  readRaw(characters: string): void {
    for (const [index, line] of characters.split(/\n|<[^<>]{0,200}>/).entries()) {
      if (index > 0) this.endLine();
      this.read(line);
    }
  }

  endLine(): void {
    const line = this.#line;
    if (line === "") return;
    this.#line = "";
    this.#lines++;
    if (this.#names >= MOST_NAMES || this.#begins.has(line) || readDesignator(foldText(line)) === null)
      return;
    this.#begins.add(line);
    this.#names++;
  }

  /** The beginnings since they were taken last. */
  take(): readonly string[] {
    this.endLine();
    if (this.#begins.size === 0) return NOTHING;
    const begins = [...this.#begins];
    this.#begins = new Set();
    return begins;
  }
}

const NOTHING: readonly string[] = [];
