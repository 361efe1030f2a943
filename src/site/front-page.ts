import { countOf } from "../domain/text-forms.ts";
import { inertAddress, inertLine } from "./inert-text.ts";
import { renderPage } from "./page.ts";
import { timeTag } from "./render-facts.ts";
import type { SiteFile } from "./site-file.ts";

export interface ListedDocument {
  readonly folder: string;
  readonly title: string;
  readonly prefix: string;
  readonly inForce: number;
  /** When something of it was recorded for the last time; null where nothing was. */
  readonly recordedAt: string | null;
  /** Parts of its index for search. */
  readonly parts: number;
}

/** The first page, the only one that names the day that the site shows: all others stay as they are from one day to the next. */
export function renderFrontPage(
  documents: readonly ListedDocument[],
  { on, knownAt }: { readonly on: string; readonly knownAt: string | null },
): SiteFile {
  const items = documents.map(
    ({ folder, title, prefix, inForce, recordedAt }) =>
      `<li><a href="${folder}/index.html"><bdi>${inertLine(title)}</bdi></a> ${inertAddress(prefix)} <span class="faint">${countOf(inForce, "unit")} in force${recordedAt === null ? "" : ` · last recorded ${timeTag(recordedAt)}`}</span></li>`,
  );
  const known = knownAt === null ? "" : `, as known at ${inertLine(knownAt)}`;
  const body = [
    "<h1>Documents</h1>",
    `<p class="under">As in force on <time datetime="${on}">${on}</time>${known}. Every text is one that a named person has approved with a key; each page says who, when and under which.</p>`,
    documents.length === 0
      ? "<p>No document is registered.</p>"
      : `<ul class="list">\n${items.join("\n")}\n</ul>`,
    '<p><a href="feed.atom">Feed of changes (Atom)</a></p>',
  ].join("\n");
  return renderPage({ path: "index.html", title: "Documents", body, feed: "feed.atom" });
}
