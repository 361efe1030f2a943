import type { ListedDocument } from "./front-page.ts";
import { inertLine } from "./inert-text.ts";
import { renderPage } from "./page.ts";
import type { SiteFile } from "./site-file.ts";

/** The page that searches: it reads the parts of the documents that are asked for, one after the other, and sends nothing anywhere. */
export function renderSearchPage(documents: readonly ListedDocument[]): SiteFile {
  const options = documents.map(
    ({ folder, title, parts }) =>
      `<option value="${folder}" data-parts="${parts}">${inertLine(title)}</option>`,
  );
  const body = [
    "<h1>Search</h1>",
    "<noscript><p>Searching needs JavaScript, which runs in this page alone and sends nothing anywhere. All documents and units are listed without it.</p></noscript>",
    '<form id="search" role="search">',
    '<p class="field"><label for="words">Words</label> <input id="words" type="search" autocomplete="off" spellcheck="false" dir="auto"></p>',
    `<p class="field"><label for="document">In</label> <select id="document"><option value="">All documents</option>${options.join("")}</select></p>`,
    '<p class="field"><button type="submit">Search</button></p>',
    "</form>",
    '<p class="faint">Finds units in force that have all the words, or words that begin so, in title, number or text. Accents and capitals make no difference.</p>',
    '<p id="told" role="status" aria-live="polite"></p>\n<ol id="found" class="list found"></ol>',
  ].join("\n");
  return renderPage({
    path: "search.html",
    title: "Search",
    body,
    scripts: ["minisearch.js", "words.js", "search.js"],
  });
}
