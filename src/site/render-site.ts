import type { ExportedVersion } from "../domain/reading/exported-version.ts";
import type { Pages, RegisteredDocument } from "../ports/reader.ts";
import { renderAddressPages } from "./address-pages.ts";
import { renderDays, renderPublication } from "./change-pages.ts";
import { changesByDay, publications } from "./changes.ts";
import { type DocumentIndex, indexDocument } from "./document-index.ts";
import { renderDocumentPage } from "./document-page.ts";
import { type FeedEntry, feedEntry, MOST_ENTRIES, renderFeed } from "./feed.ts";
import { type ListedDocument, renderFrontPage } from "./front-page.ts";
import { inertLine } from "./inert-text.ts";
import { renderSearchPage } from "./search-page.ts";
import { SearchParts } from "./search-parts.ts";
import type { SiteAssets, SiteFile } from "./site-file.ts";
import { renderUnitPage } from "./unit-page.ts";
import { renderVersionPage } from "./version-page.ts";
import { WholeText } from "./whole-text.ts";

export interface SiteSource {
  readonly documents: readonly RegisteredDocument[];
  /** Every version of a document; read twice, and the same both times. */
  versions(documentId: string): Pages<ExportedVersion>;
  /** The day that the site shows, and the time up to which it knows. */
  readonly on: string;
  readonly knownAt: string | null;
  /** Where the site will lie, with a slash at its end. */
  readonly siteUrl: string | null;
  readonly assets: SiteAssets;
}

/**
 * Every file of the site, one document after the other. Of a document its facts are held, and of texts those of one unit, of a page of the reader and of
 * one part of the search.
 */
export async function* renderSite(source: SiteSource): AsyncGenerator<SiteFile> {
  const listed: ListedDocument[] = [];
  let newest: readonly FeedEntry[] = [];
  let oldest: FeedEntry | null = null;
  for (const document of source.documents) {
    const index = await indexDocument(document, source.on, source.versions(document.documentId));
    const persons = new Map<string, readonly string[]>();
    const parts = new SearchParts(index.folder);
    yield* renderUnits(index, source.versions(document.documentId), { persons, parts });
    const changes = { days: changesByDay(index), publications: publications(index) };
    yield* renderAddressPages(index);
    yield* renderDocumentPage(index, changes);
    yield* renderDays(index, changes.days);
    for (const one of changes.publications) yield* renderPublication(index, one);
    const entries = changes.publications.slice(0, MOST_ENTRIES).map((one) => feedEntry(index, one, persons));
    const [first] = changes.publications.slice(-1).map((one) => feedEntry(index, one, persons));
    if (first !== undefined && (oldest === null || newestFirst(first, oldest) > 0)) oldest = first;
    yield renderDocumentFeed(index, entries, source.siteUrl);
    newest = [...newest, ...entries].sort(newestFirst).slice(0, MOST_ENTRIES);
    listed.push({
      ...{ folder: index.folder, prefix: document.prefix, parts: parts.count, inForce: index.inForce.length },
      title: document.title || document.documentId,
      recordedAt: changes.publications[0]?.recordedAt ?? null,
    });
  }
  yield renderFrontPage(listed, source);
  yield renderSearchPage(listed);
  yield renderFeed({
    path: "feed.atom",
    // What is recorded first stays the first.
    identity: oldest === null ? [] : [oldest.id],
    title: "Changes of all documents",
    about: "index.html",
    entries: newest,
    siteUrl: source.siteUrl,
  });
  yield* listAssets(source.assets);
}

/** The pages of units and versions. A unit is written once all its versions have come: they may stand far apart, where it was moved. */
async function* renderUnits(
  index: DocumentIndex,
  pages: Pages<ExportedVersion>,
  { persons, parts }: { readonly persons: Map<string, readonly string[]>; readonly parts: SearchParts },
): AsyncGenerator<SiteFile> {
  const begun = new Map<string, ExportedVersion[]>();
  const whole = new WholeText(index);
  for await (const page of pages)
    for (const row of page) {
      for (const approval of [row.provenance, ...row.moves.map(({ set }) => set)])
        if (approval !== null) persons.set(approval.runId, approval.persons);
      const unit = index.unitOf(row.unitId);
      if (unit === undefined)
        throw new Error(`unit ${row.unitId} was not there when the document was read first`);
      // The version in force of each unit comes in the order of the document, its other versions wherever they stood.
      if (unit.shown.standing === "inForce" && unit.versions[unit.shown.at]?.versionId === row.versionId) {
        yield* whole.add(unit, row);
        yield* parts.add({ title: row.title, address: row.address, text: row.text, path: unit.home });
      }
      const versions = [...(begun.get(row.unitId) ?? []), row];
      begun.set(row.unitId, versions);
      if (versions.length < unit.versions.length) continue;
      begun.delete(row.unitId);
      versions.sort((one, other) => one.version - other.version);
      yield renderUnitPage(index, unit, versions);
      for (const [at, version] of versions.entries())
        yield renderVersionPage(index, unit, { version, at, count: versions.length });
    }
  yield* parts.end();
  yield* whole.end();
}

function renderDocumentFeed(
  index: DocumentIndex,
  entries: readonly FeedEntry[],
  siteUrl: string | null,
): SiteFile {
  const { document, folder } = index;
  return renderFeed({
    path: `${folder}/feed.atom`,
    identity: [document.documentId],
    title: inertLine(document.title || document.documentId),
    about: `${folder}/index.html`,
    entries,
    siteUrl,
  });
}

function newestFirst(one: FeedEntry, other: FeedEntry): number {
  return one.updated + one.id > other.updated + other.id ? -1 : 1;
}

function* listAssets(assets: SiteAssets): Generator<SiteFile> {
  // Lets a host that builds pages of its own leave these as they are.
  yield { path: ".nojekyll", text: "" };
  yield { path: "site.css", text: assets.style };
  yield { path: "words.js", text: assets.words.replace(/^export /gm, "") };
  yield { path: "search.js", text: assets.search };
  yield { path: "minisearch.js", text: assets.searchLibrary };
  yield {
    path: "icon.svg",
    text: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#1f4f82"/><path d="M9 9h14M9 16h14M9 23h9" stroke="#fff" stroke-width="3" stroke-linecap="round"/></svg>\n',
  };
}
