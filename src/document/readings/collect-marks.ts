import type { Rows } from "../../collections/rows.ts";
import type { Heading } from "../headings/heading.ts";
import { isReference } from "./judge-reference.ts";
import { nameByWord } from "./name-units.ts";
import type { Reading, UnitHeading } from "./unit-heading.ts";
import { UnitHeadingList } from "./unit-heading-list.ts";

/** Every heading that begins with a unit's name and is no reference to that unit, in order. */
export function collectMarks(headings: Rows<Heading>, hasKana: boolean): Rows<UnitHeading> {
  const marks = new UnitHeadingList(headings);
  for (const heading of headings) {
    const mark = asMark(heading, hasKana);
    if (mark !== null) marks.push(mark);
  }
  return marks;
}

/** The unit heading of a heading that begins with a unit's name, or null; a reference is none. */
function asMark(heading: Heading, hasKana: boolean): UnitHeading | null {
  const designator = heading.designator;
  if (designator === null || heading.shape.stray) return null;
  if (designator.row.script === "Hiragana" && !hasKana) {
    return nameByWord(heading, {
      ...designator,
      row: { ...designator.row, id: "zh-tiao", address: "TIAO", languages: ["zh"] },
    });
  }
  if (heading.shape.level === 0 && isReference(heading)) return null;
  return nameByWord(heading, designator);
}

/** The form of a unit heading; `tight` stands inside a paragraph. */
export function formOf({ shape }: Heading): Reading["form"] {
  if (shape.level > 0) return "markdown";
  if (shape.form === "bold") return "bold";
  return shape.startsBlock ? "plain" : "tight";
}

/** True when the heading's words also name a container (`Section 1`); it is a unit only where there is no finer one. */
export function mayContain(heading: Heading): boolean {
  return heading.shape.stands !== null && heading.shape.stands.rank > 0;
}
