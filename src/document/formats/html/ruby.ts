/** The readings of signs, which are printed above them and set apart in a line of text: `漢字（かんじ）`. */
export class Ruby {
  #open = 0;
  /** The file writes the brackets itself. */
  #hasOwn = false;
  #reading: "none" | "empty" | "begun" = "none";

  enter(name: string): void {
    if (name === "ruby") {
      this.#open++;
      this.#hasOwn = false;
    } else if (name === "rp") this.#hasOwn = true;
    else if (name === "rt") this.#reading = this.#hasOwn || this.#open === 0 ? "none" : "empty";
  }

  /** What is printed before a text with letters. */
  before(): string {
    if (this.#reading !== "empty") return "";
    this.#reading = "begun";
    return "（";
  }

  /** What is printed where an element ends. */
  leave(name: string): string {
    if (name === "ruby") this.#open--;
    if (name !== "rt") return "";
    const isBegun = this.#reading === "begun";
    this.#reading = "none";
    return isBegun ? "）" : "";
  }
}
