import { groupBy } from "../collections/group-by.ts";
import { type Change, saidDays } from "./changes.ts";
import {
  addressesOf,
  type DocumentIndex,
  datedPath,
  type PlacedUnit,
  versionPath,
} from "./document-index.ts";
import { inertAddress, inertLine } from "./inert-text.ts";
import { renderPage } from "./page.ts";
import { renderUnitLink } from "./render-lineage.ts";
import { renderSaidDay } from "./said-day-page.ts";
import type { SiteFile } from "./site-file.ts";
import { folderOf, linkTo } from "./site-path.ts";
import { hadPrinted, tellTime } from "./tell-others.ts";
import { daysOf, isText, type VersionFacts } from "./unit-facts.ts";
import { above } from "./unit-page.ts";

/**
 * The pages of addresses that are no unit's page: an old number leads to the unit that goes on under another one, or says which units had it; and
 * an address with a day that was ever said of a text there leads to the version that is in force from that day, or says why there is none.
 */
export function* renderAddressPages(index: DocumentIndex): Generator<SiteFile> {
  for (const [address, units] of unitsByAddress(index)) {
    const home = `${folderOf(address)}/index.html`;
    if (!units.some((unit) => unit.home === home))
      yield renderOldNumber(index, { address, path: home, units });
    for (const [day, said] of saidAt(address, units)) {
      const [path, title] = [datedPath(address, day), `${inertLine(address)} from ${day}`];
      const target = versionFrom(said);
      if (target === null) yield renderSaidDay(index, { path, title, said });
      else
        yield renderLead(index, {
          ...{ path, title, target: versionPath(target) },
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

/** By each day that was ever said of a text at an address, the texts of which it was. */
function saidAt(address: string, units: readonly PlacedUnit[]): ReadonlyMap<string, readonly Change[]> {
  const said = units.flatMap((unit) =>
    unit.versions.flatMap(({ address: printed }, at) =>
      printed === address && isText(unit.versions, at) ? saidDays(unit, at) : [],
    ),
  );
  return groupBy(
    said.filter(({ day }) => day !== "open"),
    ({ day }) => day,
  );
}

/** The text that is in force from a day that was said of it. Where there are two, one gives up the address on that day. */
function versionFrom(said: readonly Change[]): VersionFacts | null {
  const one = said.findLast(({ unit, at, move }) => move === undefined && daysOf(unit.versions, at) !== null);
  return one?.unit.versions[one.at] ?? null;
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
