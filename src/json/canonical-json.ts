import { hash } from "node:crypto";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * RFC 8785 canonical JSON: keys sorted by UTF-16 code unit, no white space, numbers and strings as ECMAScript writes them.
 * Throws a TypeError on what JSON cannot carry (NaN, lone surrogates, undefined).
 */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new TypeError(`canonical JSON cannot carry ${value}`);
    return JSON.stringify(value);
  }
  if (typeof value === "string") {
    if (!value.isWellFormed()) throw new TypeError("canonical JSON cannot carry a lone surrogate");
    return JSON.stringify(value);
  }
  if (isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  let members = "";
  // Without a comparison of its own, `sort` compares UTF-16 code units.
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member === undefined) throw new TypeError(`canonical JSON cannot carry undefined (at ${key})`);
    members += `${members === "" ? "" : ","}${canonicalJson(key)}:${canonicalJson(member)}`;
  }
  return `{${members}}`;
}

/** Lower-case hex sha256 of the bytes, or of the UTF-8 form of the text. */
export function sha256Hex(data: string | Uint8Array): string {
  return hash("sha256", data);
}

/** The digest of a JSON value: sha256 of its canonical form. */
export function digestOf(value: Json): string {
  return sha256Hex(canonicalJson(value));
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
