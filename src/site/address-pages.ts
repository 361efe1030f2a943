import { groupBy } from "../collections/group-by.ts";
import type { Effect } from "../domain/reading/timeline.ts";
import { dayPath } from "./change-pages.ts";
import type { ChangesByDay, MovedChange } from "./changes.ts";
import { addressesOf, type DocumentIndex, type PlacedUnit, versionPath } from "./document-index.ts";
import { inertAddress, inertLine } from "./inert-text.ts";
import { renderMovedPage } from "./moved-page.ts";
import { renderPage } from "./page.ts";
import { renderUnitLink } from "./render-lineage.ts";
import type { SiteFile } from "./site-file.ts";
import { folderOf, linkTo } from "./site-path.ts";
import { hadPrinted, tellTime } from "./tell-others.ts";
import { daysOf, isText, movesAway } from "./unit-facts.ts";
import { above } from "./unit-page.ts";

/**
 * The pages of addresses that are no unit's page: an old number leads to the unit that goes on under another one, or says which units had it; and
 * an address with a day leads to the version that is in force there from that day, or says to which one the day was moved.
 */
export function* renderAddressPages(index: DocumentIndex, changes: ChangesByDay): Generator<SiteFile> {
  for (const [address, units] of unitsByAddress(index)) {
    const folder = folderOf(address);
    const path = `${folder}/index.html`;
    if (!units.some(({ home }) => home === path)) yield renderOldNumber(index, { address, path, units });
    const [days, moved] = [daysAt(address, units), movedAt(address, units)];
    const pageOf = (day: Effect) => {
      if (day === "open") return changes.has(day) ? dayPath(index, day) : null;
      return days.has(day) || moved.has(day) ? `${folder}/${day}.html` : null;
    };
    for (const [day, some] of moved)
      if (!days.has(day))
        yield renderMovedPage(index, {
          ...{ path: `${folder}/${day}.html`, title: `${inertLine(address)} from ${day}` },
          ...{ moved: some, pageOf },
        });
    for (const [day, { unit, at }] of days) {
      const version = unit.versions[at];
      if (version !== undefined)
        yield renderLead(index, {
          path: `${folder}/${day}.html`,
          title: `${inertLine(address)} from ${day}`,
          target: versionPath(version),
          words: `What is in force as ${inertAddress(address)} from ${day}`,
        });
    }
  }
}

/** Each address that is or was printed, with the units that have or had it. */
function* unitsByAddress(
  index: DocumentIndex,
): Generator<readonly [address: string, units: readonly PlacedUnit[]]> {
  for (const unit of index.units)
    for (const address of addressesOf(unit)) {
      const units = index.unitsAt(address).filter((one) => hadPrinted(one, address));
      if (units[0] === unit) yield [address, units];
    }
}

/** The version that comes into force at an address on a day. Where there are two, one gives up the address on that day. */
function daysAt(
  address: string,
  units: readonly PlacedUnit[],
): ReadonlyMap<string, { readonly unit: PlacedUnit; readonly at: number }> {
  const days = new Map<string, { readonly unit: PlacedUnit; readonly at: number }>();
  for (const unit of units)
    for (const [at, version] of unit.versions.entries()) {
      const day = version.address === address ? daysOf(unit.versions, at)?.from : null;
      if (day != null) days.set(day, { unit, at });
    }
  return days;
}

/** The texts that were to come into force at an address on a day, until they got another one. */
function movedAt(address: string, units: readonly PlacedUnit[]): ReadonlyMap<string, readonly MovedChange[]> {
  const moved = units.flatMap((unit) =>
    unit.versions.flatMap((version, at) =>
      version.address === address && isText(unit.versions, at)
        ? movesAway(version).map((move) => ({ unit, at, move }))
        : [],
    ),
  );
  return groupBy(
    moved.filter(({ move }) => move.was !== "open"),
    ({ move }) => move.was,
  );
}

function renderOldNumber(
  index: DocumentIndex,
  {
    address,
    path,
    units,
  }: { readonly address: string; readonly path: string; readonly units: readonly PlacedUnit[] },
): SiteFile {
  const [only, ...others] = units;
  if (only !== undefined && others.length === 0)
    return renderLead(index, {
      path,
      title: inertLine(address),
      target: only.home,
      words: `${inertAddress(address)} is an earlier number of the unit that is now ${inertAddress(only.address)}`,
    });
  const to = (target: string) => linkTo(path, target);
  const items = units.map((unit) => `<li>${renderUnitLink(unit, to)}${tellTime(unit, address)}</li>`);
  const body = `<h1>${inertAddress(address)}</h1>\n<p>Several units have had this number:</p>\n<ul>${items.join("\n")}</ul>`;
  return renderPage({ path, title: inertLine(address), body, above: above(index) });
}

function renderLead(
  index: DocumentIndex,
  {
    path,
    title,
    target,
    words,
  }: { readonly path: string; readonly title: string; readonly target: string; readonly words: string },
): SiteFile {
  const body = `<h1>${title}</h1>\n<p>${words}: <a href="${linkTo(path, target)}">go there</a>.</p>`;
  return renderPage({ path, title, body, above: above(index), leadsTo: target });
}
