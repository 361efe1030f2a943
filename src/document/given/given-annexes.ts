import { partitionPoint } from "../../collections/partition-point.ts";
import type { Rows } from "../../collections/rows.ts";
import { type LineSet, lineAt } from "../judge/judged-cut.ts";
import type { GivenPiece } from "../projection/projection.ts";
import type { ScannedSource } from "../source/scanned-source.ts";

/** The lines of annexes that belong to no unit: from where a numbering of its own opens to the next piece beside it, without the units in it. */
export function findGivenAnnexes({ table }: ScannedSource, pieces: Rows<GivenPiece>): LineSet {
  const from: number[] = [];
  const to: number[] = [];
  let scope = Number.POSITIVE_INFINITY;
  for (const piece of pieces) {
    if (piece.depth <= scope) scope = piece.scope === null ? Number.POSITIVE_INFINITY : piece.depth;
    if (piece.role === "unit" || piece.depth < scope) continue;
    from.push(lineAt(table, piece.startByte));
    to.push(lineAt(table, piece.endByte));
  }
  return {
    has(line) {
      const next = partitionPoint(from.length, (at) => (from[at] ?? 0) > line);
      return line < (to[next - 1] ?? 0);
    },
  };
}
