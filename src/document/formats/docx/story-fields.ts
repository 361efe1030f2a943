import { FieldCodes } from "./field-codes.ts";
import { unclear } from "./unclear.ts";

interface Story {
  readonly fields: FieldCodes;
  readonly depth: number;
  readonly isTaken: boolean;
}

/** Follows the fields of each story for itself: one that begins in a text box says nothing of the text around it. */
export class StoryFields {
  readonly #part: string;
  readonly #stories: Story[] = [{ fields: new FieldCodes(), depth: 0, isTaken: true }];
  #depth = 0;

  constructor(part: string) {
    this.#part = part;
  }

  /** The fields of the story that is open. */
  get open(): FieldCodes {
    return (this.#stories.at(-1) as Story).fields;
  }

  openElement(name: string, isUntaken: boolean): void {
    this.#depth++;
    const isOther = isUntaken && this.#stories.at(-1)?.isTaken === true;
    if (name === "w:txbxContent" || isOther)
      this.#stories.push({ fields: new FieldCodes(), depth: this.#depth, isTaken: !isUntaken });
  }

  closeElement(): void {
    const story = this.#stories.at(-1);
    if (story?.depth === this.#depth) {
      if (story.isTaken) this.finish();
      this.#stories.pop();
    }
    this.#depth--;
  }

  /** Nobody can say how much of what follows is the code of a field that is never told from its result. */
  finish(): void {
    if (this.open.isInCode)
      throw unclear(this.#part, "an end of every field", "a field whose code has no end");
  }

  /** Word prints nothing of a text that stands where the code of a field is; another program may. */
  refuseText(startByte: number): void {
    if (this.open.isInOwnCode)
      throw unclear(
        `${this.#part}, byte ${startByte}`,
        "a code of a field in w:instrText alone",
        "text in the code of a field",
      );
  }
}
