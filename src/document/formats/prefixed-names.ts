import type { XmlName } from "../xml/xml-events.ts";

/** More names come from a file that was made to do harm. */
const MOST_KNOWN = 1000;

/**
 * Makes the function that gives a name as a standard writes it, `w:p`, whatever prefix the file has; `{uri}local` in a namespace that no rule knows.
 * Names that were asked for are kept: few are asked for a million times.
 */
export function prefixedNames(prefixes: ReadonlyMap<string, string>): (name: XmlName) => string {
  const known = new Map<string, Map<string, string>>();
  return ({ uri, local }) => {
    const found = known.get(uri)?.get(local);
    if (found !== undefined) return found;
    const prefix = prefixes.get(uri);
    if (prefix === undefined) return `{${uri}}${local}`;
    const names = known.get(uri) ?? new Map<string, string>();
    const name = `${prefix}:${local}`;
    if (names.size < MOST_KNOWN) known.set(uri, names.set(local, name));
    return name;
  };
}
