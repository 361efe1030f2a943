import { addAnnex, insertArticles } from "./add-articles.ts";
import { addContents } from "./add-contents.ts";
import { addPages } from "./add-pages.ts";
import {
  asHeadings,
  centreHeads,
  glueToBody,
  glueToContainers,
  inBold,
  onTwoLines,
  withoutBlanks,
  withTabs,
} from "./change-heads.ts";
import type { PrintedLine } from "./printed-line.ts";
import { stripMarks } from "./strip-marks.ts";
import type { LayoutWords } from "./words.ts";
import { wrapLines } from "./wrap-lines.ts";
import type { PrintedForm } from "./write-printed.ts";

type Lines = readonly PrintedLine[];

/** One way in which a document may be printed. */
export interface Layout {
  readonly name: string;
  /** `numbers`: the layout takes the marks of Markdown away, so that a heading has to be known by its number. */
  readonly needs: "numbers" | "any";
  readonly form?: Partial<PrintedForm>;
  /** The lines in the layout, or null where it changes nothing in the document. */
  readonly lay: (lines: Lines, words: LayoutWords) => Lines | null;
}

const COLUMNS = 72;
const wrapped = (lines: Lines) => wrapLines(stripMarks(lines), COLUMNS);

function asPrinted(name: string, lay: Layout["lay"], form: Partial<PrintedForm> = {}): Layout {
  return { name, needs: "any", lay, form };
}

/** A layout of the document's plain text. */
function plain(name: string, lay: Layout["lay"], form: Partial<PrintedForm> = {}): Layout {
  return { name, needs: "numbers", lay: (lines, words) => lay(stripMarks(lines), words), form };
}

/** A layout of the document's plain text in lines of 72 columns. */
function wrap(name: string, lay: Layout["lay"]): Layout {
  return { name, needs: "numbers", lay: (lines, words) => lay(wrapped(lines), words) };
}

/** Layouts in which documents are found, each with the same articles. */
export const LAYOUTS: readonly Layout[] = [
  asPrinted("as published", (lines) => lines),
  asPrinted("NFD", (lines) => lines, { unicode: "NFD" }),
  asPrinted("CRLF", (lines) => lines, { lineEnd: "\r\n" }),
  asPrinted("linked contents in front", (lines, { contents }) =>
    addContents(lines, { entry: "link", heading: `**${contents}**` }),
  ),
  { name: "inserted articles", needs: "numbers", lay: insertArticles },
  {
    name: "annex restarts at 1",
    needs: "numbers",
    lay: (lines, words) => addAnnex(lines, words, (article) => article),
  },
  {
    name: "annex restarts in plain lines",
    needs: "numbers",
    lay: (lines, words) => addAnnex(lines, words, stripMarks),
  },
  {
    name: "annex restarts in bold",
    needs: "numbers",
    lay: (lines, words) => addAnnex(lines, words, (article) => inBold(stripMarks(article))),
  },
  plain("headings", asHeadings),
  plain("headings, annex, inserted", (lines, words) => {
    const more = insertArticles(lines, words);
    const annexed = more === null ? null : addAnnex(more, words, (article) => article);
    return annexed === null ? null : asHeadings(annexed);
  }),
  plain("bold lines", inBold),
  plain("plain", (lines) => lines),
  plain("plain, CRLF", (lines) => lines, { lineEnd: "\r\n" }),
  plain("plain, NFD", (lines) => lines, { unicode: "NFD" }),
  plain("plain, number and title on two lines", onTwoLines),
  plain("plain, glued to the chapter", glueToContainers),
  plain("plain, glued to the text before", glueToBody),
  plain("plain, headings centred", centreHeads),
  plain("plain, tabs", withTabs),
  plain("plain, inserted articles", insertArticles),
  plain("plain, annex restarts at 1", (lines, words) => addAnnex(lines, words, (article) => article)),
  ...(["dots", "spaced leaders", "name and title"] as const).flatMap((entry) => [
    plain(`contents: ${entry}`, (lines, { contents }) => addContents(lines, { entry, heading: contents })),
    plain(`contents: ${entry}, no heading`, (lines) => addContents(lines, { entry, heading: null })),
  ]),
  wrap("wrapped", (lines) => lines),
  wrap("wrapped, no blank lines", withoutBlanks),
  wrap("wrapped, glued to the text before", glueToBody),
  wrap("wrapped, no blank lines, inserted", (lines, words) => {
    const more = insertArticles(lines, words);
    return more === null ? null : withoutBlanks(more);
  }),
  wrap("wrapped, no blank lines, annex", (lines, words) => {
    const annexed = addAnnex(lines, words, (article) => article);
    return annexed === null ? null : withoutBlanks(annexed);
  }),
  wrap("wrapped, pages", (lines) => addPages(lines, "title")),
  wrap("wrapped, pages headed by the article", (lines) => addPages(lines, "article")),
];
