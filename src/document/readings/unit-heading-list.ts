import { MadeRows, type Rows, rowAt } from "../../collections/rows.ts";
import { TextColumn } from "../../collections/text-column.ts";
import type { Heading } from "../headings/heading.ts";
import type { UnitHeading } from "./unit-heading.ts";

/** What many unit headings share. */
type UnitHeadingKind = Pick<UnitHeading, "kind" | "word" | "row">;

const NONE: UnitHeadingKind = { kind: "heading", word: "", row: "" };

/** Unit headings of a document, stored in columns; each refers to its heading by the position in `headings`. */
export class UnitHeadingList extends MadeRows<UnitHeading> {
  readonly #headings: Rows<Heading>;
  readonly #places: number[] = [];
  readonly #kinds: UnitHeadingKind[] = [];
  readonly #labels = new TextColumn();
  readonly #titles = new TextColumn();
  readonly #keys = new TextColumn();
  /** A number with one part is stored as that part, any other as the list of its parts. */
  readonly #values: (number | readonly number[])[] = [];
  /** By position; few names count several units. */
  readonly #throughs = new Map<number, number>();

  constructor(headings: Rows<Heading>, heads: Iterable<UnitHeading> = []) {
    super();
    this.#headings = headings;
    for (const head of heads) this.push(head);
  }

  get length(): number {
    return this.#places.length;
  }

  push({ heading, label, title, key, value, through, kind, word, row }: UnitHeading): void {
    const last = this.#kinds.at(-1);
    const isLast = last?.kind === kind && last.word === word && last.row === row;
    this.#kinds.push(isLast ? last : { kind, word, row });
    if (through !== undefined) this.#throughs.set(this.#places.length, through);
    this.#places.push(heading.index);
    this.#labels.push(label);
    this.#titles.push(title);
    this.#keys.push(key);
    this.#values.push(value.length === 1 ? (value[0] ?? 0) : value);
  }

  protected make(index: number): UnitHeading {
    const { kind, word, row } = this.#kinds[index] ?? NONE;
    const value = this.#values[index] ?? [];
    const through = this.#throughs.get(index);
    const head: UnitHeading = {
      heading: rowAt(this.#headings, this.#places[index] ?? -1),
      label: this.#labels.at(index),
      title: this.#titles.at(index),
      kind,
      word,
      key: this.#keys.at(index),
      value: typeof value === "number" ? [value] : value,
      row,
    };
    return through === undefined ? head : { ...head, through };
  }
}
