import type { Rows } from "../../collections/rows.ts";
import type { Heading } from "../headings/heading.ts";
import { longestAscent } from "./longest-ascent.ts";
import { longestChain } from "./number-order.ts";
import { isContentsLine } from "./numbered-head.ts";
import type { ReadingInput } from "./read-named.ts";
import { titleAfter } from "./same-line-title.ts";
import { someHeading } from "./some-heading.ts";
import type { UnitHeading } from "./unit-heading.ts";

const APPENDIX = /^(?:(Appendix|Annex) )?([A-Z])((?:\.?\d{1,3}(?:\.\d{1,3})*)?)\.?(?= +\S)/;
/** Fewer numbers below the letter of an annex are references. */
const MIN_LETTERED = 2;

/** Lettered heads after the last number, in its column: `Appendix A. Title`, then `A.1. Title`; below the line of an annex `A.1` or `A1.` alone. */
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
    const numbers = rest.split(".").filter(Boolean).map(Number);
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
  const values = lettered.map((head) => head.value);
  const chain = longestChain(values);
  const ascent = longestAscent(values, "first");
  const isBelowAnnex = isAnnexBetween(input.headings, last, lettered[0]?.heading);
  const places =
    isBelowAnnex && ascent.length >= MIN_LETTERED && ascent.length > chain.length ? ascent : chain;
  return places.flatMap((index) => lettered[index] ?? []);
}

/** True where an annex begins between two headings. */
function isAnnexBetween(headings: Rows<Heading>, last: Heading, first: Heading | undefined): boolean {
  return someHeading(
    headings,
    [last.index + 1, first?.index ?? 0],
    ({ shape }) => shape.stands?.sectionType === "annex",
  );
}
