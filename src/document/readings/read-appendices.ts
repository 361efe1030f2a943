import type { Rows } from "../../collections/rows.ts";
import { longestChain } from "./number-order.ts";
import { isContentsLine } from "./numbered-head.ts";
import type { ReadingInput } from "./read-named.ts";
import { titleAfter } from "./same-line-title.ts";
import type { UnitHeading } from "./unit-heading.ts";

const APPENDIX = /^(?:(Appendix|Annex) )?([A-Z])((?:\.\d+)*)\.?(?= +\S)/;

/** Lettered heads after the last number, in its column: `Appendix A. Title`, then `A.1. Title`. */
export function readAppendices(input: ReadingInput, heads: Rows<UnitHeading>): readonly UnitHeading[] {
  const last = heads.at(-1)?.heading;
  if (last === undefined) return [];
  const lettered: UnitHeading[] = [];
  for (const heading of input.headings) {
    if (
      heading.line <= last.line ||
      heading.shape.indent !== last.shape.indent ||
      !heading.shape.startsBlock ||
      heading.shape.level > 0
    )
      continue;
    const found = APPENDIX.exec(heading.text);
    if (found === null || isContentsLine(heading)) continue;
    const [head, word = "", letter = "", rest = ""] = found;
    if (word === "" && rest === "") continue;
    const key = letter + rest;
    const numbers = rest.split(".").slice(1).map(Number);
    lettered.push({
      heading,
      label: word === "" ? key : `${word} ${key}`,
      title: titleAfter(heading, head.length),
      kind: "section",
      word: word === "" ? "SECTION" : word.toUpperCase(),
      key,
      value: [letter.charCodeAt(0) - 64, ...numbers],
      row: "",
    });
  }
  return longestChain(lettered.map((head) => head.value)).flatMap((index) => lettered[index] ?? []);
}
