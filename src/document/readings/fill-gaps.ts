import { partitionPoint } from "../../collections/partition-point.ts";

/** A number and the line on which it stands. */
interface Place {
  readonly value: number;
  readonly line: number;
}

/** A number that a chain lacks, and the lines between which it has to stand. */
interface Missing {
  readonly value: number;
  readonly after: number;
  readonly before: number;
}

/** A longer gap is none that other lines fill. */
const MAX_GAP = 4;

/** The chain, in order, with the first of the lines for each number that it lacks: in a gap, before the first, or after the last. */
export function fillGaps<P extends Place>(chain: readonly P[], lines: readonly P[]): readonly P[] {
  const filled = [...chain];
  const missing = listMissing(chain);
  const byValue = new Map<number, P[]>(missing.map(({ value }) => [value, []]));
  for (const line of lines) byValue.get(line.value)?.push(line);
  for (const { value, after, before } of missing) {
    const same = byValue.get(value) ?? [];
    const found = same[partitionPoint(same.length, (at) => (same[at]?.line ?? 0) > after)];
    if (found !== undefined && found.line < before) filled.push(found);
  }
  return filled.sort((a, b) => a.line - b.line);
}

function listMissing(chain: readonly Place[]): readonly Missing[] {
  const missing: Missing[] = [];
  for (const [index, { value: next, line }] of chain.entries()) {
    const previous = chain[index - 1];
    const low = previous?.value ?? 0;
    for (let value = low + 1; value < next && value - low <= MAX_GAP; value++)
      missing.push({ value, after: previous?.line ?? -1, before: line });
  }
  const last = chain.at(-1);
  if (last !== undefined)
    missing.push({ value: last.value + 1, after: last.line, before: Number.POSITIVE_INFINITY });
  return missing;
}
