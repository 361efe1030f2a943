import { diffArrays } from "diff";
import type { DiffPart } from "../../domain/delta-view.ts";

/** A word, a sign, or white space; scripts without spaces are read sign by sign. */
const WORDS =
  /\s+|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}])[\p{L}\p{M}\p{N}])+|[\s\S]/gu;
/** A sentence, or what goes up to the end of a line; no more characters than this. */
const PASSAGES = /[^.;:\n]{1,400}(?:[.;:]+\s*|\n\s*|$)?|[.;:\n]+\s*/gu;
/** More edits than this are not looked for: the work grows with their square. */
const MOST_EDITS = 400;
/** A change of which less stays than this share is easier to read as a whole. */
const LEAST_COMMON = 0.25;

type TextPart = Extract<DiffPart, { readonly text: string }>;

/**
 * Compares two texts word by word, and takes different white space for the same unless `isExact`. Passages come first, then the words of those that
 * differ, both up to a bound of edits that does not depend on the clock: equal texts give equal parts.
 */
export function diffWords(old: string, fresh: string, isExact: boolean): readonly TextPart[] {
  const parts = diffTokens(split(old, PASSAGES), split(fresh, PASSAGES), isExact) ?? replaced(old, fresh);
  const refined = joinParts(inPairs(parts).flatMap((pair) => refine(pair, isExact)));
  return isExact ? refined : joinChanges(refined);
}

function refine(
  part: TextPart | { readonly old: string; readonly fresh: string },
  isExact: boolean,
): readonly TextPart[] {
  if ("kind" in part) return [part];
  const { old, fresh } = part;
  const words = diffTokens(split(old, WORDS), split(fresh, WORDS), isExact);
  return words === null || shareOfSame(words, old.length + fresh.length) < LEAST_COMMON
    ? replaced(old, fresh)
    : words;
}

/** Null where too much differs. */
function diffTokens(
  old: readonly string[],
  fresh: readonly string[],
  isExact: boolean,
): readonly TextPart[] | null {
  const isSame = (a: string, b: string) => a === b || (!isExact && fold(a) === fold(b));
  let start = 0;
  const shorter = Math.min(old.length, fresh.length);
  while (start < shorter && isSame(old[start] ?? "", fresh[start] ?? "")) start++;
  let end = 0;
  while (end < shorter - start && isSame(old.at(-1 - end) ?? "", fresh.at(-1 - end) ?? "")) end++;
  const middle = diffArrays(old.slice(start, old.length - end), fresh.slice(start, fresh.length - end), {
    comparator: isSame,
    maxEditLength: MOST_EDITS,
  });
  if (middle === undefined) return null;
  return joinParts([
    { kind: "same", text: fresh.slice(0, start).join("") },
    ...middle.map(
      ({ added, removed, value }): TextPart => ({
        kind: added ? "new" : removed ? "old" : "same",
        text: value.join(""),
      }),
    ),
    { kind: "same", text: fresh.slice(fresh.length - end).join("") },
  ]);
}

function fold(text: string): string {
  return text.replace(/\s+/gu, " ").trimEnd();
}

function split(text: string, pattern: RegExp): readonly string[] {
  return text.match(pattern) ?? [];
}

function replaced(old: string, fresh: string): readonly TextPart[] {
  return joinParts([
    { kind: "old", text: old },
    { kind: "new", text: fresh },
  ]);
}

/** What is taken away beside what is put in its place, as one. */
function inPairs(
  parts: readonly TextPart[],
): readonly (TextPart | { readonly old: string; readonly fresh: string })[] {
  const pairs: (TextPart | { readonly old: string; readonly fresh: string })[] = [];
  for (let at = 0; at < parts.length; at++) {
    const [part, next] = [parts[at], parts[at + 1]];
    if (part === undefined) continue;
    if (part.kind === "same" || next === undefined || next.kind === "same" || next.kind === part.kind) {
      pairs.push(part);
      continue;
    }
    const [old, fresh] = part.kind === "old" ? [part.text, next.text] : [next.text, part.text];
    pairs.push({ old, fresh });
    at++;
  }
  return pairs;
}

/** Without empty parts, and with neighbours of one kind as one. */
function joinParts(parts: readonly TextPart[]): readonly TextPart[] {
  const joined: { kind: TextPart["kind"]; text: string }[] = [];
  for (const { kind, text } of parts) {
    const last = joined.at(-1);
    if (text === "") continue;
    if (last?.kind === kind) last.text += text;
    else joined.push({ kind, text });
  }
  return joined;
}

function shareOfSame(parts: readonly TextPart[], total: number): number {
  const same = parts.reduce((sum, { kind, text }) => sum + (kind === "same" ? text.trim().length : 0), 0);
  return total === 0 ? 1 : (2 * same) / total;
}

/** Changes with nothing but white space between them as one: what is gone, then what is new. */
function joinChanges(parts: readonly TextPart[]): readonly TextPart[] {
  const joined: TextPart[] = [];
  let [old, fresh] = ["", ""];
  const close = () => {
    joined.push({ kind: "old", text: old }, { kind: "new", text: fresh });
    [old, fresh] = ["", ""];
  };
  for (const [at, { kind, text }] of parts.entries()) {
    const isBetween = kind === "same" && text.trim() === "" && at > 0 && at < parts.length - 1;
    if (kind === "same" && !isBetween) {
      close();
      joined.push({ kind, text });
      continue;
    }
    if (kind !== "new") old += text;
    if (kind !== "old") fresh += text;
  }
  close();
  return joinParts(joined);
}
