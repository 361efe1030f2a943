import type { ExportedVersion } from "../domain/reading/exported-version.ts";
import { type DocumentIndex, type PlacedUnit, versionPath } from "./document-index.ts";
import { inertAddress, inertLine, inertTitle } from "./inert-text.ts";
import { renderPage } from "./page.ts";
import { renderFacts } from "./render-facts.ts";
import { renderText } from "./render-text.ts";
import type { SiteFile } from "./site-file.ts";
import { linkTo } from "./site-path.ts";
import { above } from "./unit-page.ts";
import { nameOfKind, showDays } from "./words-of-change.ts";

/** The page of one version, whose address never changes: its text, from when until when it counts, and what it rests on. */
export function renderVersionPage(
  index: DocumentIndex,
  unit: PlacedUnit,
  { version, at, count }: { readonly version: ExportedVersion; readonly at: number; readonly count: number },
): SiteFile {
  const path = versionPath(version);
  const to = (target: string) => linkTo(path, target);
  const name = inertLine(version.title) || inertLine(version.address);
  const body = [
    `<article>\n<h1>${inertTitle(version)}</h1>`,
    `<p class="under">${inertAddress(version.address)} · version ${version.version}, ${inertLine(nameOfKind(version.change))}</p>`,
    `<p class="standing">${showDays(unit, at)}.</p>`,
    `<p><a href="${to(unit.home)}">The unit with all its versions</a></p>`,
    version.change === "repeal" ? '<p class="none">A repeal has no text.</p>' : renderText(version.text),
    `<section aria-labelledby="facts"><h2 id="facts">What this text rests on</h2>\n${renderFacts(version, count)}</section>`,
    "</article>",
  ].join("\n");
  return renderPage({
    path,
    title: `${name}, version ${version.version} · ${inertLine(index.document.title)}`,
    body,
    above: above(index),
  });
}
