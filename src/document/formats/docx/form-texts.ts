import { unclear } from "./unclear.ts";

interface Choice {
  readonly startByte: number;
  readonly texts: string[];
  hasFallback: boolean;
}

const WHITE = /\s+/g;

/** Compares the letters that the forms of a text print: where they differ, what is printed depends on the program. */
export class FormTexts {
  readonly #part: string;
  readonly #open: Choice[] = [];

  constructor(part: string) {
    this.#part = part;
  }

  open(name: string, startByte: number): void {
    if (name === "mc:AlternateContent") this.#open.push({ startByte, texts: [], hasFallback: false });
    else if (name === "mc:Choice" || name === "mc:Fallback") this.#open.at(-1)?.texts.push("");
    const choice = this.#open.at(-1);
    if (name === "mc:Fallback" && choice !== undefined) choice.hasFallback = true;
  }

  print(words: string): void {
    const choice = this.#open.at(-1);
    if (choice === undefined || choice.texts.length === 0) return;
    choice.texts.push((choice.texts.pop() ?? "") + words);
  }

  close(name: string): void {
    if (name !== "mc:AlternateContent") return;
    const choice = this.#open.pop();
    // Older programs print nothing where nothing is left for them.
    if (choice?.hasFallback === false) choice.texts.push("");
    const [first = "", ...others] = choice?.texts.map((text) => text.replace(WHITE, "")) ?? [];
    if (choice !== undefined && others.some((text) => text !== first))
      throw unclear(
        `${this.#part}, byte ${choice.startByte}`,
        "the same text in all forms of it",
        "mc:AlternateContent whose forms differ in letters",
      );
    this.print(first);
  }
}
