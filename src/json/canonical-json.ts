import { hash } from "node:crypto";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * `T` where JSON can carry it, `never` in the places where it can't (functions, undefined). An interface has no index signature and is
 * therefore no `Json`; `value: T & JsonOf<T>` takes it all the same.
 */
export type JsonOf<T> = T extends Json
  ? T
  : T extends (...given: never) => unknown
    ? never
    : T extends object
      ? { readonly [Key in keyof T]: JsonOf<T[Key]> }
      : never;

/**
 * RFC 8785 canonical JSON: keys sorted by UTF-16 code unit, no white space, numbers and strings as ECMAScript writes them.
 * Throws a TypeError on what JSON cannot carry (NaN, lone surrogates, undefined).
 */
export function canonicalJson<T>(value: T & JsonOf<T>): string {
  return render(value, "the value");
}

function render(value: unknown, place: string): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new TypeError(`canonical JSON cannot carry ${value}`);
    return JSON.stringify(value);
  }
  if (typeof value === "string") {
    if (!value.isWellFormed()) throw new TypeError("canonical JSON cannot carry a lone surrogate");
    return JSON.stringify(value);
  }
  if (typeof value !== "object")
    throw new TypeError(`canonical JSON cannot carry ${typeof value} (at ${place})`);
  if (Array.isArray(value)) return `[${value.map((element) => render(element, place)).join(",")}]`;
  const members: Readonly<Record<string, unknown>> = { ...value };
  // Without a comparison of its own, `sort` compares UTF-16 code units.
  const keys = Object.keys(members).sort();
  const texts = keys.map((key) => `${render(key, key)}:${render(members[key], key)}`);
  return `{${texts.join(",")}}`;
}

/** Lower-case hex sha256 of the bytes, or of the UTF-8 form of the text. */
export function sha256Hex(data: string | Uint8Array): string {
  return hash("sha256", data);
}

/** The digest of a JSON value: sha256 of its canonical form. */
export function digestOf<T>(value: T & JsonOf<T>): string {
  return sha256Hex(canonicalJson<T>(value));
}
