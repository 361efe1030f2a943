import { createHash } from "node:crypto";
import { publicationPath, tellChanges } from "./change-pages.ts";
import type { Publication } from "./changes.ts";
import { type DocumentIndex, versionPath } from "./document-index.ts";
import { inertLine } from "./inert-text.ts";
import type { SiteFile } from "./site-file.ts";
import { linkTo } from "./site-path.ts";
import { nameOfKind, tellMove, tellStart } from "./words-of-change.ts";

/** Entries of a feed, the newest; what is older stands on the page of its document. */
export const MOST_ENTRIES = 100;
/** Versions that an entry names one by one. */
const MOST_NAMED = 50;

/** An entry of a feed, whose links are made when it is known in which feed it stands. */
export interface FeedEntry {
  readonly id: string;
  readonly updated: string;
  /** Plain text, inert already. */
  readonly title: string;
  readonly path: string;
  readonly persons: readonly string[];
  readonly changes: readonly { readonly path: string; readonly name: string; readonly told: string }[];
  readonly left: number;
}

/** Who approved what each publication holds, by its key. */
export type PersonsOf = ReadonlyMap<string, readonly string[]>;

export function feedEntry(index: DocumentIndex, publication: Publication, persons: PersonsOf): FeedEntry {
  const { document } = index;
  const { key, recordedAt, changes } = publication;
  return {
    id: urn(["publication", document.documentId, key]),
    updated: recordedAt,
    title: inertLine(`${document.title || document.documentId}: ${tellChanges(changes)}`),
    path: publicationPath(index, publication),
    persons: persons.get(key) ?? [],
    changes: changes.slice(0, MOST_NAMED).flatMap(({ unit, at, move }) => {
      const version = unit.versions[at];
      if (version === undefined) return [];
      return [
        {
          path: versionPath(version),
          name: `${inertLine(version.address)} ${inertLine(version.title)}`,
          // What follows it later is no part of what was recorded then.
          told: `${inertLine(nameOfKind(version.change))}, ${inertLine(move === undefined ? tellStart(unit, at) : tellMove([move]))}`,
        },
      ];
    }),
    left: Math.max(0, changes.length - MOST_NAMED),
  };
}

export interface Feed {
  readonly path: string;
  /** What names the feed for ever. */
  readonly identity: readonly string[];
  /** Inert already. */
  readonly title: string;
  /** The page of which it tells the changes. */
  readonly about: string;
  /** The newest first. */
  readonly entries: readonly FeedEntry[];
  /** Where the site will lie, with a slash at its end; null: links are relative to the feed. */
  readonly siteUrl: string | null;
}

/** An Atom feed (RFC 4287). Ids and times are made of what was recorded, so that the same base always gives the same feed. */
export function renderFeed({ path, identity, title, about, entries, siteUrl }: Feed): SiteFile {
  const to = (target: string) => inertLine(siteUrl === null ? linkTo(path, target) : `${siteUrl}${target}`);
  const shown = entries.slice(0, MOST_ENTRIES);
  const text = [
    '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">',
    `<id>${urn(["feed", ...identity])}</id>`,
    `<title type="text">${title}</title>`,
    `<updated>${shown[0]?.updated ?? "1970-01-01T00:00:00Z"}</updated>`,
    `<author><name>iu-cutter</name></author>`,
    `<link rel="alternate" type="text/html" href="${to(about)}"/>`,
    ...(siteUrl === null ? [] : [`<link rel="self" type="application/atom+xml" href="${to(path)}"/>`]),
    ...shown.map((entry) => renderEntry(entry, to)),
    "</feed>\n",
  ].join("\n");
  return { path, text };
}

function renderEntry(entry: FeedEntry, to: (path: string) => string): string {
  const items = entry.changes.map(
    ({ path, name, told }) => `<li><a href="${to(path)}"><bdi>${name}</bdi></a>: ${told}</li>`,
  );
  const rest = entry.left === 0 ? "" : `<p>and ${entry.left} more</p>`;
  const html = `<ul>${items.join("")}</ul>${rest}`;
  return [
    `<entry>\n<id>${entry.id}</id>\n<title type="text">${entry.title}</title>\n<updated>${entry.updated}</updated>`,
    ...entry.persons.map((person) => `<author><name>${inertLine(person)}</name></author>`),
    `<link rel="alternate" type="text/html" href="${to(entry.path)}"/>`,
    `<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">${html}</div></content>\n</entry>`,
  ].join("\n");
}

/** A UUID that is made of words (RFC 9562, version 8), as the name of what they name. */
function urn(words: readonly string[]): string {
  const digits = createHash("sha256")
    .update(JSON.stringify(["iu-cutter", ...words]))
    .digest("hex");
  const variant = ((Number.parseInt(digits[16] ?? "0", 16) & 3) | 8).toString(16);
  return `urn:uuid:${digits.slice(0, 8)}-${digits.slice(8, 12)}-8${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
}
