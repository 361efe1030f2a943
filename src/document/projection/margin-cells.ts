import { readDesignator } from "../names/designator.ts";
import { foldText } from "../names/fold-text.ts";

const TABS = /\t+/;

/** The cells of a row of which a later one begins with the name of a unit and the first does not: that is a text of the margin. None for other rows. */
export function unitsBesideMargin(row: string): readonly string[] {
  const [first = "", ...rest] = row.split(TABS).filter((cell) => cell !== "");
  return !isNamed(first) && rest.some(isNamed) ? [first, ...rest] : [];
}

function isNamed(cell: string): boolean {
  return readDesignator(foldText(cell.slice(0, 80))) !== null;
}
