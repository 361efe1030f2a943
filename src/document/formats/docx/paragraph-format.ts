import type { XmlTag } from "../../xml/xml-events.ts";
import { isOn, nameOf, numberOf, wordAttribute } from "./names.ts";
import { NO_LOOK, type TextLook } from "./text-look.ts";

/** What a paragraph, a run, a style or a level of a list says of a text; null where it says nothing. Its look is that of the text, of the mark of the paragraph, or of the number. */
export interface ParagraphFormat extends TextLook {
  style: string | null;
  numId: string | null;
  /** Level in the list, from 0. */
  level: number | null;
  /** Level in the outline from 0; 9 is that of text. */
  outline: number | null;
  /** The style of characters. */
  characterStyle: string | null;
  /** The language of the mark. */
  language: string | null;
}

/** Formats that were, not those that are. */
const FORMER = /^w:\w+PrChange$/;
/** Formats of a part of a table only. */
const CONDITIONAL = "w:tblStylePr";

/** Collects the format of a paragraph from the elements of its properties. */
export class FormatReader {
  #format = noFormat();
  #skipped = 0;

  /** What was collected since the last call. */
  take(): ParagraphFormat {
    const format = this.#format;
    this.#format = noFormat();
    return format;
  }

  open(tag: XmlTag): void {
    const name = nameOf(tag);
    if (this.#skipped > 0 || isFormer(name)) {
      this.#skipped++;
      return;
    }
    switch (name) {
      case "w:pStyle":
        this.#format.style = wordAttribute(tag);
        break;
      case "w:numId":
        this.#format.numId = wordAttribute(tag);
        break;
      case "w:ilvl":
        this.#format.level = numberOf(tag);
        break;
      case "w:outlineLvl":
        this.#format.outline = numberOf(tag);
        break;
      case "w:rStyle":
        this.#format.characterStyle = wordAttribute(tag);
        break;
      case "w:vanish":
        this.#format.isHidden = isOn(tag);
        break;
      case "w:strike":
        this.#format.isStruck = isOn(tag);
        break;
      case "w:dstrike":
        this.#format.isDoublyStruck = isOn(tag);
        break;
      case "w:vertAlign":
        this.#format.isRaised = wordAttribute(tag) === "superscript";
        break;
      case "w:lang":
        this.#format.language = wordAttribute(tag);
        break;
    }
  }

  close(): void {
    if (this.#skipped > 0) this.#skipped--;
  }
}

/** Whether the properties in an element do not hold. */
function isFormer(name: string): boolean {
  return FORMER.test(name) || name === CONDITIONAL;
}

function noFormat(): ParagraphFormat {
  return {
    ...NO_LOOK,
    style: null,
    characterStyle: null,
    numId: null,
    level: null,
    outline: null,
    language: null,
  };
}
