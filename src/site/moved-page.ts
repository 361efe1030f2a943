import type { Effect } from "../domain/reading/timeline.ts";
import type { MovedChange } from "./changes.ts";
import { type DocumentIndex, versionPath } from "./document-index.ts";
import { inertLine, inertTitle } from "./inert-text.ts";
import { renderPage } from "./page.ts";
import { timeTag } from "./render-facts.ts";
import type { SiteFile } from "./site-file.ts";
import { linkTo } from "./site-path.ts";
import { above } from "./unit-page.ts";
import { nameOfKind, showDays, tagDays, tellMove } from "./words-of-change.ts";

interface MovedDay {
  readonly path: string;
  readonly title: string;
  readonly moved: readonly MovedChange[];
  /** The page of another day at the same address, where there is one. */
  pageOf(day: Effect): string | null;
}

/** What stands at an address with a day from which nothing is in force any more: to which day it was moved, and when that was recorded. */
export function renderMovedPage(index: DocumentIndex, { path, title, moved, pageOf }: MovedDay): SiteFile {
  const to = (target: string) => linkTo(path, target);
  const items = moved.flatMap(({ unit, at, move }) => {
    const version = unit.versions[at];
    if (version === undefined) return [];
    const moves = version.moves
      .slice(version.moves.findLastIndex(({ was }) => was === move.was))
      .map((one) => {
        const page = pageOf(one.effect);
        const name = one.effect === "open" ? "What waits for its day" : `What is in force from ${one.effect}`;
        const link = page === null ? "" : `: <a href="${to(page)}">${name}</a>`;
        return `<li>${tagDays(tellMove([one]))}, recorded ${timeTag(one.recordedAt)}${link}</li>`;
      });
    const name = `<a href="${to(versionPath(version))}">${inertTitle(version)}</a>, version ${version.version}, ${inertLine(nameOfKind(version.change))}`;
    return [`<li>${name}:\n<ul>${moves.join("")}</ul>\n${showDays(unit, at)}.</li>`];
  });
  const body = [
    `<h1>${title}</h1>`,
    '<p class="standing">This day was moved: what was to be in force from it has another day.</p>',
    `<ul>${items.join("\n")}</ul>`,
  ].join("\n");
  return renderPage({ path, title, body, above: above(index), feed: `${index.folder}/feed.atom` });
}
