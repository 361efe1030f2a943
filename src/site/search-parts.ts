import MiniSearch from "minisearch";
import { showUnseen } from "../reports/inert.ts";
import { splitWords } from "./browser/words.js";
import type { SiteFile } from "./site-file.ts";

/** What the page of search asks of an index; it must be what the index was made with. */
const OPTIONS = {
  fields: ["title", "address", "text"],
  storeFields: ["title", "address", "path", "head"],
  tokenize: splitWords,
  processTerm: (word: string) => word,
};

/** A part holds no more than this, so that a browser reads it without a halt. */
const MOST_UNITS = 150;
const MOST_CHARACTERS = 120_000;
/** Characters of a text by which a reader knows what was found. */
const HEAD = 180;

export interface SearchedUnit {
  readonly title: string;
  readonly address: string;
  /** The page of the unit. */
  readonly path: string;
  readonly text: string;
}

/** Builds the index of a document in parts of bounded size; what is held is one part. */
export class SearchParts {
  readonly #folder: string;
  #held: SearchedUnit[] = [];
  #characters = 0;
  #count = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** How many parts there are. */
  get count(): number {
    return this.#count;
  }

  add(unit: SearchedUnit): readonly SiteFile[] {
    this.#held.push(unit);
    this.#characters += unit.text.length;
    return this.#held.length < MOST_UNITS && this.#characters < MOST_CHARACTERS ? [] : this.end();
  }

  /** The last part. */
  end(): readonly SiteFile[] {
    if (this.#held.length === 0) return [];
    const index = new MiniSearch<SearchedUnit & { readonly id: number; readonly head: string }>(OPTIONS);
    index.addAll(
      this.#held.map((unit, id) => ({
        ...{ id, path: unit.path, text: unit.text },
        title: showUnseen(unit.title),
        address: showUnseen(unit.address),
        head: headOf(unit.text),
      })),
    );
    this.#held = [];
    this.#characters = 0;
    this.#count++;
    const path = `${this.#folder}/search-${this.#count}.js`;
    // A script, because a page from a disk may load nothing else; the index is a text in it, which a browser reads faster than an object.
    const text = `searchPart(${JSON.stringify(path)}, ${asScript(JSON.stringify(JSON.stringify(index)))});\n`;
    return [{ path, text }];
  }
}

function headOf(text: string): string {
  const line = showUnseen(
    text
      .slice(0, 2 * HEAD)
      .replace(/\s+/g, " ")
      .trim(),
  );
  return line.length <= HEAD ? line : `${line.slice(0, HEAD).toWellFormed()}…`;
}

/** Ends of lines that scripts of old did not take in a text. */
function asScript(json: string): string {
  return json.replace(/[\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16)}`);
}
