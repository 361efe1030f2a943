import type { Drop, DropReason, OriginalRange } from "./projection.ts";

/** Kinds of drops beyond this are counted in one: the names come from the file. */
const MOST_KINDS = 1000;

/** A text that is left out: its letters, where it stands, and those beginnings of its lines that may name a unit, where the reader collects them. */
export interface LeftText {
  readonly letters: number;
  readonly at: OriginalRange;
  readonly begins?: readonly string[];
}

/** Counts what is left out of a projection, by element and reason. */
export class DropList {
  readonly #kinds = new Map<string, Drop>();
  readonly #begins = new Map<string, string[]>();
  #letters = 0;

  add(element: string, reason: DropReason, { letters, at, begins = [] }: LeftText): void {
    const isNew = !this.#kinds.has(`${reason} ${element}`);
    const name = isNew && this.#kinds.size >= MOST_KINDS ? "other elements" : element;
    const key = `${reason} ${name}`;
    const known = this.#kinds.get(key) ?? { element: name, reason, count: 0, letters: 0, first: at };
    this.#kinds.set(key, { ...known, count: known.count + 1, letters: known.letters + letters });
    this.#letters += letters;
    if (begins.length === 0) return;
    const kept = this.#begins.get(key) ?? [];
    this.#begins.set(key, kept);
    for (const begin of begins) kept.push(begin);
  }

  close(): { readonly dropped: readonly Drop[]; readonly letters: number } {
    const dropped = Array.from(this.#kinds, ([key, drop]) => {
      const begins = this.#begins.get(key);
      return begins === undefined ? drop : { ...drop, begins };
    });
    return { dropped, letters: this.#letters };
  }
}
