import { RefusalError, refusal } from "../../domain/refusal.ts";

const MOST_TOLD = 100;

/** Collects the numbers of a document that can't be told, so that a person sees all of them at once. */
export class UnclearNumbers {
  readonly #found: { readonly place: string; readonly what: string }[] = [];

  tell(place: string, what: string): void {
    if (this.#found.length < MOST_TOLD) this.#found.push({ place, what });
  }

  /** Refuses a document with a number that can't be told. */
  refuse(): void {
    const [first] = this.#found;
    if (first === undefined) return;
    throw new RefusalError(
      refusal("STOP_NUMBER_UNCLEAR", {
        field: first.place,
        expected: "numbers that follow from the file",
        actual: first.what,
        details: this.#found.map(({ place, what }) => `${place}: ${what}`),
      }),
    );
  }
}
