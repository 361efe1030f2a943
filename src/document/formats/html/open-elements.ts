import { RefusalError, refusal } from "../../../domain/refusal.ts";
import {
  closedBy,
  ENDS_FOREIGN,
  ENDS_FOREIGN_TOO,
  FORMATTING,
  holdsHtml,
  type ImpliedEnd,
  impliedEnds,
  isForeignRoot,
  isHeading,
  TABLE_PLACES,
} from "./element-names.ts";

/** As browsers, which nest no deeper. */
const MOST_DEPTH = 512;

/** An element that is open; `T` is what a reader knows of it. */
interface OpenElement<T> {
  readonly name: string;
  readonly known: T;
}

/**
 * The elements that are open, with the ends that the standard implies. Text never moves: what browsers put before a table stands where the file has
 * it. Elements that say nothing of their text (`span`, `b`) need not be kept here, so that formatting that is never closed costs nothing.
 */
export class OpenElements<T> {
  readonly #open: OpenElement<T>[] = [];
  /** How many elements of a name are open: a stray end tag is not searched for. */
  readonly #counts = new Map<string, number>();
  readonly #leave: (known: T, endByte: number) => void;

  constructor(leave: (known: T, endByte: number) => void) {
    this.#leave = leave;
  }

  /** What is known of the open elements, from the innermost one. */
  *outwards(): Generator<T> {
    for (let at = this.#open.length - 1; at >= 0; at--) {
      const element = this.#open[at];
      if (element !== undefined) yield element.known;
    }
  }

  /** True in a drawing or a formula, outside of the HTML in it. */
  get isForeign(): boolean {
    return this.foreignRoot !== null;
  }

  /** The drawing (`svg`) or the formula (`math`) whose elements come next; null in HTML. */
  get foreignRoot(): string | null {
    if (!this.#has("svg") && !this.#has("math")) return null;
    const inner: string[] = [];
    for (let at = this.#open.length - 1; at >= 0; at--) {
      const name = this.#open[at]?.name ?? "";
      if (isForeignRoot(name)) return inner.some((held) => holdsHtml(held, name)) ? null : name;
      inner.push(name);
    }
    return null;
  }

  /** Closes what a start tag ends that begins at a byte; false for one that means nothing where it stands. */
  prepare(name: string, startByte: number): boolean {
    if (this.isForeign) {
      if (!ENDS_FOREIGN.has(name)) return true;
      this.#leaveForeign(startByte);
    }
    const place = TABLE_PLACES.get(name);
    if (place !== undefined) return this.#clearTo(place, startByte);
    for (const implied of impliedEnds(name)) this.#close(implied, startByte);
    if (isHeading(name) && isHeading(this.#open.at(-1)?.name ?? "")) this.#pop(startByte);
    return true;
  }

  push(name: string, known: T, startByte: number): void {
    if (this.#open.length >= MOST_DEPTH)
      throw new RefusalError(
        refusal("STOP_XML_LIMIT", {
          field: `byte ${startByte}`,
          expected: `at most ${MOST_DEPTH} elements in one another`,
          actual: "one more",
        }),
      );
    this.#open.push({ name, known });
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  /** Closes what an end tag ends; false for one that ends nothing. */
  end(name: string, endByte: number): boolean {
    if (ENDS_FOREIGN_TOO.has(name) && this.isForeign) this.#leaveForeign(endByte);
    if (!isHeading(name) && !this.#has(name)) return false;
    if (!FORMATTING.has(name)) return this.#close(closedBy(name), endByte);
    const at = this.#open.findLastIndex((element) => element.name === name);
    if (at < 0) return false;
    const [removed] = this.#open.splice(at, 1);
    if (removed !== undefined) this.#forget(removed, endByte);
    return true;
  }

  /** Closes everything at the end of the file. */
  endAll(endByte: number): void {
    while (this.#open.length > 0) this.#pop(endByte);
  }

  #has(name: string): boolean {
    return (this.#counts.get(name) ?? 0) > 0;
  }

  #hasAny(names: ReadonlySet<string>): boolean {
    for (const name of names) if (this.#has(name)) return true;
    return false;
  }

  /** Closes what stands in the part of a table in which another part begins; false outside of a table. */
  #clearTo(place: ReadonlySet<string>, byte: number): boolean {
    if (!this.#has("table") && !this.#has("template")) return false;
    while (this.#open.length > 0 && !place.has(this.#open.at(-1)?.name ?? "")) this.#pop(byte);
    return true;
  }

  /** Closes the nearest of the names that stands before one of `until`. */
  #close({ names, until }: ImpliedEnd, byte: number): boolean {
    if (!this.#hasAny(names)) return false;
    let found = -1;
    for (let at = this.#open.length - 1; at >= 0; at--) {
      const name = this.#open[at]?.name ?? "";
      if (names.has(name)) {
        found = at;
        break;
      }
      if (until.has(name)) break;
    }
    if (found < 0) return false;
    while (this.#open.length > found) this.#pop(byte);
    return true;
  }

  #leaveForeign(byte: number): void {
    while (this.isForeign) this.#pop(byte);
  }

  #pop(byte: number): void {
    const element = this.#open.pop();
    if (element !== undefined) this.#forget(element, byte);
  }

  #forget({ name, known }: OpenElement<T>, byte: number): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 1) - 1);
    this.#leave(known, byte);
  }
}
