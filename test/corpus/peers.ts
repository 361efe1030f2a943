import MarkdownIt from "markdown-it";
import { fromMarkdown } from "mdast-util-from-markdown";
import { frontmatter } from "micromark-extension-frontmatter";
import { micromarkHeadings } from "../support/micromark-headings.ts";

/** A reader of Markdown that is measured on the same documents: "every heading is a unit". */
export interface Peer {
  readonly name: string;
  /** 1-based lines of the headings that stand in no quote and no list, in order. */
  readonly readHeadings: (text: string) => readonly number[];
}

const markdownIt = new MarkdownIt("commonmark", { html: true });

export const PEERS: readonly Peer[] = [
  {
    name: "mdast-util-from-markdown",
    readHeadings: (text) =>
      fromMarkdown(text, { extensions: [frontmatter(["yaml", "toml"])] }).children.flatMap((node) =>
        node.type === "heading" ? [node.position?.start.line ?? 0] : [],
      ),
  },
  {
    name: "micromark",
    readHeadings: (text) => micromarkHeadings(text).map(({ line }) => line + 1),
  },
  {
    name: "markdown-it",
    readHeadings: (text) =>
      markdownIt
        .parse(blankFrontMatter(text), {})
        .flatMap(({ type, level, map }) =>
          type === "heading_open" && level === 0 && map !== null ? [map[0] + 1] : [],
        ),
  },
  { name: "header splitter", readHeadings: splitAtHeaders },
];

/** Cuts as the header splitters of text splitters do: at every line that begins with marks of a heading, outside fences. */
function splitAtHeaders(text: string): readonly number[] {
  const lines: number[] = [];
  let fence = "";
  text.split("\n").forEach((line, index) => {
    const trimmed = line.trim();
    const mark = trimmed.slice(0, 3);
    if (fence === "" && (mark === "```" || mark === "~~~")) fence = mark;
    else if (fence !== "" && trimmed.startsWith(fence)) fence = "";
    else if (fence === "" && /^#{1,6} /.test(trimmed)) lines.push(index + 1);
  });
  return lines;
}

/** The text with empty lines in place of its front matter, which this reader takes for a heading. */
function blankFrontMatter(text: string): string {
  const found = /^\ufeff?---\r?\n(?:.*\r?\n)*?---(?=\r?\n|$)/u.exec(text);
  return found === null ? text : text.replace(found[0], found[0].replace(/[^\r\n]/gu, ""));
}
