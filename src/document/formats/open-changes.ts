import { RefusalError, refusal } from "../../domain/refusal.ts";

/** Counts the changes that are open in a document, by kind. */
export class OpenChanges {
  readonly #kinds: ReadonlyMap<string, string>;
  readonly #counts = new Map<string, number>();

  /** `kinds` says of the elements of a format that are changes which ones they are, in the plural. */
  constructor(kinds: ReadonlyMap<string, string>) {
    this.#kinds = kinds;
  }

  see(name: string): void {
    const kind = this.#kinds.get(name);
    if (kind !== undefined) this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
  }

  /** Refuses a document with open changes: two texts of it are in the file. */
  refuse(part: string): void {
    if (this.#counts.size === 0) return;
    const told = Array.from(this.#counts, ([kind, count]) => `${count} ${kind}`);
    throw new RefusalError(
      refusal("STOP_CHANGES_OPEN", {
        field: part,
        expected: "no open change",
        actual: told.join(", "),
        details: told,
      }),
    );
  }
}
