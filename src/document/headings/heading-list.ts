import { MadeRows } from "../../collections/rows.ts";
import { TextColumn } from "../../collections/text-column.ts";
import type { ScannedSource } from "../source/scanned-source.ts";
import { Heading, type HeadingLine, type HeadingShape } from "./heading.ts";
import { type ContainerLine, findRunning } from "./running-heads.ts";

/** Chapters of a law have different numbers; the head of a page has the same one again and again. */
const MIN_RUNNING = 3;

/** The headings of a source; keeps the line, the shape and the text of each, and one object for equal shapes. */
export class HeadingList extends MadeRows<Heading> {
  readonly #scanned: ScannedSource;
  readonly #lines: number[] = [];
  readonly #shapes: HeadingShape[] = [];
  readonly #texts = new TextColumn();
  readonly #arePrinted: boolean[] = [];
  #marked = 0;
  #named = 0;
  #quoted = 0;
  readonly #known = new Map<number, HeadingShape>();

  constructor(scanned: ScannedSource) {
    super();
    this.#scanned = scanned;
  }

  get length(): number {
    return this.#lines.length;
  }

  /** How many of them are headings by their marks, or begin a paragraph with the name of a unit. */
  get marked(): number {
    return this.#marked;
  }

  /** How many of them begin a paragraph with the name of a unit. */
  get named(): number {
    return this.#named;
  }

  /** How many of these stand in a quotation. */
  get quoted(): number {
    return this.#quoted;
  }

  push({ line, shape, text, isPrinted }: HeadingLine): void {
    if (shape.level > 0 || (shape.isNamed && shape.startsBlock && !shape.stray)) this.#marked++;
    if (shape.isNamed && shape.startsBlock) {
      this.#named++;
      if (shape.quoted) this.#quoted++;
    }
    this.#lines.push(line);
    this.#texts.push(text);
    this.#arePrinted.push(isPrinted);
    this.#shapes.push(shape.stands === null ? this.#share(shape) : shape);
  }

  /**
   * Takes from the heads of pages that name a chapter (`CHAPTER 51.01`, `Part II    14`) what they stand for, but for the first. Rows that
   * were read before keep it.
   */
  unnameRunning(): void {
    const byKind = new Map<string, { readonly numbers: Set<string>; readonly places: number[] }>();
    for (const [place, { stands, level }] of this.#shapes.entries()) {
      if (level > 0 || stands === null || stands.rank === 0 || stands.number === "") continue;
      const found = byKind.get(stands.kind) ?? { numbers: new Set(), places: [] };
      found.numbers.add(stands.number);
      found.places.push(place);
      byKind.set(stands.kind, found);
    }
    for (const { numbers, places } of byKind.values()) {
      if (numbers.size > 1 || places.length < MIN_RUNNING) continue;
      for (const place of places.slice(1)) this.#unname(place);
    }
    for (const place of findRunning(this.#containers())) this.#unname(place);
  }

  /** Every line that names a container by a number. */
  *#containers(): Generator<ContainerLine> {
    for (const [place, { stands, level }] of this.#shapes.entries())
      if (stands !== null && stands.rank > 0 && stands.number !== "")
        yield { place, stands, isMarked: level > 0, text: this.#texts.at(place) };
  }

  #unname(place: number): void {
    const shape = this.#shapes[place];
    if (shape !== undefined) this.#shapes[place] = { ...shape, stands: null };
  }

  /** Takes from the lines what they stand for, where they are the titles of units. */
  unname(lines: ReadonlySet<number>): void {
    this.#change(lines, { stands: null });
  }

  /** The headings without those on the lines. */
  without(lines: ReadonlySet<number>): HeadingList {
    if (lines.size === 0) return this;
    const others = new HeadingList(this.#scanned);
    for (const [place, shape] of this.#shapes.entries()) {
      const line = this.#lines[place] ?? 0;
      const isPrinted = this.#arePrinted[place] ?? false;
      if (!lines.has(line)) others.push({ line, shape, text: this.#texts.at(place), isPrinted });
    }
    return others;
  }

  /** Takes from the lines the name of a unit with which they begin, and what they stand for: they only refer to it. */
  unnameReferences(lines: ReadonlySet<number>): void {
    this.#change(lines, { isNamed: false, stands: null });
  }

  #change(lines: ReadonlySet<number>, change: Partial<HeadingShape>): void {
    if (lines.size === 0) return;
    for (const [place, shape] of this.#shapes.entries())
      if (lines.has(this.#lines[place] ?? -1)) this.#shapes[place] = { ...shape, ...change };
    this.forget();
  }

  protected make(index: number): Heading {
    const shape = this.#shapes[index];
    if (shape === undefined) throw new RangeError(`there is no heading ${index}`);
    return new Heading(this.#scanned, {
      line: this.#lines[index] ?? 0,
      index,
      shape,
      text: this.#texts.at(index),
      isPrinted: this.#arePrinted[index] ?? false,
    });
  }

  #share(shape: HeadingShape): HeadingShape {
    const key = keyOf(shape);
    const known = this.#known.get(key);
    if (known === undefined) this.#known.set(key, shape);
    return known ?? shape;
  }
}

const FORMS: readonly HeadingShape["form"][] = ["atx", "setext", "bold", "plain"];
const LEVELS = 8;

/** A number that is equal for equal shapes that stand for nothing. */
function keyOf(shape: HeadingShape): number {
  const { form, level, isNamed, startsBlock, opens, alone, indent, wideGap, quoted, stray } = shape;
  let key = (indent * LEVELS + level) * FORMS.length + FORMS.indexOf(form);
  for (const flag of [isNamed, startsBlock, opens, alone, wideGap, quoted, stray])
    key = key * 2 + Number(flag);
  return key;
}
