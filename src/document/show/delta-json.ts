import { rowAt } from "../../collections/rows.ts";
import type { Delta, DeltaSide } from "../../domain/delta.ts";
import type { DeltaView } from "../../domain/delta-view.ts";
import type { Json } from "../../json/canonical-json.ts";
import { sha256Hex } from "../../json/canonical-json.ts";

/** The delta for programs: each change with the facts of both units, and the digest of what stays. */
export function deltaJson(
  delta: Delta,
  view: DeltaView,
  sides: { readonly before: DeltaSide; readonly after: DeltaSide },
): { readonly [key: string]: Json } {
  const addresses = (side: DeltaSide, positions: readonly number[]) =>
    positions.map((position) => rowAt(side.units, position).address);
  return {
    counts: view.counts,
    changes: view.changes.map(({ isStated, showsText: _shows, ...change }) => ({
      ...change,
      stated: isStated,
    })),
    unchanged: view.unchanged.count,
    unchangedSha256: view.unchanged.sha256,
    outside: {
      changed: delta.outside !== "unchanged",
      typographyOnly: delta.outside === "typographyOnly",
      sha256: sha256Hex(sides.after.outside.map(({ text }) => text).join("")),
      oldSha256: sha256Hex(sides.before.outside.map(({ text }) => text).join("")),
    },
    lineage: delta.lineage.map(({ from, to, relation }) => ({ from, to, relation })),
    questions: delta.questions.map(({ before, after, why }, at) => ({
      before: addresses(sides.before, before),
      after: addresses(sides.after, after),
      proposal: view.questions[at]?.proposal ?? [],
      why,
    })),
  };
}
