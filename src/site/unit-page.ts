import type { ExportedVersion } from "../domain/reading/exported-version.ts";
import { isCorrected, standingOn } from "../domain/reading/timeline.ts";
import { type DocumentIndex, datedPath, type PlacedUnit, versionPath } from "./document-index.ts";
import { inertAddress, inertLine, inertTitle } from "./inert-text.ts";
import { renderPage } from "./page.ts";
import { renderFacts, timeTag } from "./render-facts.ts";
import { renderLineage } from "./render-lineage.ts";
import { renderText } from "./render-text.ts";
import { renderWords } from "./render-words.ts";
import type { SiteFile } from "./site-file.ts";
import { linkTo } from "./site-path.ts";
import { tellOthers } from "./tell-others.ts";
import { daysOf } from "./unit-facts.ts";
import { nameOfKind, showDays } from "./words-of-change.ts";

/** The page of a unit: the text that counts on the day, what it rests on, where it came from, and each version against the one before it. */
export function renderUnitPage(
  index: DocumentIndex,
  unit: PlacedUnit,
  versions: readonly ExportedVersion[],
): SiteFile {
  const { home: path, shown } = unit;
  const version = versions[shown.at];
  if (version === undefined) throw new RangeError(`no version at ${shown.at}`);
  const to = (target: string) => linkTo(path, target);
  const body = [
    `<article>\n<h1>${inertTitle(version)}</h1>`,
    `<p class="under">${inertAddress(version.address)}</p>`,
    ...renderStanding(unit, versions, { day: index.on, to }),
    ...tellOthers(index, unit, to),
    renderText(version.text),
    `<p class="permanent"><a href="${to(versionPath(version))}">Permanent address of this version</a></p>`,
    `<section aria-labelledby="facts"><h2 id="facts">What this text rests on</h2>\n${renderFacts(version, versions.length)}</section>`,
    renderLineage(index, unit, versions.at(-1)?.lineage ?? [], to),
    renderHistory(unit, versions, to),
    "</article>",
    renderNeighbours(index, unit, to),
  ].join("\n");
  const title = `${inertLine(version.title) || inertLine(version.address)} · ${inertLine(index.document.title)}`;
  return renderPage({ path, title, body, above: above(index), feed: `${index.folder}/feed.atom` });
}

/** The pages that stand above every page of a document but its own. */
export function above({ folder, document }: Pick<DocumentIndex, "folder" | "document">) {
  return [
    {
      path: `${folder}/index.html`,
      name: `<bdi>${inertLine(document.title) || inertLine(document.documentId)}</bdi>`,
    },
  ];
}

function renderStanding(
  unit: PlacedUnit,
  versions: readonly ExportedVersion[],
  { day, to }: { readonly day: string; readonly to: (path: string) => string },
): readonly string[] {
  const { at, standing } = unit.shown;
  const repeal = standing === "repealed" ? standingOn(unit.versions, day) : null;
  const later = versions.flatMap((version, index) => {
    if (index <= at || index === repeal || isCorrected(unit.versions, index)) return [];
    return [
      `<li><a href="${to(versionPath(version))}">Version ${version.version}</a> (${inertLine(nameOfKind(version.change))}): ${showDays(unit, index)}</li>`,
    ];
  });
  const before = repeal === null ? WORDS[standing] : `${showDays(unit, repeal)}. This is its last text: `;
  return [
    `<p class="standing ${standing}">${before}${showDays(unit, at)}.</p>`,
    ...(later.length === 0
      ? []
      : [`<div class="note"><p>What follows it:</p><ul>${later.join("")}</ul></div>`]),
  ];
}

/** What is said before the days of the version that is shown. */
const WORDS: Readonly<Record<PlacedUnit["shown"]["standing"], string>> = {
  inForce: "",
  repealed: "",
  future: "Not in force yet. ",
  open: "Not in force yet. ",
  never: "Not in force. ",
};

/** Every version, the newest first, with what it changed. */
function renderHistory(
  unit: PlacedUnit,
  versions: readonly ExportedVersion[],
  to: (path: string) => string,
): string {
  const newest = versions.findLastIndex(({ change }) => change !== "repeal");
  const items = versions.map((version, at) => {
    const before = versions.findLast((_, index) => index < at);
    const isText = version.change !== "repeal";
    const date = daysOf(unit.versions, at)?.from;
    const moved =
      before === undefined || before.address === version.address
        ? ""
        : `<p>Its number was ${inertAddress(before.address)} before, and is ${inertAddress(version.address)} in this version.</p>`;
    const retitled =
      before === undefined || before.title === version.title || !isText
        ? ""
        : `<p>Its title was “<bdi>${inertLine(before.title)}</bdi>” before.</p>`;
    const words =
      before === undefined || !isText
        ? ""
        : `<details${at === newest ? " open" : ""}><summary>What it changed, word by word</summary>${renderWords(before.text, version.text)}</details>`;
    return [
      `<li id="v${version.version}"><h3><a href="${to(versionPath(version))}">Version ${version.version}</a> · ${inertLine(nameOfKind(version.change))}</h3>`,
      `<p>${showDays(unit, at)}.${date == null ? "" : ` <a href="${to(datedPath(version.address, date))}">Dated address</a>`}</p>`,
      `<p class="faint">Recorded ${timeTag(version.recordedAt)}${version.citation === null ? "" : `, by <bdi>${inertLine(version.citation)}</bdi>`}${renderPersons(version)}</p>`,
      `${moved}${retitled}${words}</li>`,
    ].join("\n");
  });
  return `<section aria-labelledby="history"><h2 id="history">History</h2>\n<ol class="history" reversed>${items.reverse().join("\n")}</ol></section>`;
}

function renderPersons({ provenance }: ExportedVersion): string {
  if (provenance === null || provenance.persons.length === 0) return "";
  return `, approved by ${provenance.persons.map((person) => `<bdi>${inertLine(person)}</bdi>`).join(", ")}`;
}

/** The units before and behind it among those in force. */
function renderNeighbours(index: DocumentIndex, unit: PlacedUnit, to: (path: string) => string): string {
  if (unit.place === null) return "";
  const [before, behind] = [index.inForce[unit.place - 1], index.inForce[unit.place + 1]];
  const link = (other: PlacedUnit | undefined, rel: string, word: string) => {
    const version = other?.versions[other.shown.at];
    return other === undefined || version === undefined
      ? ""
      : `<a rel="${rel}" href="${to(other.home)}"><span>${word}</span> ${inertTitle(version)}</a>`;
  };
  return `<nav class="neighbours" aria-label="Units beside this one">${link(before, "prev", "Before")}${link(behind, "next", "Next")}</nav>`;
}
