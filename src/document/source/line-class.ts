/** The class of a line, as far as headings are concerned. */
export const LINE = {
  blank: 0,
  /** First line of a paragraph. */
  paragraph: 1,
  /** A further line of a paragraph. */
  continuation: 2,
  atx: 3,
  /** A line of a paragraph that a setext underline turned into a heading. */
  setext: 4,
  underline: 5,
  rule: 6,
  frontMatter: 7,
  fence: 8,
  html: 9,
  quote: 10,
  list: 11,
  table: 12,
  code: 13,
  definition: 14,
  /** A line above a heading that belongs to it: an overline, an anchor, a list of attributes. */
  lead: 15,
  /** A paragraph that the file itself counts below a number of its own: `1.1` below `1`. It is no heading. */
  item: 16,
} as const;
