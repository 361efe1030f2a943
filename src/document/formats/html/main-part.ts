import { RefusalError, refusal } from "../../../domain/refusal.ts";
import type { HtmlTag } from "./html-events.ts";

/** A page may have a short part for its title; more text behind it than this is the document itself. */
const LEAST_MAIN = 200;

/**
 * Knows what stands behind the main part of a page: lists of contents, links and marks of the publisher, which browsers show beside the document.
 * What stands before it is kept. A page with more text behind its main part than in it says of neither what the document is, and is refused.
 */
export class MainPart {
  #open = 0;
  #wasOpen = false;
  #inside = 0;
  #behind = 0;

  enter(tag: HtmlTag): void {
    if (isMain(tag)) this.#open++;
  }

  leave(tag: HtmlTag): void {
    if (!isMain(tag)) return;
    this.#open--;
    this.#wasOpen = true;
  }

  /** True for a text behind the main part. */
  isBehind(letters: number, startByte: number): boolean {
    if (this.#open > 0) this.#inside += letters;
    if (this.#open > 0 || !this.#wasOpen) return false;
    if (this.#inside === 0) return false;
    this.#behind += letters;
    if (this.#behind > Math.max(this.#inside, LEAST_MAIN))
      throw new RefusalError(
        refusal("STOP_STRUCTURE_UNCLEAR", {
          field: `byte ${startByte}`,
          expected: "the document in the main part of the page",
          actual: `more text behind it than its ${this.#inside} letters`,
        }),
      );
    return true;
  }
}

function isMain(tag: HtmlTag): boolean {
  return tag.name === "main" || tag.attribute("role") === "main";
}
