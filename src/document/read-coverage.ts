import type { Coverage } from "../domain/coverage.ts";
import type { MarkedDocument, RegionRole } from "../domain/plan.ts";
import type { Drop, OriginalRange } from "../domain/source-reading.ts";
import { countLetters } from "./projection/letters.ts";

/** What became of each letter of the file; null where the text that is cut is the file itself. */
export function readCoverage({ projection, regions, text }: MarkedDocument): Coverage | null {
  if (projection === null) return null;
  const source = Buffer.from(text.buffer, text.byteOffset, text.length);
  const byRole: Record<RegionRole, number> = { unit: 0, container: 0, excluded: 0, "non-content": 0 };
  for (const { role, startByte, endByte } of regions)
    byRole[role] += countLetters(source.toString("utf8", startByte, endByte));
  const { total, dropped, added } = projection.letters;
  return {
    reader: projection.reader,
    textSha256: projection.sha256,
    textBytes: projection.bytes,
    letters: {
      file: total,
      counted: added,
      units: byRole.unit,
      containers: byRole.container,
      outside: byRole.excluded + byRole["non-content"],
      leftOut: dropped,
    },
    leftOut: projection.dropped.map(leftOutOf),
  };
}

function leftOutOf({ element, reason, count, letters, first }: Drop): Coverage["leftOut"][number] {
  return { element, reason, count, letters, first: placeOf(first) };
}

function placeOf({ part, startByte }: OriginalRange): string {
  return part === null ? `byte ${startByte}` : `byte ${startByte} of ${part}`;
}
