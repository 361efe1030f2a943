import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { renderLineage } from "../../../src/document/delta/lineage-file.ts";
import type { Delta, DeltaSide } from "../../../src/domain/delta.ts";
import { deltaOf, type MadeUnit, makeSide, TEXTS } from "./make-side.ts";

const SENTENCES = Object.values(TEXTS);
const text = fc
  .array(
    fc.oneof(fc.constantFrom(...SENTENCES, "(repealed)", "The council decides."), fc.lorem({ maxCount: 3 })),
    { maxLength: 4 },
  )
  .map((parts) => parts.join(" "));

/** Versions whose addresses are drawn from few numbers, in any order, some of them with a parent. */
const version = fc
  .uniqueArray(
    fc.record({
      number: fc.integer({ min: 1, max: 14 }),
      text,
      title: fc.constantFrom("", "", "Lamps", "Fees and oil"),
      below: fc.boolean(),
    }),
    { selector: ({ number }) => number, maxLength: 12 },
  )
  .map((drawn) => {
    const [first] = drawn;
    return drawn.map(({ number, text: words, title, below }, at): MadeUnit => {
      const parent = first !== undefined && below && at > 0 ? `LAW/ARTICLE-${first.number}` : null;
      return { address: `${parent ?? "LAW"}/ARTICLE-${number}`, text: words, title, parent };
    });
  })
  .map((units) => makeSide(units));

/** Two versions, of which the later one is now and then made from the earlier one. */
const versions = fc.tuple(version, version);

function everyUnitOnce(before: DeltaSide, after: DeltaSide, delta: Delta): void {
  const rows = [...delta.changes, ...delta.unchanged];
  const of = (positions: readonly (number | null)[]) =>
    positions.filter((at) => at !== null).toSorted((a, b) => a - b);
  assert.deepEqual(
    of(rows.map((row) => row.before)),
    before.units.map((_, at) => at),
  );
  assert.deepEqual(
    of(rows.map((row) => row.after)),
    after.units.map((_, at) => at),
  );
}

/** The later version, made from the earlier one and what the changes say. */
function apply(before: DeltaSide, after: DeltaSide, delta: Delta): readonly string[] {
  const body = (side: DeltaSide, at: number) => `${side.units.at(at)?.address}\n${side.body(at)}`;
  const rows = [
    ...delta.unchanged.map((row) => ({ at: row.after, text: body(before, row.before) })),
    ...delta.changes.flatMap((row) =>
      row.after === null ? [] : [{ at: row.after, text: body(after, row.after) }],
    ),
  ];
  return rows.toSorted((a, b) => a.at - b.at).map((row) => row.text);
}

describe("any two versions", () => {
  test("each unit of both stands once in the delta, and the delta makes the later version of the earlier one", () => {
    fc.assert(
      fc.property(versions, ([before, after]) => {
        const delta = deltaOf(before, after);
        everyUnitOnce(before, after, delta);
        assert.deepEqual(
          apply(before, after, delta),
          after.units.map((unit, at) => `${unit.address}\n${after.body(at)}`),
        );
      }),
      { numRuns: 400 },
    );
  });

  test("a version against itself has no change", () => {
    fc.assert(
      fc.property(version, (side) => {
        const { changes, questions, unchanged } = deltaOf(side, side);
        assert.deepEqual([changes, questions, unchanged.length], [[], [], side.units.length]);
      }),
    );
  });

  test("the changes stand in the order of the later version, and the delta is the same each time", () => {
    fc.assert(
      fc.property(versions, ([before, after]) => {
        const delta = deltaOf(before, after);
        const order = delta.changes.flatMap((row) => row.after ?? []);
        assert.deepEqual(
          order,
          order.toSorted((a, b) => a - b),
        );
        assert.deepEqual(deltaOf(before, after), delta);
      }),
    );
  });

  test("a unit is in one question at most, and the proposals as a file answer their questions", () => {
    fc.assert(
      fc.property(versions, ([before, after]) => {
        const { questions } = deltaOf(before, after);
        for (const side of ["before", "after"] as const) {
          const named = questions.flatMap((question) => question[side]);
          assert.equal(new Set(named).size, named.length);
        }
        const answered = deltaOf(before, after, renderLineage(questions));
        const asked = new Set(questions.flatMap((question) => question.after));
        assert.deepEqual(
          answered.questions.filter((question) => question.after.some((at) => asked.has(at))),
          [],
        );
      }),
      { numRuns: 400 },
    );
  });
});
