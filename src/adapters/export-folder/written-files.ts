import { partitionPoint } from "../../collections/partition-point.ts";
import { TextColumn } from "../../collections/text-column.ts";
import type { ExportedFile } from "../../domain/reading/export-index.ts";

/** A file of an export, and under which name it waits to be put in its place; null where it is there already. */
export interface WrittenFile extends ExportedFile {
  readonly staged: string | null;
}

/** The files of an export as they come; each costs its path, its digest and some twenty bytes. */
export class WrittenFiles {
  readonly #paths = new TextColumn();
  /** Of each its digest, its size and the name under which it is staged. */
  readonly #facts = new TextColumn();
  #length = 0;
  #staged = 0;

  push({ path, sha256, bytes, staged }: WrittenFile): void {
    this.#paths.push(path);
    this.#facts.push(`${sha256} ${bytes} ${staged ?? ""}`);
    this.#length++;
    if (staged !== null) this.#staged++;
  }

  /** In the order of their paths, of which each may be there once. */
  sort(): SortedFiles {
    const places = Int32Array.from({ length: this.#length }, (_, at) => at);
    places.sort((one, other) => (this.#paths.at(one) < this.#paths.at(other) ? -1 : 1));
    const pathAt = (index: number) => this.#paths.at(places[index] ?? 0);
    for (let at = 1; at < places.length; at++)
      if (pathAt(at) === pathAt(at - 1)) throw new RangeError(`no new path of an export: ${pathAt(at)}`);
    return {
      length: places.length,
      staged: this.#staged,
      has(path) {
        const at = partitionPoint(places.length, (index) => pathAt(index) >= path);
        return at < places.length && pathAt(at) === path;
      },
      files: () => this.#read(places),
    };
  }

  *#read(places: Iterable<number>): Generator<WrittenFile> {
    for (const at of places) {
      const [sha256 = "", bytes, staged = ""] = this.#facts.at(at).split(" ");
      yield { path: this.#paths.at(at), sha256, bytes: Number(bytes), staged: staged === "" ? null : staged };
    }
  }
}

export interface SortedFiles {
  readonly length: number;
  /** How many of them wait to be put in their places. */
  readonly staged: number;
  has(path: string): boolean;
  files(): Iterable<WrittenFile>;
}
