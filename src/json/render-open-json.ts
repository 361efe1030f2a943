import { canonicalJson, type Json, type JsonOf } from "./canonical-json.ts";

/**
 * JSON for people and line tools: a member or an element a line, indented by one space a level. What stands under one of the `closed` keys is one
 * line in RFC 8785 form, so that it can be cut out and hashed.
 */
export function renderOpenJson<T>(value: T & JsonOf<T>, closed: readonly string[]): string {
  return `${render(value as Json, closed, "\n")}\n`;
}

function render(value: Json, closed: readonly string[], line: string): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const inside = `${line} `;
  if (Array.isArray(value)) {
    const elements = value.map((element: Json) => `${inside}${render(element, closed, inside)}`);
    return elements.length === 0 ? "[]" : `[${elements.join(",")}${line}]`;
  }
  const members = Object.entries(value).map(([key, member]: readonly [string, Json]) => {
    const text = closed.includes(key) ? canonicalJson<Json>(member) : render(member, closed, inside);
    return `${inside}${JSON.stringify(key)}: ${text}`;
  });
  return members.length === 0 ? "{}" : `{${members.join(",")}${line}}`;
}
