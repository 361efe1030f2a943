import { partitionPoint } from "../../collections/partition-point.ts";
import type { Rows } from "../../collections/rows.ts";
import { foldText, foldWords } from "../names/fold-text.ts";
import { readOutlineNumber } from "../names/outline-number.ts";
import { readPageEnd } from "../names/page-end.ts";
import { trimEndOf } from "../names/trim-end.ts";
import { LINE } from "../source/line-class.ts";
import { readText, type ScannedSource } from "../source/scanned-source.ts";
import type { Heading } from "./heading.ts";

/** A heading as a table of contents, and the text that it lists, print it. */
interface Name {
  /** What it is and its number, equal in all spellings. */
  readonly key: string;
  /** The words behind the number or on the next line, folded, without the number of a page. */
  readonly words: string;
}

const GAP = /[\s.…_·]/u;
const WORD_BYTES = 200;
/** Blank lines between a number and its title at most. */
const MAX_BLANK = 2;
/** Places that are compared with one entry. */
const MAX_TRIED = 4;

/** The names of headings, so that an entry of a table of contents is found where it stands again. */
export class ListedNames {
  readonly #scanned: ScannedSource;
  readonly #headings: Rows<Heading>;
  #places: Map<string, number[]> | null = null;

  constructor(scanned: ScannedSource, headings: Rows<Heading>) {
    this.#scanned = scanned;
    this.#headings = headings;
  }

  /** The positions at which the heading of a position stands, in order. */
  placesOf(at: number): readonly number[] {
    const heading = this.#headings.at(at);
    return heading === undefined ? [] : (this.#index().get(keyOf(heading).key) ?? []);
  }

  /** The first position from `from` on at which an entry stands again with its title, or -1. */
  findSame(entry: number, from: number): number {
    const places = this.placesOf(entry);
    const next = partitionPoint(places.length, (at) => (places[at] ?? 0) >= from);
    const { words } = this.#nameAt(entry);
    const hasWords = (at: number) =>
      isSame(words, this.#nameAt(at).words) || (words !== "" && isSame(words, this.#above(at)));
    return places.slice(next, next + MAX_TRIED).find(hasWords) ?? -1;
  }

  #index(): Map<string, number[]> {
    if (this.#places !== null) return this.#places;
    const places = new Map<string, number[]>();
    for (const heading of this.#headings) {
      const { key } = keyOf(heading);
      const known = places.get(key);
      if (known === undefined) places.set(key, [heading.index]);
      else known.push(heading.index);
    }
    this.#places = places;
    return places;
  }

  #nameAt(at: number): Name {
    const heading = this.#headings.at(at);
    if (heading === undefined) return { key: "", words: "" };
    const name = keyOf(heading);
    return name.words === "" ? { ...name, words: this.#below(heading) } : name;
  }

  /** The words of the line above, where a title may stand (`Short title`, then `1.—(1) Text`). */
  #above(at: number): string {
    const line = this.#headings.at(at)?.line ?? 0;
    let above = line - 1;
    while (above >= line - MAX_BLANK && this.#scanned.mask.classes[above] === LINE.blank) above--;
    return above < 0 ? "" : wordsOf(foldText(readText(this.#scanned, above, WORD_BYTES)));
  }

  /** The words of the next line, unless it is a heading itself. */
  #below({ line, index }: Heading): string {
    let next = line + 1;
    while (next <= line + MAX_BLANK && this.#scanned.mask.classes[next] === LINE.blank) next++;
    if (next >= this.#scanned.table.count || this.#headings.at(index + 1)?.line === next) return "";
    return wordsOf(foldText(readText(this.#scanned, next, WORD_BYTES)));
  }
}

function isSame(entry: string, listed: string): boolean {
  return listed.startsWith(entry) || (listed !== "" && entry.startsWith(listed));
}

function keyOf({ text, designator, shape: { stands } }: Heading): Name {
  if (designator !== null)
    return { key: `unit ${designator.number.value.join(".")}`, words: wordsOf(text.slice(designator.end)) };
  if (stands !== null && stands.number !== "")
    return { key: `${stands.kind} ${stands.number}`, words: wordsOf(text.slice(stands.end)) };
  const outline = stands === null ? readOutlineNumber(text) : null;
  if (outline === null) return { key: wordsOf(text), words: "" };
  return { key: `unit ${outline.number.value.join(".")}`, words: wordsOf(text.slice(outline.end)) };
}

function wordsOf(text: string): string {
  const { before, gap, number } = readPageEnd(text, { gap: GAP });
  const words = number !== "" && gap !== "" ? before : text;
  return foldWords(trimEndOf(words, GAP));
}
