import type { Rows } from "../../collections/rows.ts";
import type { Heading } from "../headings/heading.ts";
import type { BlockMask } from "../source/block-mask.ts";
import { LINE } from "../source/line-class.ts";
import type { UnitHeading } from "./unit-heading.ts";

const ITEM = /^(\d{1,9})[.)]\s/u;
/** A list of so many items with one number is written so; two may be a slip. */
const MIN_ITEMS = 3;
/** An item that is set in by so many columns more than another stands in a list below it. */
const BELOW = 2;

/** A list that may go on: its items print one number, or count by themselves. */
interface OpenList {
  readonly indent: number;
  readonly first: number;
  isSame: boolean;
  readonly lines: number[];
}

/**
 * The numbers that a reader sees, by line, of the items of Markdown lists that print one number each time: the first item counts, and the
 * others go on from it (CommonMark 0.31, list items). Empty where no list prints the same number three times.
 */
export function renumberLists(headings: Rows<Heading>, { classes }: BlockMask): ReadonlyMap<number, number> {
  const lists: OpenList[] = [];
  let open: OpenList[] = [];
  let at = 0;
  for (const heading of headings) {
    const printed = printedOf(heading, classes);
    for (; at < heading.line; at++) if (endsList(classes[at] ?? LINE.blank)) open = [];
    if (printed === null) {
      if (heading.shape.isNamed || heading.shape.stands !== null) open = [];
      continue;
    }
    const { indent } = heading.shape;
    open = open.filter((list) => list.indent < indent + BELOW);
    const last = open.at(-1);
    if (last !== undefined && indent < last.indent + BELOW) {
      last.isSame &&= printed === last.first;
      last.lines.push(heading.line);
      continue;
    }
    const list: OpenList = { indent, first: printed, isSame: true, lines: [heading.line] };
    open.push(list);
    lists.push(list);
  }
  return numbersOf(lists.filter(({ isSame, lines }) => isSame && lines.length > 1));
}

/** The unit under the number that a reader sees, where it is not the printed one. */
export function showNumber(head: UnitHeading, shown: ReadonlyMap<number, number>): UnitHeading {
  const number = shown.get(head.heading.line);
  return number === undefined ? head : { ...head, label: String(number), key: String(number) };
}

function printedOf({ line, shape, text }: Heading, classes: Uint8Array): number | null {
  if (classes[line] !== LINE.list || shape.form !== "plain" || shape.isNamed) return null;
  const number = ITEM.exec(text)?.[1];
  return number === undefined ? null : Number(number);
}

/** True for the line of another block than a list: what follows it is a list of its own. */
function endsList(kind: number): boolean {
  return kind !== LINE.list && kind !== LINE.blank;
}

function numbersOf(lists: readonly OpenList[]): ReadonlyMap<number, number> {
  const numbers = new Map<number, number>();
  if (!lists.some(({ lines }) => lines.length >= MIN_ITEMS)) return numbers;
  for (const { first, lines } of lists)
    for (const [index, line] of lines.entries()) numbers.set(line, first + index);
  return numbers;
}
