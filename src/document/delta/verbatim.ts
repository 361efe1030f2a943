/** A text in which a sign stands for each piece that is compared byte for byte, and these pieces in their order. */
interface Verbatim {
  readonly text: string;
  readonly pieces: readonly string[];
}

/** Stand for a piece that begins with a word, and for one that begins with a number; where a text has them, each is a piece itself. */
const WORD = "\ue000";
const NUMBER = "\ue001";
export const STAND_INS = /[\ue000\ue001]/g;

/** Code in backticks or fences is read as it stands, and so are addresses: what is in `](…)` or `<…>`, and words that look like a path, a host or a mail address. */
export function keepVerbatim(text: string): Verbatim {
  return keepAddresses(keepCode(text));
}

class Keeper {
  readonly pieces: string[] = [];

  keep(piece: string): string {
    this.pieces.push(piece);
    return /^[^\p{L}\p{N}]*\p{N}/u.test(piece) ? NUMBER : WORD;
  }
}

/** A line that opens or closes a fence: what stands before it, the fence, what follows. */
const FENCE = /^([ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?)(`{3,}|~{3,})(.*)$/;
const BLANK = /^[ \t]*$/;

function keepCode(text: string): Verbatim {
  const keeper = new Keeper();
  const done: string[] = [];
  let [block, code]: [string[], string[]] = [[], []];
  let fence: { readonly indent: number; readonly run: string } | null = null;
  const closeBlock = () => {
    if (block.length > 0) done.push(keepSpans(block.join("\n"), keeper));
    block = [];
  };
  for (const line of text.split("\n")) {
    const [, before = "", run = "", info = ""] = FENCE.exec(line) ?? [];
    if (fence !== null) {
      code.push(line);
      const isLongEnough = run.startsWith(fence.run) && before.length <= fence.indent + 3;
      if (!isLongEnough || !BLANK.test(info)) continue;
      done.push(keeper.keep(code.join("\n")));
      fence = null;
    } else if (run !== "" && !(run.startsWith("`") && info.includes("`"))) {
      closeBlock();
      fence = { indent: before.length, run };
      code = [`${run}${info}`];
      done.push(before);
    } else if (BLANK.test(line)) {
      closeBlock();
      done.push("");
    } else block.push(line);
  }
  closeBlock();
  if (fence !== null) done.push(keeper.keep(code.join("\n")));
  return { text: done.join("\n"), pieces: keeper.pieces };
}

/** A span of code goes from a run of backticks to the next one of the same length in its paragraph. */
function keepSpans(block: string, keeper: Keeper): string {
  const runs = [...block.matchAll(/`+|[\ue000\ue001]/g)];
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

/** Marks of emphasis as HTML, which are none; a tag or an address in angle brackets; the target of a link; a word with its signs; a piece of code. */
const CANDIDATES =
  /<\/?(?:b|i|em|strong)>|<br ?\/?>|(<[^\s<>][^<>]*>|(?<=\])\((?:[^()]*(?:\([^()]*\)[^()]*)*\)|\S*))|((?:(?!\]\()[^\s<>|\u201c-\u201f\u00ab\u00bb\u3001-\u303f\uff01-\uff0c\uff1a-\uff1f\ue000\ue001])+)|[\ue000\ue001]/giu;
const ADDRESS = /:\/\/|@|\/|^\p{L}:\\|[\p{L}\p{N}_-]\.\p{L}{2}/u;
/** An address that a machine goes to; others, such as `and/or`, may be words that people read, of which Unicode has two forms. */
const MACHINE_ADDRESS = /:\/\/|@|^\/|^\p{L}:\\|[\p{L}\p{N}_-]\.\p{L}{2}/u;
const LETTER = /\p{L}/u;
/** Signs around a word that are no part of an address. */
const BEFORE = /^["'\u2018-\u201b\u2039\u203a([{*_~,;:!?]*/u;
const BEHIND = new Set("\"'\u2018\u2019\u201a\u201b\u2039\u203a)]}*_~.,;:!?\u2026");

function keepAddresses({ text, pieces }: Verbatim): Verbatim {
  const keeper = new Keeper();
  let taken = 0;
  const next = () => pieces[taken++] ?? "";
  const kept = text.replace(CANDIDATES, (found: string, bracketed?: string, word?: string) => {
    if (bracketed !== undefined) return keeper.keep(bracketed.replace(STAND_INS, next));
    if (word !== undefined) return keepWord(word, keeper);
    return found.length === 1 ? keeper.keep(next()) : found;
  });
  return { text: kept, pieces: keeper.pieces };
}

function keepWord(word: string, keeper: Keeper): string {
  if (!ADDRESS.test(word) || !LETTER.test(word)) return word;
  let start = BEFORE.exec(word)?.[0].length ?? 0;
  let end = word.length;
  while (end > start && BEHIND.has(word[end - 1] ?? "")) end--;
  // A star beside a slash or a full stop is a part of a path.
  if (!isWordSign(word[start])) while (start > 0 && isMark(word[start - 1])) start--;
  if (!isWordSign(word[end - 1])) while (end < word.length && isMark(word[end])) end++;
  const core = word.slice(start, end);
  if (!ADDRESS.test(core)) return word;
  const isWords = !MACHINE_ADDRESS.test(core);
  return word.slice(0, start) + keeper.keep(isWords ? core.normalize("NFC") : core) + word.slice(end);
}

function isWordSign(sign: string | undefined): boolean {
  return sign !== undefined && /[\p{L}\p{N}]/u.test(sign);
}

function isMark(sign: string | undefined): boolean {
  return sign === "*" || sign === "_";
}
