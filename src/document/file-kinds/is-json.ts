const TOKEN =
  /[ \t\r\n]*(?:"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[[\]{},:])/uy;
/** What may be left of a text that ends inside a token, as a probe does. */
const CUT_TOKEN = /^[ \t\r\n]*(?:"(?:[^"\\\p{Cc}]|\\.)*\\?|[-+.\w]*)$/u;

type Open = "[" | "{";
/** What may come next: a value, a value or the end of an empty array, a key, a key or the end of an empty object, a colon, a comma or the end. */
type Next = "value" | "first-value" | "key" | "first-key" | "colon" | "comma";

/**
 * True for the beginning of JSON: an object or array (or one after the other, one a line) that is well formed as far as the text goes, with at
 * least one member or two items. Markdown that begins with a bracket breaks off at its first word.
 */
export function isJson(head: string): boolean {
  const reader = new JsonReader();
  TOKEN.lastIndex = 0;
  let end = 0;
  for (let token = TOKEN.exec(head); token !== null; token = TOKEN.exec(head)) {
    if (!reader.take(token[0].trimStart()[0] ?? "")) return false;
    end = TOKEN.lastIndex;
  }
  const isWhole = reader.isClosed && head.slice(end).trim() === "";
  return (isWhole || (!reader.isClosed && CUT_TOKEN.test(head.slice(end)))) && reader.hasContent;
}

/** Follows the order of the tokens; each is known by its first character. */
class JsonReader {
  readonly #open: Open[] = [];
  #state: Next = "value";
  #members = 0;
  #items = 0;

  get isClosed(): boolean {
    return this.#open.length === 0;
  }

  get hasContent(): boolean {
    return this.#members > 0 || this.#items > 1;
  }

  take(sign: string): boolean {
    if (this.isClosed) return this.#begin(sign);
    switch (this.#state) {
      case "colon":
        return this.#step(sign === ":", "value");
      case "comma":
        if (sign === ",") return this.#step(true, this.#open.at(-1) === "{" ? "key" : "value");
        return this.#close(sign);
      case "key":
      case "first-key":
        if (sign === "}" && this.#state === "first-key") return this.#close(sign);
        if (sign === '"') this.#members++;
        return this.#step(sign === '"', "colon");
      case "first-value":
        if (sign === "]") return this.#close(sign);
        return this.#value(sign);
      case "value":
        return this.#value(sign);
    }
  }

  #begin(sign: string): boolean {
    return (sign === "{" || sign === "[") && this.#value(sign);
  }

  #value(sign: string): boolean {
    if (sign === "{" || sign === "[") {
      this.#open.push(sign);
      return this.#step(true, sign === "{" ? "first-key" : "first-value");
    }
    if (this.#open.at(-1) === "[") this.#items++;
    return this.#step(!/[\]},:]/.test(sign), "comma");
  }

  #close(sign: string): boolean {
    const open = this.#open.pop();
    return this.#step(sign === (open === "{" ? "}" : "]"), "comma");
  }

  #step(fits: boolean, state: Next): boolean {
    this.#state = state;
    return fits;
  }
}
