/** A heading line taken apart: everything up to the end of its name with the stop behind it, and what follows. */
export interface SplitHead {
  readonly name: string;
  readonly after: string;
}

/** Takes a heading line apart at the end of its printed name, or null where the line does not hold the name. */
export function splitHead(text: string, label: string): SplitHead | null {
  const found = labelIn(label).exec(text.normalize("NFC"));
  if (found === null) return null;
  const end = found.index + found[0].length;
  const stop = /^[.:：．]?/u.exec(text.slice(end))?.[0] ?? "";
  const after = text.slice(end + stop.length).replace(/^[\s—–-]+/u, "");
  return { name: text.slice(0, end + stop.length).trim(), after: after.trim() };
}

/** The line with another name in the place of its own, or null where it does not hold its name. */
export function renameHead(text: string, label: string, name: string): string | null {
  const plain = text.normalize("NFC");
  const found = labelIn(label).exec(plain);
  if (found === null) return null;
  return plain.slice(0, found.index) + name + plain.slice(found.index + found[0].length);
}

/** The name as an expression: white space of any kind between its words, nothing but marks and markup before it. */
function labelIn(label: string): RegExp {
  const words = label
    .normalize("NFC")
    .split(" ")
    .map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/gu, "\\$&"));
  return new RegExp(`(?<=^(?:<[^>]*>|\\([X]+\\)|[^\\p{L}\\p{N}§]){0,12})${words.join("\\s+")}`, "u");
}
