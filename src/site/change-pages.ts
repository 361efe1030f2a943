import { countOf } from "../domain/text-forms.ts";
import type { Change, Publication } from "./changes.ts";
import { type DocumentIndex, versionPath } from "./document-index.ts";
import { inertAddress, inertLine, inertTitle } from "./inert-text.ts";
import { type PagedList, renderPagedList } from "./paged-list.ts";
import { timeTag } from "./render-facts.ts";
import type { SiteFile } from "./site-file.ts";
import { digestOf } from "./site-path.ts";
import { above } from "./unit-page.ts";
import { countOfKind, nameOfKind, showDays } from "./words-of-change.ts";

export function dayPath({ folder }: DocumentIndex, day: string): string {
  return `${folder}/changes-${day}.html`;
}

export function openPath({ folder }: DocumentIndex): string {
  return `${folder}/changes-open.html`;
}

export function publicationPath({ folder }: DocumentIndex, { key, recordedAt }: Publication): string {
  return `${folder}/recorded-${recordedAt.slice(0, 10)}-${digestOf(key)}.html`;
}

/** What changes on a day. */
export function renderDay(index: DocumentIndex, day: string, changes: readonly Change[]): Iterable<SiteFile> {
  return renderChanges(index, {
    path: dayPath(index, day),
    heading: `What changes on ${day}`,
    under: `${countOf(changes.length, "unit")}: ${countKinds(changes)}`,
    changes,
  });
}

/** What is enacted without a day. */
export function renderOpen(index: DocumentIndex, changes: readonly Change[]): Iterable<SiteFile> {
  return renderChanges(index, {
    path: openPath(index),
    heading: "What waits for its day",
    under: `${countOf(changes.length, "version")} enacted, in force on a day that is not set yet`,
    changes,
  });
}

/** What was recorded together. */
export function renderPublication(index: DocumentIndex, publication: Publication): Iterable<SiteFile> {
  const { changes, recordedAt } = publication;
  return renderChanges(index, {
    path: publicationPath(index, publication),
    heading: `What was recorded ${timeTag(recordedAt)}`,
    title: `Recorded ${recordedAt}`,
    under: countKinds(changes),
    changes,
  });
}

interface ListOfChanges {
  readonly path: string;
  readonly heading: string;
  /** What the window is called, where that is not the heading. */
  readonly title?: string;
  readonly under: string;
  readonly changes: readonly Change[];
}

function renderChanges(
  index: DocumentIndex,
  { path, heading, title = heading, under, changes }: ListOfChanges,
): Iterable<SiteFile> {
  const list: PagedList<Change> = {
    path,
    title: `${title} · ${inertLine(index.document.title)}`,
    above: above(index),
    feed: `${index.folder}/feed.atom`,
    items: changes,
    head: () => `<h1>${heading}</h1>\n<p class="under">${inertLine(under)}</p>`,
    line: renderChange,
  };
  return renderPagedList(list);
}

function renderChange({ unit, at }: Change, to: (path: string) => string): string {
  const version = unit.versions[at];
  if (version === undefined) throw new RangeError(`no version at ${at}`);
  return `<a href="${to(versionPath(version))}">${inertTitle(version)}</a> ${inertAddress(version.address)} <span class="faint">${inertLine(nameOfKind(version.change))} · ${showDays(unit, at)}</span>`;
}

/** `3 amendments, 1 repeal` in the order in which kinds first stand. */
export function countKinds(changes: readonly Change[]): string {
  const counts = new Map<string, number>();
  for (const { unit, at } of changes) {
    const kind = unit.versions[at]?.change ?? "";
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => countOfKind(kind, count)).join(", ");
}
