import type { Rows } from "../../collections/rows.ts";
import type { Heading } from "../headings/heading.ts";
import { titleAfter } from "./same-line-title.ts";
import type { UnitHeading } from "./unit-heading.ts";
import { UnitHeadingList } from "./unit-heading-list.ts";

const LABEL_END = /[\s.:–—-]+$/u;

/**
 * The heads, and among them those of annexes that the file itself sets beside its units: headings of the same level, in which no unit and no
 * further heading stands. A Markdown text has no such level of its own; there an annex without units is a container.
 */
export function withAnnexes(heads: Rows<UnitHeading>, headings: Rows<Heading>): Rows<UnitHeading> {
  const level = heads.at(0)?.heading.shape.level ?? 0;
  if (level === 0 || [...heads].some(({ heading }) => heading.shape.level !== level)) return heads;
  const lines = new Set(heads.map(({ heading }) => heading.line));
  const annexes = findAnnexes(headings, level, lines);
  if (annexes.length === 0) return heads;
  const sorted = [...heads, ...annexes].toSorted((a, b) => a.heading.line - b.heading.line);
  return new UnitHeadingList(headings, sorted);
}

function findAnnexes(
  headings: Rows<Heading>,
  level: number,
  lines: ReadonlySet<number>,
): readonly UnitHeading[] {
  const found: UnitHeading[] = [];
  let open: Heading | null = null;
  const close = () => {
    if (open !== null) found.push(nameAnnex(open));
    open = null;
  };
  for (const heading of headings) {
    const isUnit = lines.has(heading.line);
    if (heading.shape.level > 0 && heading.shape.level <= level) close();
    else if (isUnit || heading.shape.level > level) open = null;
    if (!isUnit && heading.shape.level === level && heading.shape.stands?.kind === "annex") open = heading;
  }
  close();
  return found;
}

function nameAnnex(heading: Heading): UnitHeading {
  const { words = "", number = "", end = 0 } = heading.shape.stands ?? {};
  return {
    heading,
    label: heading.text.slice(0, end).replace(LABEL_END, ""),
    title: titleAfter(heading, end),
    kind: "annex",
    word: words,
    key: number,
    value: [],
    row: "",
  };
}
