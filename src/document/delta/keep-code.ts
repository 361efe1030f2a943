import { Keeper, type Verbatim } from "./keeper.ts";

/** A line that opens or closes a fence: what stands before it, the fence, what follows. */
const FENCE = /^([ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?)(`{3,}|~{3,})(.*)$/;
const BLANK = /^[ \t]*$/;
/** Only a unit under a heading of Markdown has code by indentation; elsewhere paragraphs are printed so. */
const IS_MARKDOWN = /^\s*#{1,6}[ \t]/;
const POINT = /^[ \t]*(?:[-*+\u2022]|\p{N}{1,9}[.)]|\(?\p{L}{1,4}\))[ \t]+/u;
/** Columns from which on a paragraph is code, beside those of the list that it stands in. */
const CODE_INDENT = 4;

/** Puts a sign for each piece of code: what is fenced with its lines, what is indented line by line, and what stands between backticks. */
export function keepCode(text: string): Verbatim {
  const keeper = new Keeper();
  const isMarkdown = IS_MARKDOWN.test(text);
  const done: string[] = [];
  let [block, code]: [string[], string[]] = [[], []];
  let fence: { readonly indent: number; readonly run: string } | null = null;
  let [listed, isAfterBlank, isCode] = [0, true, false];
  const closeBlock = () => {
    if (block.length > 0) done.push(keepSpans(block.join("\n"), keeper));
    block = [];
  };
  for (const line of text.split("\n")) {
    const [, before = "", run = "", info = ""] = FENCE.exec(line) ?? [];
    if (fence !== null) {
      const isLongEnough = run.startsWith(fence.run) && before.length <= fence.indent + 3;
      if (!isLongEnough || !BLANK.test(info)) {
        code.push(codeLine(line, fence.indent));
        continue;
      }
      done.push(keeper.keep([...code, run].join("\n")));
      fence = null;
    } else if (run !== "" && !(run.startsWith("`") && info.includes("`"))) {
      closeBlock();
      fence = { indent: before.length, run };
      code = [`${run}${info}`];
      done.push(before);
    } else if (BLANK.test(line)) {
      closeBlock();
      done.push("");
      isAfterBlank = true;
      continue;
    } else {
      const indent = columnsOf(/^[ \t]*/.exec(line)?.[0] ?? "");
      if (isAfterBlank && indent === 0) listed = 0;
      isCode = isMarkdown && (isAfterBlank || isCode) && indent >= listed + CODE_INDENT;
      const point = isCode ? undefined : POINT.exec(line)?.[0];
      if (point !== undefined) listed = columnsOf(point);
      if (isCode) done.push(`${line.slice(0, -line.trimStart().length)}${keeper.keep(line.trim())}`);
      else block.push(line);
    }
    isAfterBlank = false;
  }
  closeBlock();
  if (fence !== null) done.push(keeper.keep(code.join("\n")));
  return { text: done.join("\n"), pieces: keeper.pieces };
}

function columnsOf(indent: string): number {
  return indent.replaceAll("\t", "    ").length;
}

/** A line of fenced code: where it begins and how far it is indented beside the fence are a word of it. */
function codeLine(line: string, most: number): string {
  const words = line.trimStart();
  if (words === "") return LINE;
  const indent = line.slice(0, line.length - words.length).replace(new RegExp(`^ {0,${most}}`), "");
  return `${LINE}${indent.replaceAll(" ", "s").replaceAll("\t", "t")} ${words}`;
}

/** No text has a carriage return when it is read. */
const LINE = "\r";

/** A span of code goes from a run of backticks to the next one of the same length in its paragraph. */
function keepSpans(block: string, keeper: Keeper): string {
  const runs = [...block.matchAll(/`+|[\ue000-\ue003]/g)];
  const closers = nextOfSameLength(runs.map(([run]) => run));
  const parts: string[] = [];
  let done = 0;
  for (const [place, { 0: run, index: at }] of runs.entries()) {
    const closer = runs[closers[place] ?? -1];
    if (at < done) continue;
    if (run.startsWith("`") && (closer === undefined || isEscaped(block, at))) continue;
    const end = closer === undefined || !run.startsWith("`") ? at + 1 : closer.index + run.length;
    parts.push(block.slice(done, at), keeper.keep(block.slice(at, end)));
    done = end;
  }
  return parts.join("") + block.slice(done);
}

function nextOfSameLength(runs: readonly string[]): readonly (number | undefined)[] {
  const last = new Map<string, number>();
  return runs
    .map((run, at) => [run, at] as const)
    .toReversed()
    .map(([run, at]) => {
      const next = last.get(run);
      last.set(run, at);
      return next;
    })
    .toReversed();
}

function isEscaped(text: string, at: number): boolean {
  let from = at;
  while (text[from - 1] === "\\") from--;
  return (at - from) % 2 === 1;
}
