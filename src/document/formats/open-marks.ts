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
  readonly #open = new Map<MarkReason, OpenMark<K>[]>();

  enter(key: K, element: string, mark: TextMark): void {
    const open = this.#open.get(mark.reason) ?? [];
    this.#open.set(mark.reason, open);
    open.push({ ...mark, key, element, state: "new" });
  }

  leave(key: K): void {
    for (const open of this.#open.values()) {
      for (;;) {
        const at = open.findLastIndex((mark) => mark.key === key);
        if (at < 0) break;
        open.splice(at, 1);
      }
    }
  }

  /** A text with letters as it is printed: digits above the line in a name are no digits of its number. `isInWord`: it is glued to a word. */
  print(
    characters: string,
    place: { readonly isInWord: boolean; readonly isHeading: boolean; readonly lineBefore: string },
  ): string {
    const raised = this.#open.get("raised")?.at(-1);
    if (raised === undefined) return characters;
    if (raised.state === "new") raised.state = place.isInWord && isGlued(characters) ? "on" : "off";
    if (raised.state === "off" || raised.isAbove !== true) return characters;
    return raiseDigits(characters, place);
  }

  /** Tells that a text was written. */
  tell(writer: ProjectionWriter, letters: number): void {
    for (const [reason, open] of this.#open) {
      const mark = open.at(-1);
      if (mark === undefined || mark.state === "off") continue;
      writer.mark(mark.element, reason, letters, mark.state === "told" ? 0 : 1);
      mark.state = "told";
    }
  }
}
