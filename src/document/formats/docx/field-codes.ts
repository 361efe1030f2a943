/** Fields that number themselves when the document is opened: the file does not say their result. */
const COUNTING = /^\s*(AUTONUM(?:LGL|OUT)?|LISTNUM)\b/i;
/** Fields that print what their code says, or what was chosen in a form, whatever result the file has. */
const PRINTING = /^\s*(MACROBUTTON|GOTOBUTTON|SYMBOL|EQ|FORMDROPDOWN)\b/i;
const MOST_CODE = 64;

interface Field {
  code: string;
  isInCode: boolean;
}

/** Whether a code counts by itself; its name, or null. */
export function countingField(code: string): string | null {
  return COUNTING.exec(code)?.[1]?.toUpperCase() ?? null;
}

/** Whether a code prints by itself; its name, or null. */
export function printingField(code: string): string | null {
  return PRINTING.exec(code)?.[1]?.toUpperCase() ?? null;
}

/** Follows fields, which may stand in one another, from their codes to their results. */
export class FieldCodes {
  readonly #open: Field[] = [];
  #codes = 0;

  /** Text that is read now belongs to a code, of which the result is kept. */
  get isInCode(): boolean {
    return this.#codes > 0;
  }

  /** The innermost open field is in its code, and not in the result of one within it. */
  get isInOwnCode(): boolean {
    return this.#open.at(-1)?.isInCode === true;
  }

  /** Begins, separates or ends a field; the first signs of the code of one that ends, else null. */
  mark(kind: string | null): string | null {
    const last = this.#open.at(-1);
    if (kind === "begin") {
      this.#open.push({ code: "", isInCode: true });
      this.#codes++;
    } else if (kind === "separate" && last?.isInCode) {
      last.isInCode = false;
      this.#codes--;
    } else if (kind === "end" && last !== undefined) {
      this.#open.pop();
      if (last.isInCode) this.#codes--;
      return last.code;
    }
    return null;
  }

  /** A part of the code of the innermost field. */
  code(text: string): void {
    const last = this.#open.at(-1);
    if (last === undefined || last.code.length >= MOST_CODE) return;
    last.code += (last.code === "" ? text.trimStart() : text).slice(0, MOST_CODE);
  }
}
