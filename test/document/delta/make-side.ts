import assert from "node:assert/strict";
import { computeDelta } from "../../../src/document/delta/compute-delta.ts";
import { parseLineage } from "../../../src/document/delta/lineage-file.ts";
import { sideOfSource } from "../../../src/document/delta/source-side.ts";
import { markDocument } from "../../../src/document/mark.ts";
import type { Delta, DeltaSide, DeltaUnit } from "../../../src/domain/delta.ts";
import { sha256Hex } from "../../../src/json/canonical-json.ts";

/** A unit of a version that a test makes up; its body is a heading and the text. */
export interface MadeUnit {
  readonly address: string;
  readonly text: string;
  readonly label?: string;
  readonly title?: string;
  readonly kind?: string;
  readonly sectionType?: string;
  readonly parent?: string | null;
}

export function makeSide(made: readonly MadeUnit[], outside: readonly string[] = []): DeltaSide {
  const bodies = made.map(({ address, text, label = labelOf(address), title = "" }) =>
    `## ${label} ${title}`.trimEnd().concat(text === "" ? "\n" : `\n\n${text}\n`),
  );
  const units = made.map(
    (unit, at): DeltaUnit => ({
      address: unit.address,
      label: unit.label ?? labelOf(unit.address),
      title: unit.title ?? "",
      kind: unit.kind ?? "article",
      sectionType: unit.sectionType ?? "body",
      parent: unit.parent ?? null,
      line: 4 * at + 1,
      contentHash: sha256Hex(bodies[at] ?? ""),
    }),
  );
  return {
    units,
    body: (position) => bodies[position] ?? "",
    outside: outside.map((text) => ({ text, behind: 0, isHeading: false })),
  };
}

/** `Article 4` of `LAW/ARTICLE-4`. */
function labelOf(address: string): string {
  const step = address.slice(address.lastIndexOf("/") + 1);
  return `${step.slice(0, 1)}${step.slice(1).toLowerCase().replace("-", " ")}`;
}

/** The version of a document as the cut gives it. */
export function readSide(text: string): DeltaSide {
  const bytes = Buffer.from(text);
  const marked = markDocument(bytes, { maxUnits: 1000 });
  assert.ok(marked.ok, JSON.stringify(marked));
  return sideOfSource(marked.value);
}

/** The delta, told in lines: `amended A`, `renumbered A -> B`, `created A`, `retired A`; what stays is left out. */
export function tell(before: DeltaSide, after: DeltaSide, delta: Delta): readonly string[] {
  return delta.changes.map(({ change, before: old, after: fresh }) => {
    const was = old === null ? null : before.units.at(old)?.address;
    const is = fresh === null ? null : after.units.at(fresh)?.address;
    if (was == null || is == null || was === is) return `${change} ${is ?? was}`;
    return `${change} ${was} -> ${is}`;
  });
}

export function deltaOf(before: DeltaSide, after: DeltaSide, lineage = ""): Delta {
  const statements = parseLineage(Buffer.from(lineage));
  assert.ok(statements.ok, JSON.stringify(statements));
  const delta = computeDelta(before, after, statements.value);
  assert.ok(delta.ok, JSON.stringify(delta));
  return delta.value;
}

/** Sentences that have no pair of neighbouring words in common. */
export const TEXTS = {
  lamps: "Every keeper lights the lamps of the ward before the sun is down and puts them out at dawn.",
  fees: "A permit costs five crowns, which are due when the office hands out its seal for a year.",
  appeals: "Whoever is refused may ask the council within thirty days, in writing and with reasons given.",
  oil: "Oil from whales or fish must not burn indoors; rape seed and wax are allowed in any quantity.",
  penalties:
    "He that breaks a lantern on purpose pays twice what mending takes, and sweeps streets till June.",
  records: "All books about lights stay open to inspection by residents during market hours on Tuesdays.",
} as const;
