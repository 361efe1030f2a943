import type { Doubt } from "../../domain/doubts.ts";
import { familyOf } from "./family.ts";
import type { JudgedCut } from "./judged-cut.ts";
import { spansOf } from "./number-span.ts";
import { type ContentsEntry, readContents } from "./read-contents.ts";

/** How the cut compares with the document's own table of contents. */
export interface OwnContents {
  /** Entries with a word that names units. */
  readonly listed: readonly ContentsEntry[];
  /** Those whose name no unit has. */
  readonly missing: readonly ContentsEntry[];
}

/** Compares the cut with the document's own table of contents, name by name. */
export function* askContents(cut: JudgedCut): Generator<Doubt> {
  const { listed, missing } = compareContents(cut);
  for (const { line, label } of missing) {
    yield {
      code: "CONTENTS_DISAGREE",
      line: line + 1,
      message: `the table of contents lists "${label}", and no unit has that name`,
    };
  }
  const [first] = listed;
  if (first === undefined || listed.length <= cut.judged.length) return;
  yield {
    code: "CONTENTS_MORE",
    line: first.line + 1,
    message: `the table of contents lists ${listed.length} names; there are ${cut.judged.length} units`,
  };
}

/** The entries of the document's own table of contents, and those among them that are no units; both empty where it has none. */
export function compareContents(cut: JudgedCut): OwnContents {
  const entries = readContents(cut);
  if (entries.length === 0) return { listed: [], missing: [] };
  const families = new Set(cut.judged.map(({ head }) => familyOf(head.word)));
  const names = new Set<string>();
  for (const { head } of cut.judged)
    for (const { first, ends } of spansOf(head))
      for (const value of [first, ...ends]) names.add(`${familyOf(head.word)} ${value.join(".")}`);
  const listed = entries.filter(({ family }) => families.has(family));
  const missing = listed.filter(({ family, value }) => !names.has(`${family} ${value.join(".")}`));
  return { listed, missing };
}
