import type { Effect } from "../domain/reading/timeline.ts";
import { dayPath } from "./change-pages.ts";
import type { Change } from "./changes.ts";
import { type DocumentIndex, datedPath, versionPath } from "./document-index.ts";
import { inertAddress, inertLine, inertTitle } from "./inert-text.ts";
import { renderPage } from "./page.ts";
import { timeTag } from "./render-facts.ts";
import { renderUnitLink } from "./render-lineage.ts";
import type { SiteFile } from "./site-file.ts";
import { linkTo } from "./site-path.ts";
import { overtakerOf } from "./unit-facts.ts";
import { above } from "./unit-page.ts";
import { nameOfKind, showDays, tagDays, tellMove } from "./words-of-change.ts";

interface SaidDayPage {
  readonly path: string;
  readonly title: string;
  /** The texts of which the day was said, none of which is in force at the address from then. */
  readonly said: readonly Change[];
}

type To = (path: string) => string;

/** What stands at an address with a day that was said of a text and from which none is in force: to which day it was moved, or what overtook it. */
export function renderSaidDay(index: DocumentIndex, { path, title, said }: SaidDayPage): SiteFile {
  const to = (target: string) => linkTo(path, target);
  const items = said.flatMap((one) => {
    const { unit, at, move } = one;
    const version = unit.versions[at];
    if (version === undefined) return [];
    const name = `<a href="${to(versionPath(version))}">${inertTitle(version)}</a>, version ${version.version}, ${inertLine(nameOfKind(version.change))}`;
    const moves = move === undefined ? "" : `\n<ul>${renderMoves(index, one, to)}</ul>\n`;
    return [
      `<li>${name}: ${moves}${showDays(unit, at)}.${renderOvertaker(one, to)} The unit today: ${renderUnitLink(unit, to)}.</li>`,
    ];
  });
  const isMoved = said.every(({ move }) => move !== undefined);
  const body = [
    `<h1>${title}</h1>`,
    `<p class="standing never">${isMoved ? "This day was moved: what was to be in force from it has another day." : "Nothing comes into force here on this day any more. What was to, and what became of it:"}</p>`,
    `<ul>${items.join("\n")}</ul>`,
  ].join("\n");
  return renderPage({ path, title, body, above: above(index), feed: `${index.folder}/feed.atom` });
}

/** Each move from the day on, with the page of the day that it set. */
function renderMoves(index: DocumentIndex, { unit, at, move }: Change, to: To): string {
  const version = unit.versions[at];
  if (version === undefined) return "";
  const linkOf = (day: Effect) => {
    if (day === "beginning") return "";
    return day === "open"
      ? `: <a href="${to(dayPath(index, day))}">What waits for its day</a>`
      : `: <a href="${to(datedPath(version.address, day))}">${inertLine(version.address)} from ${day}</a>`;
  };
  return version.moves
    .slice(version.moves.findLastIndex(({ was }) => was === move?.was))
    .map(
      (one) =>
        `<li>${tagDays(tellMove([one]))}, recorded ${timeTag(one.recordedAt)}${linkOf(one.effect)}</li>`,
    )
    .join("");
}

function renderOvertaker({ unit, at }: Change, to: To): string {
  const by = overtakerOf(unit.versions, at);
  const version = unit.versions[by ?? -1];
  if (by === null || version === undefined) return "";
  return ` <a href="${to(versionPath(version))}">Version ${version.version}</a> (${inertLine(nameOfKind(version.change))}) ${inertAddress(version.address)}: ${showDays(unit, by)}.`;
}
