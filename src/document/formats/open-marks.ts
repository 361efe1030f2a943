import type { MarkReason } from "../../domain/source-reading.ts";
import type { ProjectionWriter } from "../projection/projection-writer.ts";
import { isGlued, raiseDigits } from "./raised-digits.ts";

/** What an element says of the text in it. */
export interface TextMark {
  readonly reason: MarkReason;
  /** Set above the line, where digits are told by other signs. */
  readonly isAbove?: boolean;
}

interface OpenMark<K> extends TextMark {
  readonly key: K;
  readonly element: string;
  state: "new" | "on" | "told" | "off";
}

/** The open elements that mark the text in them, `K` tells them apart; of several for one reason the innermost one is told. */
export class OpenMarks<K> {
  readonly #writer: ProjectionWriter;
  readonly #open = new Map<MarkReason, OpenMark<K>[]>();

  constructor(writer: ProjectionWriter) {
    this.#writer = writer;
  }

  enter(key: K, element: string, mark: TextMark): void {
    const open = this.#open.get(mark.reason) ?? [];
    this.#open.set(mark.reason, open);
    open.push({ ...mark, key, element, state: "new" });
  }

  /** The marks of an element end. Its quotation mark is printed even where it has no text. */
  leave(key: K): void {
    for (const open of this.#open.values()) {
      for (;;) {
        const at = open.findLastIndex((mark) => mark.key === key);
        if (at < 0) break;
        const [mark] = open.splice(at, 1);
        if (mark?.reason === "quoted" && mark.state === "new" && open[at - 1]?.element !== mark.element)
          this.#writer.mark(mark.element, mark.reason, 0);
      }
    }
  }

  /**
   * A text with letters as it is printed: digits above the line in a name are no digits of its number. `isInWord`: it is glued to a word, which
   * is when text beside the line is told.
   */
  print(characters: string, place: { readonly isInWord: boolean; readonly isHeading: boolean }): string {
    const raised = this.#open.get("raised")?.at(-1);
    if (raised === undefined) return characters;
    if (raised.state === "new") raised.state = place.isInWord && isGlued(characters) ? "on" : "off";
    if (raised.state === "off" || raised.isAbove !== true) return characters;
    const { lineBefore } = this.#writer;
    return raiseDigits(characters, { isHeading: place.isHeading, lineBefore });
  }

  /** Tells that a text was written. */
  tell(letters: number): void {
    for (const [reason, open] of this.#open) {
      const mark = open.at(-1);
      if (mark === undefined || mark.state === "off") continue;
      this.#writer.mark(mark.element, reason, letters, mark.state === "told" ? 0 : 1);
      mark.state = "told";
    }
  }
}
