export type Kind = "code" | "string" | "regex" | "comment";

/** What each character of a TypeScript source is part of. Good enough for the style of this house; templates count as strings, what is inside `${}` as code. */
export function maskSource(source: string): readonly Kind[] {
  const mask: Kind[] = new Array<Kind>(source.length).fill("code");
  const templates: number[] = [];
  let at = 0;
  const paint = (to: number, kind: Kind) => {
    mask.fill(kind, at, to);
    at = to;
  };
  while (at < source.length) {
    const rest = source.slice(at, at + 2);
    const character = source[at] ?? "";
    if (rest === "//") paint(endOr(source.indexOf("\n", at), source), "comment");
    else if (rest === "/*") paint(source.indexOf("*/", at) + 2, "comment");
    else if (character === '"' || character === "'") paint(endOfQuoted(source, at, character), "string");
    else if (character === "`") paint(endOfTemplate(source, at + 1, templates), "string");
    else if (character === "}" && templates.at(-1) === depthOf(source, mask, at)) {
      templates.pop();
      paint(endOfTemplate(source, at + 1, templates), "string");
    } else if (character === "/" && isRegexNext(source, at)) paint(endOfRegex(source, at), "regex");
    else at += 1;
    const open = templates.at(-1);
    if (open === -1) templates[templates.length - 1] = depthOf(source, mask, at);
  }
  return mask;
}

function endOr(index: number, source: string): number {
  return index < 0 ? source.length : index;
}

function endOfQuoted(source: string, start: number, quote: string): number {
  let at = start + 1;
  while (at < source.length && source[at] !== quote) at += source[at] === "\\" ? 2 : 1;
  return at + 1;
}

/** Ends after the closing backtick, or after `${`, which then is remembered as open. */
function endOfTemplate(source: string, start: number, templates: number[]): number {
  let at = start;
  while (at < source.length && source[at] !== "`") {
    if (source.startsWith("${", at)) {
      templates.push(-1);
      return at + 2;
    }
    at += source[at] === "\\" ? 2 : 1;
  }
  return at + 1;
}

function depthOf(source: string, mask: readonly Kind[], end: number): number {
  let depth = 0;
  for (let at = 0; at < end; at += 1) {
    if (mask[at] !== "code") continue;
    if (source[at] === "{") depth += 1;
    if (source[at] === "}") depth -= 1;
  }
  return depth;
}

function isRegexNext(source: string, at: number): boolean {
  const before = source.slice(0, at).trimEnd();
  return /[(,=:[!&|?{};>]$/.test(before) || /\breturn$/.test(before);
}

function endOfRegex(source: string, start: number): number {
  let at = start + 1;
  let isInClass = false;
  while (at < source.length && (isInClass || source[at] !== "/")) {
    if (source[at] === "[") isInClass = true;
    if (source[at] === "]") isInClass = false;
    at += source[at] === "\\" ? 2 : 1;
  }
  while (/[a-z/]/.test(source[at] ?? "")) at += 1;
  return at;
}
