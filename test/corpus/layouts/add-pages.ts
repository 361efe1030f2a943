import { bodyLine, isArticle, type PrintedLine } from "./printed-line.ts";

const LINES_A_PAGE = 40;
const COLUMNS = 72;

/** Lines with a foot and a head after every page; the head is the document's first line, or the name of the article that the page goes on with. */
export function addPages(lines: readonly PrintedLine[], head: "title" | "article"): readonly PrintedLine[] {
  const title = lines.find(({ text }) => text !== "")?.text.trim() ?? "";
  let article = title;
  return lines.flatMap((line, index) => {
    if (isArticle(line)) article = line.begins?.label ?? title;
    if (index % LINES_A_PAGE !== LINES_A_PAGE - 1) return [line];
    const page = (index + 1) / LINES_A_PAGE;
    const running = head === "title" ? title : article;
    return [line, ...["", `- ${page} -`.padStart(COLUMNS / 2), "", running, ""].map(bodyLine)];
  });
}
