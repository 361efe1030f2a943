/**
 * Takes off marks of emphasis: two equal runs of stars or underscores, of which one opens before a word and the other closes behind one, and tags of HTML in
 * pairs, in one paragraph and one cell of a table. Every other run stays, since it is a sign: `n*m`, `r**2`, the mark of a footnote. So does what stands
 * between two terms, `5 *a* 3`, and what is a name to machines, `__init__`. Code stands for a word here (see keep-code.ts).
 */
export function stripEmphasis(text: string): string {
  const cuts: (readonly [from: number, to: number])[] = [];
  let opened = new Map<string, number>();
  for (const { 0: found, 1: run, 2: slash, 3: tag, index: at } of text.matchAll(MARKS)) {
    const mark = run ?? (tag === undefined ? undefined : `<${tag.toLowerCase()}>`);
    if (mark === undefined) {
      if (!found.startsWith("\\")) opened = new Map();
      continue;
    }
    if (run !== undefined && run.length > LONGEST_RUN) continue;
    const end = at + found.length;
    const from = opened.get(mark);
    if (from !== undefined && (run === undefined ? slash === "/" : isClosing(text, at, end))) {
      if (run === undefined || !isSign(text, { from, at, end, run }))
        cuts.push([from, from + mark.length], [at, end]);
      opened = new Map([...opened].filter(([, other]) => other < from));
    } else if (run === undefined ? slash === "" : isOpening(text, at, end)) opened.set(mark, at);
  }
  return withoutCuts(
    text,
    cuts.toSorted(([a], [b]) => a - b),
  );
}

const LONGEST_RUN = 3;
/** An escape, a run, a tag, or what ends a paragraph or a cell: the groups are the run, the slash and the name of the tag. */
const MARKS =
  /\\[!-/:-@[-`{-~]|(\*+|_+)|<(\/?)(b|i|em|strong)>|\||\n(?=[ \t]*(?:\n|[-+*>][ \t]|#|\p{N}{1,9}[.)]|\(?\p{L}{1,4}\)))/giu;

/** How many characters beside a run are looked at. */
const NEAR = 8;
const FREE_BEFORE = /(?:^|[\s("'[{>\-\u2014_*~:;,|])$/u;
const WORD_BEHIND = /^["'([{<_*#$€£&~\\!\u3008-\u3011\uff08-]{0,5}[\p{L}\p{N}\p{M}§¶\ue000\ue001]/u;
const WORD_BEFORE =
  /[\p{L}\p{N}\p{M}§¶°%\ue000\ue001][.,;:!?)\]}"'>_*%°\u2026\u3001-\u3011\uff01-\uff1f\u060c\u061b\u061f\u0964\u0965-]{0,5}$/u;
const FREE_BEHIND =
  /^(?:$|[\s.,;:!?)\]}"'<\-\u2014_*~|/\u2026\u3001-\u3011\uff01-\uff1f\u060c\u061b\u061f\u0964\u0965])/u;
/** Scripts that are written without spaces; two stars beside them are emphasis, one may be a product. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\u30fc\u3001-\u3011\uff01-\uff1f]/u;

function isOpening(text: string, at: number, end: number): boolean {
  const before = text.slice(Math.max(0, at - 1), at);
  return (
    (FREE_BEFORE.test(before) || isBesideUnspaced(before, end - at)) &&
    WORD_BEHIND.test(text.slice(end, end + NEAR))
  );
}

function isClosing(text: string, at: number, end: number): boolean {
  const behind = text.slice(end, end + 1);
  return (
    WORD_BEFORE.test(text.slice(Math.max(0, at - NEAR), at)) &&
    (FREE_BEHIND.test(behind) || isBesideUnspaced(behind, end - at))
  );
}

function isBesideUnspaced(sign: string, length: number): boolean {
  return length > 1 && UNSPACED.test(sign);
}

/** A name that machines read, and what a star is between: numbers, letters that stand alone, signs of a sum. */
const NAME = /^(?:[a-z][a-z0-9_]*|[A-Z][A-Z0-9_]*)$/;
const TERM_BEFORE = /(?:[\p{N}+=^/$]|(?<![\p{L}\p{M}\p{N}'])[\p{Script=Latin}\p{Script=Greek}])[ \t]*$/u;
const TERM_BEHIND = /^[ \t]*(?:[\p{N}+=^/$]|[\p{Script=Latin}\p{Script=Greek}](?![\p{L}\p{M}\p{N}']))/u;

function isSign(
  text: string,
  {
    from,
    at,
    end,
    run,
  }: { readonly from: number; readonly at: number; readonly end: number; readonly run: string },
): boolean {
  if (run === "__") return NAME.test(text.slice(from + run.length, at));
  if (run !== "*") return false;
  return (
    TERM_BEFORE.test(text.slice(Math.max(0, from - NEAR), from)) &&
    TERM_BEHIND.test(text.slice(end, end + NEAR))
  );
}

function withoutCuts(text: string, cuts: readonly (readonly [from: number, to: number])[]): string {
  const rest: string[] = [];
  let done = 0;
  for (const [from, to] of cuts) {
    rest.push(text.slice(done, from));
    done = to;
  }
  return rest.join("") + text.slice(done);
}
