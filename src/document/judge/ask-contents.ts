import type { Doubt } from "../../domain/doubts.ts";
import { familyOf } from "./family.ts";
import type { JudgedCut } from "./judged-cut.ts";
import { spansOf } from "./number-span.ts";
import { readContents } from "./read-contents.ts";

/** Compares the cut with the document's own table of contents, name by name. */
export function* askContents(cut: JudgedCut): Generator<Doubt> {
  const entries = readContents(cut);
  if (entries.length === 0) return;
  const families = new Set(cut.judged.map(({ head }) => familyOf(head.word)));
  const counts = new Map<string, number>();
  for (const { head } of cut.judged)
    for (const { first, ends } of spansOf(head))
      for (const value of new Set([first.join("."), ...ends.map((end) => end.join("."))])) {
        const name = `${familyOf(head.word)} ${value}`;
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
  const listed = entries.filter(({ family }) => families.has(family));
  for (const { line, label, family, value } of listed) {
    if (counts.has(`${family} ${value.join(".")}`)) continue;
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
