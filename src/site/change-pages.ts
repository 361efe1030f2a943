import { groupBy } from "../collections/group-by.ts";
import type { Effect } from "../domain/reading/timeline.ts";
import { countOf } from "../domain/text-forms.ts";
import type { Change, ChangesByDay, ChangesOfDay, Publication } from "./changes.ts";
import { type DocumentIndex, versionPath } from "./document-index.ts";
import { inertAddress, inertLine, inertTitle } from "./inert-text.ts";
import { type PagedList, renderPagedList } from "./paged-list.ts";
import { timeTag } from "./render-facts.ts";
import type { SiteFile } from "./site-file.ts";
import { digestOf } from "./site-path.ts";
import { above } from "./unit-page.ts";
import { countOfKind, nameOfKind, showDays, tagDays, tellMove } from "./words-of-change.ts";

/** Also of `open`, as of a day. */
export function dayPath({ folder }: DocumentIndex, day: Effect): string {
  return `${folder}/changes-${day}.html`;
}

export function publicationPath({ folder }: DocumentIndex, { key, recordedAt }: Publication): string {
  return `${folder}/recorded-${recordedAt.slice(0, 10)}-${digestOf(key)}.html`;
}

/** What changes on each day, or waits for one; and what had the day once, with what became of it. */
export function* renderDays(index: DocumentIndex, days: ChangesByDay): Generator<SiteFile> {
  for (const [day, { changes, gone }] of days)
    yield* renderChanges(index, {
      path: dayPath(index, day),
      heading: headingOf(day, changes.length),
      under: underOf(day, { changes, gone }),
      note: (to) => renderMoves(index, days, { day, gone, to }),
      changes: [...changes, ...gone],
    });
}

function headingOf(day: Effect, count: number): string {
  if (day === "open") return count === 0 ? "Nothing waits for its day" : "What waits for its day";
  return count === 0 ? `Nothing changes on ${day} any more` : `What changes on ${day}`;
}

function underOf(day: Effect, { changes, gone }: ChangesOfDay): string {
  if (changes.length === 0)
    return gone.every(({ move }) => move !== undefined)
      ? "All that stood here has another day now"
      : "Nothing of what stood here counts from this day: it was overtaken, was corrected or has another day now";
  return day === "open"
    ? `${countOf(changes.length, "version")} enacted, in force on a day that is not set yet`
    : `${countOf(changes.length, "unit")}: ${countKinds(changes)}`;
}

function renderMoves(
  index: DocumentIndex,
  days: ChangesByDay,
  {
    day,
    gone,
    to,
  }: {
    readonly day: Effect;
    readonly gone: ChangesOfDay["gone"];
    readonly to: (path: string) => string;
  },
): string {
  const moved = gone.filter(({ move }) => move !== undefined);
  if (moved.length === 0) return "";
  const items = [...groupBy(moved, ({ move }) => move?.publication ?? "").values()].flatMap((changes) => {
    const move = changes[0]?.move;
    if (move === undefined) return [];
    const { effect, recordedAt } = move;
    const then = days.get(effect);
    const link =
      then === undefined
        ? ""
        : `: <a href="${to(dayPath(index, effect))}">${headingOf(effect, then.changes.length)}</a>`;
    return [`<li>${tagDays(inertLine(tellChanges(changes)))}, recorded ${timeTag(recordedAt)}${link}</li>`];
  });
  return `\n<div class="note"><p>${day === "open" ? "What got its day:" : "What was moved to another day:"}</p><ul>${items.join("")}</ul></div>`;
}

/** What was recorded together. */
export function renderPublication(index: DocumentIndex, publication: Publication): Iterable<SiteFile> {
  const { changes, recordedAt } = publication;
  return renderChanges(index, {
    path: publicationPath(index, publication),
    heading: `What was recorded ${timeTag(recordedAt)}`,
    title: `Recorded ${recordedAt}`,
    under: tellChanges(changes),
    changes,
  });
}

interface ListOfChanges {
  readonly path: string;
  readonly heading: string;
  /** What the window is called, where that is not the heading. */
  readonly title?: string;
  readonly under: string;
  /** What has to be known before the list is read. */
  readonly note?: (to: (path: string) => string) => string;
  readonly changes: readonly Change[];
}

function renderChanges(
  index: DocumentIndex,
  { path, heading, title = heading, under, note = () => "", changes }: ListOfChanges,
): Iterable<SiteFile> {
  const list: PagedList<Change> = {
    path,
    title: `${title} · ${inertLine(index.document.title)}`,
    above: above(index),
    feed: `${index.folder}/feed.atom`,
    items: changes,
    head: ({ to }) => `<h1>${heading}</h1>\n<p class="under">${tagDays(inertLine(under))}</p>${note(to)}`,
    line: renderChange,
  };
  return renderPagedList(list);
}

function renderChange({ unit, at, move }: Change, to: (path: string) => string): string {
  const version = unit.versions[at];
  if (version === undefined) throw new RangeError(`no version at ${at}`);
  const told = move === undefined ? "" : `, ${tagDays(tellMove([move]))}`;
  return `<a href="${to(versionPath(version))}">${inertTitle(version)}</a> ${inertAddress(version.address)} <span class="faint">${inertLine(nameOfKind(version.change))}${told} · ${showDays(unit, at)}</span>`;
}

/** What was recorded together: `3 amendments`, or `3 amendments moved from 2026-09-01 to 2027-03-01`. */
export function tellChanges(changes: readonly Change[]): string {
  const moves = changes.flatMap(({ move }) => move ?? []);
  return moves.length === 0 ? countKinds(changes) : `${countKinds(changes)} ${tellMove(moves)}`;
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
