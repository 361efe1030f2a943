/** A heading line taken apart: everything up to the end of its name with the stop behind it, and what follows. */
export interface SplitHead {
  readonly name: string;
  readonly after: string;
}

/** Takes a heading line apart at the end of its printed name, or null where the line does not hold the name. */
export function splitHead(text: string, label: string): SplitHead | null {
  const found = findLabel(text, label);
  if (found === null) return null;
  const { end } = found;
  const stop = /^[.:：．]?/u.exec(text.slice(end))?.[0] ?? "";
  const after = text.slice(end + stop.length).replace(/^[\s—–-]+/u, "");
  return { name: text.slice(0, end + stop.length).trim(), after: after.trim() };
}

/** The line with another name in the place of its own, or null where it does not hold its name. */
export function renameHead(text: string, label: string, name: string): string | null {
  const found = findLabel(text, label);
  return found === null ? null : text.slice(0, found.start) + name + text.slice(found.end);
}

function findLabel(text: string, label: string): { readonly start: number; readonly end: number } | null {
  for (const form of ["NFC", "NFD"] as const) {
    const found = labelIn(label.normalize(form)).exec(text);
    if (found !== null) return { start: found.index, end: found.index + found[0].length };
  }
  return null;
}

/** The name as an expression: white space of any kind between its words, nothing but marks and markup before it. */
function labelIn(label: string): RegExp {
  const words = label.split(" ").map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/gu, "\\$&"));
  return new RegExp(`(?<=^(?:<[^>]*>|\\([X]+\\)|[^\\p{L}\\p{N}§]){0,12})${words.join("\\s+")}`, "u");
}
