import { unclear } from "./unclear.ts";

/** Signs that an address writes as numbers; a stroke and a backslash never stand in a name so. */
const ENCODED = /(?:%[0-9A-Fa-f]{2})+/g;

/** The names of the parts of a package, which are the same in capitals and small letters, as ECMA-376 part 2 has it. */
export class PartNames {
  readonly #names = new Map<string, string>();

  constructor(names: Iterable<string>) {
    for (const name of names) {
      const key = keyOf(name);
      const same = this.#names.get(key);
      if (same !== undefined)
        throw unclear(name.slice(0, 100), "names of parts that differ", `the name of ${same.slice(0, 100)}`);
      this.#names.set(key, name);
    }
  }

  /** The name of a part as the archive writes it; as it was asked for where there is none. */
  find(name: string): string {
    return this.#names.get(keyOf(name)) ?? name;
  }
}

function keyOf(name: string): string {
  return name.replace(ENCODED, decode).toLowerCase();
}

function decode(encoded: string): string {
  const signs = Buffer.from(encoded.replaceAll("%", ""), "hex").toString();
  return /[/\\\ufffd]/.test(signs) ? encoded : signs;
}
