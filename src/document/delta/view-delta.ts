import { MappedRows } from "../../collections/mapped-rows.ts";
import { rowAt } from "../../collections/rows.ts";
import type { Change, Delta, DeltaSide, UnitChange } from "../../domain/delta.ts";
import type { ChangeView, DeltaView, DiffPart } from "../../domain/delta-view.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import { showStatement } from "./check-lineage.ts";
import { shortenParts } from "./shorten-parts.ts";
import { diffWords } from "./word-diff.ts";

/** What a delta shows to people; texts are read and compared when they are asked for. */
export function viewDelta(delta: Delta, before: DeltaSide, after: DeltaSide): DeltaView {
  const changes = new MappedRows(delta.changes, (change) => viewChange(change, before, after));
  return {
    counts: countChanges(delta),
    unchanged: { count: delta.unchanged.length, sha256: digestUnchanged(delta, after) },
    changes,
    partsOf: (position, shown) => {
      const row = delta.changes[position];
      if (row === undefined) return [];
      const parts = compareBodies(row, before, after);
      return shortenParts(parts, shown);
    },
    isOutsideChanged: delta.isOutsideChanged,
    outsideParts: (shown) =>
      delta.isOutsideChanged
        ? shortenParts(diffWords(before.outside.join("\n"), after.outside.join("\n"), true), shown)
        : [],
    questions: delta.questions.map(({ why, proposal }) => ({ why, proposal: proposal.map(showStatement) })),
  };
}

function viewChange(
  { change, isStated, ...at }: UnitChange,
  before: DeltaSide,
  after: DeltaSide,
): ChangeView {
  const was = at.before === null ? null : rowAt(before.units, at.before);
  const is = at.after === null ? null : rowAt(after.units, at.after);
  return {
    change,
    isStated,
    address: is?.address ?? null,
    oldAddress: was?.address ?? null,
    label: is?.label ?? null,
    oldLabel: was?.label ?? null,
    title: is?.title ?? null,
    oldTitle: was?.title ?? null,
    line: is?.line ?? null,
    oldLine: was?.line ?? null,
    sha256: is?.contentHash ?? null,
    oldSha256: was?.contentHash ?? null,
  };
}

function compareBodies(row: UnitChange, before: DeltaSide, after: DeltaSide): readonly DiffPart[] {
  const old = row.before === null ? null : before.body(row.before);
  const fresh = row.after === null ? null : after.body(row.after);
  if (old !== null && fresh !== null) return diffWords(old, fresh, row.change === "typographyOnly");
  return old === null ? [{ kind: "new", text: fresh ?? "" }] : [{ kind: "old", text: old }];
}

function countChanges({ changes }: Delta): Readonly<Record<Change, number>> {
  const counts: Record<Change, number> = {
    amended: 0,
    typographyOnly: 0,
    titleOnly: 0,
    renumbered: 0,
    created: 0,
    retired: 0,
  };
  for (const { change } of changes) counts[change] += 1;
  return counts;
}

/** sha256 over address and body digest of every unit that stays, in the order of the new version. */
function digestUnchanged({ unchanged }: Delta, after: DeltaSide): string {
  const lines = unchanged.map(({ after: at }) => {
    const { address, contentHash } = rowAt(after.units, at);
    return `${address} ${contentHash}\n`;
  });
  return sha256Hex(lines.join(""));
}
