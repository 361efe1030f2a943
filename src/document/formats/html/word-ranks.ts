const PLACE_ID = /^[a-z]{3}_[^.]+(?:\.[a-z]{3}_[^.]+)*$/;
/** Acts divide themselves by five or six words: more are titles, and stand as deep as the last. */
const MOST_RANKS = 12;
const NUMBER = /^(?:[IVXLCDM]+|\d+|[A-Z])[.)]?$/i;

/**
 * How deep a division stands: by the level of its heading element, by the identifier of its element where the page gives it one (`cpt_1.sct_2`),
 * else by its word (`CHAPTER`).
 */
export class WordRanks {
  /** Words of the divisions that are open, the outermost first. */
  readonly #open: string[] = [];

  clear(): void {
    this.#open.length = 0;
  }

  depthOf(
    label: string,
    { ids, level }: { readonly ids: readonly string[]; readonly level: number },
  ): number {
    if (level > 0) return level;
    const id = ids.find((name) => PLACE_ID.test(name) && !name.startsWith("enc_"));
    if (id !== undefined) return id.split(".").length;
    const word = wordOf(label);
    const at = this.#open.indexOf(word);
    if (at >= 0) this.#open.length = at + 1;
    else if (this.#open.length < MOST_RANKS) this.#open.push(word);
    return this.#open.length;
  }
}

/** The word of a name: `CHAPTER` of `CHAPTER IV`, `CÍM` of `I. CÍM`. */
function wordOf(label: string): string {
  const words = label.split(" ");
  const first = words[0] ?? "";
  return (NUMBER.test(first) ? (words[1] ?? first) : first).toLocaleUpperCase("en");
}
