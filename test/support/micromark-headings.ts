import { parse, postprocess, preprocess } from "micromark";
import { frontmatter } from "micromark-extension-frontmatter";
import { gfmTable } from "micromark-extension-gfm-table";

/** A heading outside every quote and list, as micromark sees it. */
export interface OracleHeading {
  /** 0-based line on which the heading begins. */
  readonly line: number;
  readonly level: number;
}

/** Every top-level ATX and setext heading of a Markdown text by micromark (CommonMark, front matter, GFM tables). */
export function micromarkHeadings(text: string): readonly OracleHeading[] {
  const chunks = preprocess()(text, undefined, true);
  const extensions = [frontmatter(["yaml", "toml"]), gfmTable()];
  const events = postprocess(parse({ extensions }).document().write(chunks));
  const headings: OracleHeading[] = [];
  let depth = 0;
  for (const [kind, token] of events) {
    const step = kind === "enter" ? 1 : -1;
    if (["blockQuote", "listOrdered", "listUnordered"].includes(token.type)) depth += step;
    if (kind !== "exit" || depth > 0) continue;
    if (token.type !== "atxHeading" && token.type !== "setextHeading") continue;
    headings.push({ line: token.start.line - 1, level: levelOf(text, token) });
  }
  return headings;
}

function levelOf(
  text: string,
  token: {
    readonly type: string;
    readonly start: { readonly offset: number };
    readonly end: { readonly offset: number };
  },
): number {
  const printed = text.slice(token.start.offset, token.end.offset);
  if (token.type === "atxHeading") return /^#+/.exec(printed)?.[0].length ?? 0;
  return printed.trimEnd().endsWith("=") ? 1 : 2;
}
