import { rowAt } from "../../collections/rows.ts";
import { CHANGES, type Delta, type DeltaSide } from "../../domain/delta.ts";
import type { Json } from "../../json/canonical-json.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import { renderStatements } from "./lineage-file.ts";

/** The delta for programs: each change with the facts of both units, and the digest of what stays. */
export function deltaJson(
  delta: Delta,
  before: DeltaSide,
  after: DeltaSide,
): { readonly [key: string]: Json } {
  const addresses = (side: DeltaSide, positions: readonly number[]) =>
    positions.map((position) => rowAt(side.units, position).address);
  return {
    changes: delta.changes.map(({ change, before: old, after: fresh, isStated }) => {
      const was = old === null ? null : rowAt(before.units, old);
      const is = fresh === null ? null : rowAt(after.units, fresh);
      return {
        change,
        stated: isStated,
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
    }),
    counts: countChanges(delta),
    unchanged: delta.unchanged.length,
    unchangedSha256: digestUnchanged(delta, after),
    outsideChanged: delta.isOutsideChanged,
    lineage: delta.lineage.map(({ from, to, relation }) => ({ from, to, relation })),
    questions: delta.questions.map(({ before: olds, after: freshes, proposal, why }) => ({
      before: addresses(before, olds),
      after: addresses(after, freshes),
      proposal: renderStatements(proposal).trimEnd().split("\n"),
      why,
    })),
  };
}

/** How many units each change has. */
export function countChanges(delta: Pick<Delta, "changes">): Readonly<Record<string, number>> {
  const counts = new Map<string, number>(CHANGES.map((change) => [change, 0]));
  for (const { change } of delta.changes) counts.set(change, (counts.get(change) ?? 0) + 1);
  return Object.fromEntries(counts);
}

/** sha256 over address and body digest of every unit that stays, in the order of the new version. */
function digestUnchanged(delta: Pick<Delta, "unchanged">, after: DeltaSide): string {
  const lines = delta.unchanged.map(({ after: at }) => {
    const { address, contentHash } = rowAt(after.units, at);
    return `${address} ${contentHash}\n`;
  });
  return sha256Hex(lines.join(""));
}
