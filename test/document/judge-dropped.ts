import { strict as assert } from "node:assert";
import { findUnits } from "../../src/document/find-units.ts";
import { judgeCut } from "../../src/document/judge/judge-cut.ts";
import { layOut } from "../../src/document/layout/lay-out-units.ts";
import type { UnitHeading } from "../../src/document/readings/unit-heading.ts";

/** What the judge says of a document that was cut without some of its units. */
interface DroppedVerdict {
  readonly refused: boolean;
  /** Warnings, or lines of the refusal, that the whole cut does not have. */
  readonly told: readonly string[];
  readonly all: readonly string[];
}

/** The right cut of a document, from which units can be dropped as a reading that misses them would. */
export interface DroppableCut {
  readonly heads: readonly UnitHeading[];
  readonly judgeWithout: (dropped: ReadonlySet<number>) => DroppedVerdict;
}

/** Cuts a document once; the judge then sees the cut without the heads at the positions that are dropped. */
export function droppableCut(source: Buffer, convention: string | null = null): DroppableCut {
  const found = findUnits(source, { convention, maxUnits: 100_000, lines: null });
  assert.ok(found.ok, JSON.stringify(found));
  const { scanned, headings, reading, range } = found.value;
  const judge = (heads: readonly UnitHeading[]) => {
    const poorer = { ...reading, heads };
    const layout = layOut({
      scanned,
      headings,
      reading: poorer,
      heads,
      textLines: new Set(),
      captions: new Map(),
      isExcluded: () => false,
      excluded: range,
      findOriginal: null,
    });
    // Two units of one address are a refusal as well.
    if (!layout.ok) return { refused: true, lines: [layout.refusal.reason] };
    const answer = judgeCut(
      { ...found.value, reading: poorer, readings: [poorer], heads, ...layout.value },
      [],
    );
    return answer.ok
      ? {
          refused: false,
          lines: answer.value.warnings.map(({ code, line, message }) => `line ${line}: ${code}: ${message}`),
        }
      : { refused: true, lines: answer.refusal.details ?? [] };
  };
  const heads = [...found.value.heads];
  const whole = new Set(judge(heads).lines);
  return {
    heads,
    judgeWithout: (dropped) => {
      const { refused, lines } = judge(heads.filter((_, index) => !dropped.has(index)));
      return { refused, all: lines, told: lines.filter((line) => !whole.has(line)) };
    },
  };
}
