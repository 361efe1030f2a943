import type { XmlTag } from "../../xml/xml-events.ts";
import { FormatReader, type ParagraphFormat } from "./paragraph-format.ts";
import type { Styles } from "./styles.ts";
import { hasLook, type LookSources, type TextLook } from "./text-look.ts";

const RUNS: ReadonlySet<string> = new Set(["w:r", "m:r"]);
const PROPERTIES = "w:rPr";
const NO_FORMAT = new FormatReader().take();

/** Follows the runs of a paragraph, of which one may stand in another, with what their properties say of their text. */
export class RunLooks {
  readonly #styles: Styles;
  readonly #formats = new FormatReader();
  /** What is said of each open run, and which of its elements are open. */
  readonly #runs: ParagraphFormat[] = [];
  readonly #names: string[] = [];
  /** How deep the reader stands in the properties of a run. */
  #properties = 0;

  constructor(styles: Styles) {
    this.#styles = styles;
  }

  open(name: string, tag: XmlTag): void {
    const isOfRun = name === PROPERTIES && RUNS.has(this.#names.at(-1) ?? "");
    if (this.#properties > 0 || isOfRun) {
      this.#properties++;
      this.#formats.open(tag);
    } else if (RUNS.has(name)) this.#runs.push(NO_FORMAT);
    this.#names.push(name);
  }

  close(): void {
    const name = this.#names.pop() ?? "";
    if (this.#properties > 0) {
      this.#properties--;
      this.#formats.close();
      if (this.#properties === 0) this.#runs[this.#runs.length - 1] = this.#formats.take();
    } else if (RUNS.has(name)) this.#runs.pop();
  }

  /** All that is said of the text that is read now, in a paragraph of a style. */
  sources(style: string | null): LookSources {
    return this.#sources(this.#runs.at(-1) ?? NO_FORMAT, style);
  }

  /** Whether the mark of a paragraph looks so. */
  markHas(look: keyof TextLook, format: ParagraphFormat): boolean {
    return hasLook(look, this.#sources(format, format.style));
  }

  #sources(own: ParagraphFormat, style: string | null): LookSources {
    const characters = this.#styles.characterChain(own.characterStyle);
    return { own, characters, paragraph: this.#styles.chain(style), defaults: this.#styles.look };
  }
}
