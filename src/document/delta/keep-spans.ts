import type { Keeper } from "./keeper.ts";

/** What opens or closes a span, and the signs that stand for pieces, which are pieces themselves where a text has them. */
const MARKS = /`+|<(\/?)(code|kbd|samp|tt|pre)\b[^<>]*>|[\ue000-\ue003]/gi;

/** A span of code goes from a run of backticks to the next one of the same length in its paragraph, or from a tag of code to the one that closes it. */
export function keepSpans(block: string, keeper: Keeper): string {
  const runs = [...block.matchAll(MARKS)];
  const closers = findClosers(runs);
  const parts: string[] = [];
  let done = 0;
  for (const [place, { 0: run, index: at }] of runs.entries()) {
    if (at < done) continue;
    const isPiece = !/^[`<]/.test(run);
    const closer = runs[closers[place] ?? -1];
    if (!isPiece && (closer === undefined || isEscaped(block, at))) continue;
    const end = closer === undefined ? at + run.length : closer.index + closer[0].length;
    parts.push(block.slice(done, at), keeper.keep(block.slice(at, end)));
    done = end;
  }
  return parts.join("") + block.slice(done);
}

/** For each mark the place of the next one that closes it. */
function findClosers(runs: readonly RegExpExecArray[]): readonly (number | undefined)[] {
  const last = new Map<string, number>();
  const closers: (number | undefined)[] = [];
  for (let at = runs.length - 1; at >= 0; at--) {
    const [run = "", slash, name] = runs[at] ?? [];
    const key = name?.toLowerCase() ?? run;
    const isTag = name !== undefined;
    closers[at] = isTag && slash !== "" ? undefined : /^[`<]/.test(run) ? last.get(key) : undefined;
    if (!isTag || slash !== "") last.set(key, at);
  }
  return closers;
}

function isEscaped(text: string, at: number): boolean {
  let from = at;
  while (text[from - 1] === "\\") from--;
  return (at - from) % 2 === 1;
}
