import type { Drop, DropReason, OriginalRange } from "./projection.ts";

/** Kinds of drops beyond this are counted in one: the names come from the file. */
const MOST_KINDS = 1000;

/** Counts what is left out of a projection, by element and reason. */
export class DropList {
  readonly #kinds = new Map<string, Drop>();
  #letters = 0;

  add(
    element: string,
    reason: DropReason,
    { letters, at }: { readonly letters: number; readonly at: OriginalRange },
  ): void {
    const isNew = !this.#kinds.has(`${reason} ${element}`);
    const name = isNew && this.#kinds.size >= MOST_KINDS ? "other elements" : element;
    const key = `${reason} ${name}`;
    const known = this.#kinds.get(key) ?? { element: name, reason, count: 0, letters: 0, first: at };
    this.#kinds.set(key, { ...known, count: known.count + 1, letters: known.letters + letters });
    this.#letters += letters;
  }

  close(): { readonly dropped: readonly Drop[]; readonly letters: number } {
    return { dropped: [...this.#kinds.values()], letters: this.#letters };
  }
}
