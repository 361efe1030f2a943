import assert from "node:assert/strict";
import { test } from "node:test";
import { markDocument } from "../../src/document/mark.ts";
import type { MarkedDocument } from "../../src/domain/plan.ts";

/** A document with the units that it is cut into, without a warning. */
export interface Kind {
  readonly rule: string;
  readonly text: string;
  /** Label of every unit, and its title after ` = ` where it has one. */
  readonly units: readonly string[];
  readonly convention?: string;
  /** Codes of the warnings; none by default. */
  readonly warnings?: readonly string[];
}

/** The document, cut. */
export function mark(text: string): MarkedDocument {
  const result = markDocument(Buffer.from(text), { maxUnits: 1000 });
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

function show(marked: MarkedDocument): readonly string[] {
  return marked.units.map(({ label, title }) => (title === "" ? label : `${label} = ${title}`));
}

/** Paragraphs, with a blank line between. */
export function paragraphs(...blocks: readonly string[]): string {
  return `${blocks.join("\n\n")}\n`;
}

/** The document of these paragraphs, cut. */
export function markParagraphs(blocks: readonly string[]): MarkedDocument {
  return mark(paragraphs(...blocks));
}

/** One test for every document: its convention, its units, and no warning. */
export function testKinds(kinds: readonly Kind[]): void {
  for (const { rule, text, units, convention = "numbered", warnings = [] } of kinds)
    test(rule, () => {
      const marked = mark(text);
      assert.deepEqual(show(marked), units);
      assert.equal(marked.convention, convention);
      assert.deepEqual(
        marked.warnings.map((warning) => warning.code),
        warnings,
      );
    });
}

/** A document with the labels of its units, in order, and of containers that must be found. */
interface UnitsCase {
  readonly rule: string;
  readonly text: string;
  readonly units: readonly string[];
  readonly containers?: readonly string[];
}

/** One test for every document: the labels of its units and containers. */
export function testUnits(cases: readonly UnitsCase[]): void {
  for (const { rule, text, units, containers = [] } of cases)
    test(rule, () => {
      const marked = mark(text);
      assert.deepEqual(
        marked.units.map(({ label }) => label),
        units,
      );
      const found = marked.containers.map(({ label }) => label);
      for (const label of containers)
        assert.ok(found.includes(label), `${label} is none of ${found.join(", ")}`);
    });
}
