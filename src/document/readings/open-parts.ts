import type { Rows } from "../../collections/rows.ts";
import type { Heading } from "../headings/heading.ts";
import { isContainerLine } from "../headings/is-container-line.ts";
import type { UnitHeading } from "./unit-heading.ts";

/** A part of the document without a unit of the reading. */
export interface OpenPart {
  /** Index of its first heading, and of the first one behind it. */
  readonly from: number;
  readonly to: number;
  /** What stands in it: the text before the first unit, a chapter, or provisions with a numbering of their own. */
  readonly kind: "before" | "chapter" | "provisions";
}

type Kind = OpenPart["kind"] | "other";

/**
 * The text before the first unit, and every part without a unit that holds provisions of its own or is a chapter beside others with units.
 * Annexes and the titles of acts hold lists and tables, whose numbers name no units.
 */
export function findOpenParts(headings: Rows<Heading>, heads: Rows<UnitHeading>): readonly OpenPart[] {
  const parts: OpenPart[] = [];
  let kind: Kind = "before";
  let inAnnex = false;
  let from = 0;
  let next = 0;
  let isOpen = true;
  let word = "";
  const holders = new Set<string>();
  const close = (to: number) => {
    const isPart = kind !== "chapter" || holders.has(word);
    if (isOpen && isPart && kind !== "other") parts.push({ from, to, kind });
  };
  for (const heading of headings) {
    if (heads.at(next)?.heading.index === heading.index) {
      if (!leavesOut(heads.at(next - 1), heads.at(next))) close(heading.index);
      holders.add(word);
      isOpen = false;
      next++;
      continue;
    }
    const opened = kindOf(heading);
    if (opened !== null && next === 0) word = heading.shape.stands?.kind ?? "";
    if (opened === null || next === 0) continue;
    close(heading.index);
    word = heading.shape.stands?.kind ?? "";
    inAnnex = opened === "other" || (inAnnex && opened === "chapter");
    kind = inAnnex ? "other" : opened;
    from = heading.index + 1;
    isOpen = true;
  }
  close(headings.length);
  return parts;
}

/** True where numbers are missing between two units: the first lines of the part are those of a unit whose head was not found. */
function leavesOut(before: UnitHeading | undefined, next: UnitHeading | undefined): boolean {
  if (before === undefined || next === undefined || before.row !== next.row) return false;
  return next.value.length === 1 && (next.value[0] ?? 0) > (before.value[0] ?? 0) + 1;
}

/** What the line of a container opens; null for every other line. */
function kindOf(heading: Heading): Kind | null {
  const { stands, level } = heading.shape;
  if (stands === null || (level === 0 && !isContainerLine(heading, stands))) return null;
  if (stands.rank > 0) return "chapter";
  const { sectionType } = stands;
  return sectionType === "supplementary" || sectionType === "transitional" ? "provisions" : "other";
}
