import { maskSource } from "./mask.ts";

/** One small change of a source that a test should notice. */
export interface Mutant {
  readonly file: string;
  readonly line: number;
  readonly before: string;
  readonly after: string;
  readonly start: number;
  readonly end: number;
}

interface Change {
  readonly start: number;
  readonly end: number;
  readonly after: string;
}

const SWAPS: readonly (readonly [RegExp, string])[] = [
  [/ === /g, " !== "],
  [/ !== /g, " === "],
  [/ < /g, " <= "],
  [/ <= /g, " < "],
  [/ > /g, " >= "],
  [/ >= /g, " > "],
  [/ && /g, " || "],
  [/ \|\| /g, " && "],
  [/ \?\? /g, " && "],
  [/ \+ /g, " - "],
  [/ - /g, " + "],
  [/\.some\(/g, ".every("],
  [/\.every\(/g, ".some("],
  [/\bMath\.max\(/g, "Math.min("],
  [/\bMath\.min\(/g, "Math.max("],
  [/(?<=[\s(])!(?=[a-zA-Z])/g, ""],
  [/\btrue\b/g, "false"],
  [/\bfalse\b/g, "true"],
];

/** Every mutant of one source: conditions turned or fixed, comparisons moved, numbers and reasons changed, anchors dropped. */
export function mutantsOf(file: string, source: string): readonly Mutant[] {
  const mask = maskSource(source);
  const isCode = (at: number) => mask[at] === "code";
  const changes: Change[] = [];
  for (const [pattern, after] of SWAPS) {
    for (const match of source.matchAll(pattern)) {
      const { index } = match;
      if (isCode(index) && !isInType(source, index))
        changes.push({ start: index, end: index + match[0].length, after });
    }
  }
  for (const match of source.matchAll(/\bif \(/g)) {
    const start = match.index + match[0].length;
    if (!isCode(match.index)) continue;
    const end = endOfParenthesis(source, start, isCode);
    changes.push({ start, end, after: "false" }, { start, end, after: "true" });
  }
  for (const match of source.matchAll(/(?<![\w.])\d[\d_]*(?![\w.])/g)) {
    if (!isCode(match.index) || isInType(source, match.index)) continue;
    const after = String(Number(match[0].replaceAll("_", "")) + 1);
    changes.push({ start: match.index, end: match.index + match[0].length, after });
  }
  for (const match of source.matchAll(/"STOP_[A-Z_]+"/g)) {
    const isValue = mask[match.index] === "string" && !isInType(source, match.index);
    const after = match[0] === '"STOP_INTERRUPTED"' ? '"STOP_HOLD"' : '"STOP_INTERRUPTED"';
    if (isValue) changes.push({ start: match.index, end: match.index + match[0].length, after });
  }
  changes.push(...anchorChanges(source, mask));
  return changes
    .filter(({ start, after }) => after.startsWith('"STOP_') || !isInMessage(source, start, mask))
    .sort((a, b) => a.start - b.start)
    .map((change) => ({
      ...change,
      file,
      line: source.slice(0, change.start).split("\n").length,
      before: source.slice(change.start, change.end),
    }));
}

export function applyMutant(source: string, mutant: Mutant): string {
  return source.slice(0, mutant.start) + mutant.after + source.slice(mutant.end);
}

/** `^` and `$` of a regular expression, one at a time. */
function anchorChanges(source: string, mask: readonly string[]): readonly Change[] {
  return [...source.matchAll(/(?<!\\|\[)[\^$](?!\{)/g)]
    .filter(({ index }) => mask[index] === "regex")
    .map(({ index }) => ({ start: index, end: index + 1, after: "" }));
}

/** What a message says decides nothing: the values of `field`, `expected`, `actual`, `details`, and what stands inside a template. */
function isInMessage(source: string, at: number, mask: readonly string[]): boolean {
  const line = source.slice(source.lastIndexOf("\n", at) + 1, at);
  if (/\b(?:field|expected|actual|details|wayOut): /.test(line)) return true;
  const before = line.lastIndexOf("${");
  return (
    before >= 0 &&
    mask[source.lastIndexOf("\n", at) + 1 + before] === "string" &&
    !line.slice(before).includes("}")
  );
}

/** Interfaces, type aliases and annotations say nothing at run time. */
function isInType(source: string, at: number): boolean {
  const line = source.slice(source.lastIndexOf("\n", at) + 1, at);
  return /^\s*(?:readonly \w+\??:|\| \{|\||export type|type|import|export interface|interface)/.test(line);
}

function endOfParenthesis(source: string, start: number, isCode: (at: number) => boolean): number {
  let depth = 1;
  let at = start;
  while (at < source.length) {
    if (isCode(at) && source[at] === "(") depth += 1;
    if (isCode(at) && source[at] === ")") depth -= 1;
    if (depth === 0) return at;
    at += 1;
  }
  return at;
}
