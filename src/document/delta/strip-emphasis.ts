/**
 * Takes off marks of emphasis: two equal runs of stars or underscores, of which one opens before a word and the other closes behind one, in one paragraph and
 * one cell of a table. Every other run stays, since it is a sign: `n*m`, `r**2`, the mark of a footnote. Code stands for a word here (see verbatim.ts).
 */
export function stripEmphasis(text: string): string {
  const cuts: (readonly [from: number, to: number])[] = [];
  let opened = new Map<string, number>();
  for (const { 0: found, 1: run, index: at } of text.matchAll(MARKS)) {
    if (run === undefined) {
      if (!found.startsWith("\\")) opened = new Map();
      continue;
    }
    if (run.length > LONGEST_RUN) continue;
    const end = at + run.length;
    const from = opened.get(run);
    if (from !== undefined && isClosing(text, at, end)) {
      cuts.push([from, from + run.length], [at, end]);
      opened = new Map([...opened].filter(([, other]) => other < from));
    } else if (isOpening(text, at, end)) opened.set(run, at);
  }
  return withoutCuts(
    text,
    cuts.toSorted(([a], [b]) => a - b),
  );
}

const LONGEST_RUN = 3;
/** An escape, a run, or what ends a paragraph or a cell: the group is a run. */
const MARKS =
  /\\[!-/:-@[-`{-~]|(\*+|_+)|\||\n(?=[ \t]*(?:\n|[-+*>][ \t]|#|\p{N}{1,9}[.)]|\(?\p{L}{1,4}\)))/gu;

/** How many characters beside a run are looked at. */
const NEAR = 8;
const FREE_BEFORE = /(?:^|[\s("'[{>\-_*~:;,|])$/u;
const WORD_BEHIND = /^["'([{<_*#$€£&~\\!-]{0,5}[\p{L}\p{N}\p{M}§¶\ue000\ue001]/u;
const WORD_BEFORE = /[\p{L}\p{N}\p{M}§¶°%\ue000\ue001][.,;:!?)\]}"'>_*%°-]{0,5}$/u;
const FREE_BEHIND = /^(?:$|[\s.,;:!?)\]}"'<\-_*~|/])/u;

function isOpening(text: string, at: number, end: number): boolean {
  return (
    FREE_BEFORE.test(text.slice(Math.max(0, at - 1), at)) && WORD_BEHIND.test(text.slice(end, end + NEAR))
  );
}

function isClosing(text: string, at: number, end: number): boolean {
  return (
    WORD_BEFORE.test(text.slice(Math.max(0, at - NEAR), at)) && FREE_BEHIND.test(text.slice(end, end + 1))
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
