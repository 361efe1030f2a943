import { keepSpans } from "./keep-spans.ts";
import { Keeper, type Verbatim } from "./keeper.ts";

/** A line that opens or closes a fence: what stands before it, the fence, what follows. Under a heading of AsciiDoc, dashes or dots are one, too. */
const FENCE = /^([ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?)(`{3,}|~{3,})(.*)$/;
const FENCE_OF_ASCIIDOC = /^()(`{3,}|-{4,}|\.{4,})([ \t]*)$/;
const BLANK = /^[ \t]*$/;
/** Only a unit under a heading of Markdown has code by indentation; elsewhere paragraphs are printed so, but behind two colons. */
const IS_MARKDOWN = /^\s*#{1,6}[ \t]/;
const IS_ASCIIDOC = /^\s*={1,6}[ \t]/;
const INTRODUCES_CODE = /::[ \t]*$/;
const POINT = /^[ \t]*(?:[-*+\u2022]|\p{N}{1,9}[.)]|\(?\p{L}{1,4}\))[ \t]+/u;
/** Columns from which on a paragraph is code, beside those of the list that it stands in. */
const CODE_INDENT = 4;

/** Puts a sign for each piece of code: what is fenced with its lines, what is indented line by line, and what stands between backticks. */
export function keepCode(text: string): Verbatim {
  const keeper = new Keeper();
  const isMarkdown = IS_MARKDOWN.test(text);
  const pattern = IS_ASCIIDOC.test(text) ? FENCE_OF_ASCIIDOC : FENCE;
  const done: string[] = [];
  let [block, code]: [string[], string[]] = [[], []];
  let fence: { readonly indent: number; readonly run: string } | null = null;
  let [listed, isAfterBlank, isCode, isIntroduced] = [0, true, false, false];
  const closeBlock = () => {
    if (block.length > 0) done.push(keepSpans(block.join("\n"), keeper));
    block = [];
  };
  for (const line of text.split("\n")) {
    const [, before = "", run = "", info = ""] = pattern.exec(line) ?? [];
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
      const isDeep = isIntroduced ? indent > 0 : isMarkdown && indent >= listed + CODE_INDENT;
      isCode = (isAfterBlank || isCode) && isDeep;
      const point = isCode ? undefined : POINT.exec(line)?.[0];
      if (point !== undefined) listed = columnsOf(point);
      if (isCode) done.push(`${line.slice(0, -line.trimStart().length)}${keeper.keep(line.trim())}`);
      else block.push(line);
      isIntroduced = isCode ? isIntroduced : INTRODUCES_CODE.test(line);
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
