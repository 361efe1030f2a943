import { isPlainText } from "../headings/find-headings.ts";
import type { BlockMask } from "../source/block-mask.ts";
import { LINE } from "../source/line-class.ts";

/** Classes of lines that are no headings by the rules of Markdown, whatever they say. */
export const HIDING: ReadonlySet<number> = new Set([
  LINE.code,
  LINE.fence,
  LINE.html,
  LINE.quote,
  LINE.table,
  LINE.item,
]);
/** In plain text lines that are set in are text. */
const HIDING_IN_TEXT: ReadonlySet<number> = new Set(
  [...HIDING].filter((kind) => kind !== LINE.code && kind !== LINE.table),
);

/** True for a line that a reader of the source sees as text. */
export function isVisible(kind: number, hiding: ReadonlySet<number>): boolean {
  return kind !== LINE.blank && kind !== LINE.frontMatter && !hiding.has(kind);
}

/** The classes of lines of a source that its reader does not see as text. */
export function hidingOf(mask: BlockMask): ReadonlySet<number> {
  return isPlainText(mask) ? HIDING_IN_TEXT : HIDING;
}
