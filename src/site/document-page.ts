import { countOf } from "../domain/text-forms.ts";
import { countKinds, dayPath, publicationPath, tellChanges } from "./change-pages.ts";
import type { ChangesByDay, Publication } from "./changes.ts";
import type { DocumentIndex, PlacedUnit } from "./document-index.ts";
import { inertAddress, inertLine, inertTitle } from "./inert-text.ts";
import { type PagedList, renderPagedList } from "./paged-list.ts";
import { timeTag } from "./render-facts.ts";
import type { SiteFile } from "./site-file.ts";
import { textPath } from "./whole-text.ts";

/** Days and records that stand on the page itself; the others are behind a line that opens. */
const AT_ONCE = 12;

export interface DocumentChanges {
  readonly days: ChangesByDay;
  readonly publications: readonly Publication[];
}

/** The page of a document: when something changes in it, what was recorded when, and its units in force in their order. */
export function renderDocumentPage(index: DocumentIndex, changes: DocumentChanges): Iterable<SiteFile> {
  const { document, folder, inForce } = index;
  const gone = index.units.filter(({ shown }) => shown.standing !== "inForce");
  const list: PagedList<PlacedUnit> = {
    path: `${folder}/index.html`,
    title: inertLine(document.title) || inertLine(document.documentId),
    above: [
      {
        path: `${folder}/index.html`,
        name: `<bdi>${inertLine(document.title) || inertLine(document.documentId)}</bdi>`,
      },
    ],
    feed: `${folder}/feed.atom`,
    items: [...inForce, ...gone],
    head: ({ isFirst, to }) =>
      [
        `<h1><bdi>${inertLine(document.title) || inertLine(document.documentId)}</bdi></h1>`,
        `<p class="under">${inertAddress(document.prefix)} · ${countOf(inForce.length, "unit")} in force${gone.length === 0 ? "" : `, ${countOf(gone.length, "other")}`}</p>`,
        ...(isFirst ? [renderTimes(index, changes, to)] : []),
        ...(isFirst && inForce.length > 0
          ? [`<h2>Contents</h2>\n<p><a href="${to(textPath(index, 0))}">The whole text</a></p>`]
          : ["<h2>Contents</h2>"]),
      ].join("\n"),
    line: (unit, to) => renderEntry(unit, to),
  };
  return renderPagedList(list);
}

function renderEntry(unit: PlacedUnit, to: (path: string) => string): string {
  const version = unit.versions[unit.shown.at];
  if (version === undefined) throw new RangeError(`no version at ${unit.shown.at}`);
  const { standing } = unit.shown;
  const note = standing === "inForce" ? "" : ` <span class="standing ${standing}">${MARKS[standing]}</span>`;
  return `<a href="${to(unit.home)}">${inertTitle(version)}</a> ${inertAddress(version.address)}${note}`;
}

const MARKS = {
  inForce: "",
  future: "not in force yet",
  open: "its day is not set yet",
  repealed: "repealed",
  never: "not in force",
} as const;

function renderTimes(
  index: DocumentIndex,
  { days, publications }: DocumentChanges,
  to: (path: string) => string,
): string {
  const dayItems = [...days]
    .filter(([, { changes }]) => changes.length > 0)
    .reverse()
    .map(
      ([day, { changes }]) =>
        `<li><a href="${to(dayPath(index, day))}">${day === "open" ? "A day that is not set yet" : day}</a> <span class="faint">${inertLine(countKinds(changes))}</span></li>`,
    );
  const records = publications.map(
    (one) =>
      `<li><a href="${to(publicationPath(index, one))}">${timeTag(one.recordedAt)}</a> <span class="faint">${inertLine(tellChanges(one.changes))}</span></li>`,
  );
  return [
    `<section class="times" aria-labelledby="days"><h2 id="days">Days on which something changes</h2>${renderFolded(dayItems)}</section>`,
    `<section class="times" aria-labelledby="records"><h2 id="records">What was recorded</h2>${renderFolded(records)}<p><a href="${to(`${index.folder}/feed.atom`)}">Feed of changes (Atom)</a></p></section>`,
  ].join("\n");
}

function renderFolded(items: readonly string[]): string {
  if (items.length === 0) return "<p>None: everything is in force from the beginning.</p>";
  const rest = items.slice(AT_ONCE);
  return `<ul>${items.slice(0, AT_ONCE).join("")}</ul>${rest.length === 0 ? "" : `<details><summary>${countOf(rest.length, "earlier one")}</summary><ul>${rest.join("")}</ul></details>`}`;
}
