import { LINE } from "../source/line-class.ts";

/** What a block of lines is, for the conventions that look for headings. */
export interface BlockForm {
  /** Level of a heading, 1 to 6; 0 for a text. */
  readonly level: number;
  /** Rows of a table are headings only where the document is laid out in tables. */
  readonly isTable: boolean;
  /** Items that the file counts below a number are never headings. */
  readonly isItem?: boolean;
  /** Items of a list without numbers: a name that one begins with is that of another part, as in a quotation. */
  readonly isBullet?: boolean;
  /** Entries of a table of contents, which name what stands elsewhere. */
  readonly isContents?: boolean;
}

export const PARAGRAPH: BlockForm = { level: 0, isTable: false };

/** The class of a line of a block. */
export function classOf(form: BlockForm, isRow: boolean, isFirst: boolean): number {
  const { level, isTable, isItem, isBullet, isContents } = form;
  if (isContents) return LINE.frontMatter;
  if (isItem) return LINE.item;
  if (isTable || isRow) return LINE.table;
  if (level > 0) return LINE.setext;
  if (isBullet) return LINE.quote;
  return isFirst ? LINE.paragraph : LINE.continuation;
}
