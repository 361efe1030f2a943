import { type Rows, rowAt } from "../../collections/rows.ts";
import type { DeltaSide, DeltaUnit } from "../../domain/delta.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import { canonicalWords, isBreak } from "./canonical-words.ts";
import { splitHeading, type UnitWords } from "./heading-words.ts";

/** What is known of a unit's words, as digests: equal digests mean equal words. */
export interface UnitText {
  /** Of the whole body without its typography. */
  readonly whole: string;
  /** Of the text alone, without name and title. */
  readonly text: string;
  /** Of the heading: name, title and what else stands in it, without the signs between them. */
  readonly head: string;
  /** The title without its typography; where the title is the name, the name. */
  readonly title: string;
  /** How many words and signs the text has. */
  readonly length: number;
}

/** Kind of the units of an outline whose title is their name. */
export const NAMED_BY_TITLE = "heading";

/** One version as the comparison reads it: positions by address, and the words of the units that are asked for. */
export class Side {
  readonly units: Rows<DeltaUnit>;
  readonly positions = new Map<string, number>();
  readonly hashes: readonly string[];
  readonly parents: Int32Array;
  readonly #side: DeltaSide;
  readonly #texts = new Map<number, UnitText>();

  constructor(side: DeltaSide) {
    this.#side = side;
    this.units = side.units;
    this.parents = new Int32Array(side.units.length).fill(-1);
    const hashes: string[] = [];
    const named: (string | null)[] = [];
    for (const unit of side.units) {
      this.positions.set(unit.address, hashes.length);
      hashes.push(unit.contentHash);
      named.push(unit.parent);
    }
    this.hashes = hashes;
    for (const [at, parent] of named.entries())
      if (parent !== null) this.parents[at] = this.positions.get(parent) ?? -1;
  }

  get length(): number {
    return this.units.length;
  }

  at(position: number): DeltaUnit {
    return rowAt(this.units, position);
  }

  textOf(position: number): UnitText {
    const known = this.#texts.get(position);
    if (known !== undefined) return known;
    const { words, head, title, text } = this.#read(position);
    const found = {
      whole: sha256Hex(words.join(" ")),
      text: sha256Hex(text.join(" ")),
      head: head.join(" "),
      title: title.join(" "),
      length: text.filter((word) => !isBreak(word)).length,
    };
    this.#texts.set(position, found);
    return found;
  }

  /** The words of title and text, in order. */
  wordsOf(position: number): readonly string[] {
    const { title, text } = this.#read(position);
    return [...title, ...text].filter((word) => !isBreak(word));
  }

  #read(position: number): UnitWords & { readonly words: readonly string[] } {
    const { label, title, kind } = this.at(position);
    const body = this.#side.body(position);
    const words = canonicalWords(body);
    const split = splitHeading(words, { label, title });
    return { words, ...split, ...(kind === NAMED_BY_TITLE ? { title: canonicalWords(label) } : {}) };
  }
}
