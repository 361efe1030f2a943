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
