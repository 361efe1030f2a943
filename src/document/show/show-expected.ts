import type { Inspection } from "./inspect.ts";

/** How the count of units compares with what the publisher and the document itself state, in one line. */
export function showExpected({ expectation, marked }: Inspection): string {
  const count = marked.units.length;
  const { statedCount } = marked;
  const published =
    expectation === null
      ? "no expectation given (--expect FILE, --expect-count N)"
      : `${count} of ${expectation.count} that the publisher states`;
  if (statedCount === undefined) return published;
  return `${published}; front matter: ${statedCount}, ${statedCount === count ? "agree" : "differ"}`;
}

/** How the names of the units compare with the document's own table of contents, in one line; null where it has none. */
export function showOwnContents({ ownContents }: Inspection["marked"]): string | null {
  if (ownContents === undefined) return null;
  const { listed, missing, unlisted } = ownContents;
  const verdict = missing + unlisted === 0 ? "agree" : "differ";
  const more = unlisted === 0 ? "" : `, ${unlisted} ${unlisted === 1 ? "unit" : "units"} unlisted`;
  return `${verdict}: ${listed - missing} of ${listed} listed names are units${more}`;
}
