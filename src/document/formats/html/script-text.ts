const MARKS = /<!--|-->|<script(?=[\s/>])/gi;

/**
 * A script that writes another script between the marks of a comment goes on behind the end tag of that one (HTML, 13.2.5.27), which the tokenizer
 * takes for its own.
 */
export class ScriptText {
  #inComment = false;
  #inner = false;
  /** The end tag that the tokenizer has seen was that of an inner script; what follows is still a program. */
  #isOpen = false;

  get isOpen(): boolean {
    return this.#isOpen;
  }

  begin(): void {
    this.#inComment = false;
    this.#inner = false;
  }

  read(text: string): void {
    for (const [mark] of text.matchAll(MARKS)) {
      if (mark === "<!--") this.#inComment = true;
      else if (mark === "-->") {
        this.#inComment = false;
        this.#inner = false;
      } else if (this.#inComment) this.#inner = true;
    }
  }

  /** True where an end tag of a script ends an inner one. */
  staysOpen(): boolean {
    const ends = this.#inner;
    this.#inner = false;
    this.#isOpen = ends;
    return ends;
  }
}
