import { familyOf } from "./family.ts";
import type { CutToJudge, JudgedUnit } from "./judged-cut.ts";
import { spansOf } from "./number-span.ts";
import { type ContentsEntry, readContents } from "./read-contents.ts";

/** How the cut compares with the document's own table of contents. */
export interface OwnContents {
  /** Entries with a word that names units. */
  readonly listed: readonly ContentsEntry[];
  /** Those whose name no unit has. */
  readonly missing: readonly ContentsEntry[];
}

/** The entries of the document's own table of contents, and those among them that are no units; both empty where it has none. */
export function compareContents(cut: CutToJudge, judged: readonly JudgedUnit[]): OwnContents {
  const entries = readContents(cut);
  if (entries.length === 0) return { listed: [], missing: [] };
  const families = new Set(judged.map(({ head }) => familyOf(head.word)));
  const names = new Set<string>();
  for (const { head } of judged)
    for (const { first, ends } of spansOf(head))
      for (const value of [first, ...ends]) names.add(`${familyOf(head.word)} ${value.join(".")}`);
  const listed = entries.filter(({ family }) => families.has(family));
  const missing = listed.filter(({ family, value }) => !names.has(`${family} ${value.join(".")}`));
  return { listed, missing };
}
