import { type ChangeView, countsOf, type DeltaView } from "../domain/delta-view.ts";
import { countWarnings, type DocumentWarning } from "../domain/plan.ts";
import { type HiddenUnit, renderHidden, renderLineage } from "./amendment-changes.ts";
import { type DeltaLimits, headOfOutside, renderChange, renderParts } from "./delta-markdown.ts";
import { inertCell, inertSpan, renderTable } from "./inert.ts";
import type { ListFile } from "./unit-list.ts";

/** What the list of an amendment's changes is rendered from; everything of the document is data and is rendered inert. */
export interface DeltaList {
  readonly title: string;
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly warnings: readonly DocumentWarning[];
  readonly view: DeltaView;
  /** From when a change counts, in words, by its position in the view. */
  readonly countsFrom: (position: number) => string;
  /** Changed units with text that looks like a secret and is not shown. */
  readonly hidden: readonly HiddenUnit[];
  /** What a person has stated about the identity of units, a line each. */
  readonly statements: readonly string[];
}

/** Room of one file, as in the list of units. */
const MOST_BYTES = 400_000;
const LIMITS: DeltaLimits = { units: 0, most: 5_000_000, around: 200, names: 0 };

/**
 * Every change of an amendment in numbered files: the counts, each changed unit old against new, typography apart, and what stays as one line.
 * Equal amendments give equal bytes.
 */
export function* renderDeltaList(list: DeltaList): Generator<ListFile> {
  const heading = `# Changes of ${inertSpan(list.title, 120)}`;
  let part = 1;
  let blocks = [heading, `**${countsOf(list.view)}**`, renderFacts(list.facts)];
  let size = sizeOf(blocks);
  for (const block of blocksOf(list)) {
    const bytes = Buffer.byteLength(block) + 2;
    if (size + bytes > MOST_BYTES && blocks.length > 2) {
      yield file(part++, [...blocks, `Continued in [${fileName(part)}](${fileName(part)}).`]);
      blocks = [`${heading}, part ${part}`, `Begins in [${fileName(1)}](${fileName(1)}).`];
      size = sizeOf(blocks);
    }
    blocks.push(block);
    size += bytes;
  }
  yield file(part, blocks);
}

function* blocksOf({ view, warnings, statements, countsFrom, hidden }: DeltaList): Generator<string> {
  yield* renderHidden(hidden);
  const rows = [...view.changes].map((change, at) => ({ change, at }));
  const isFolded = ({ change }: { readonly change: ChangeView }) => change.change === "typographyOnly";
  for (const { change, at } of rows.filter((row) => !isFolded(row)))
    yield renderChange(view, { change, at, limits: LIMITS, counts: countsFrom(at) });
  if (view.outside !== "unchanged")
    yield `${headOfOutside(view)}\n\n${renderParts(view.outsideParts(LIMITS))}`;
  const folded = rows.filter(isFolded);
  if (folded.length > 0) yield `## Typography only: ${folded.length}`;
  for (const { change, at } of folded)
    yield renderChange(view, { change, at, limits: LIMITS, counts: countsFrom(at) });
  yield `## Unchanged: ${view.unchanged.count}`;
  yield* renderLineage(statements);
  yield `## Warnings: ${countWarnings(warnings)}`;
  if (warnings.length > 0) yield renderWarnings(warnings);
}

function renderWarnings(warnings: readonly DocumentWarning[]): string {
  const rows = warnings.map(({ code, line, message }) => [
    inertCell(code, 60),
    String(line),
    inertCell(message, 300),
  ]);
  return renderTable(["warning", "line", "what"], rows);
}

function renderFacts(facts: DeltaList["facts"]): string {
  return renderTable(
    ["", ""],
    facts.map(([label, value]) => [label, inertCell(value)]),
  );
}

function sizeOf(blocks: readonly string[]): number {
  return blocks.reduce((sum, block) => sum + Buffer.byteLength(block) + 2, 0);
}

function file(part: number, blocks: readonly string[]): ListFile {
  return { name: fileName(part), text: `${blocks.join("\n\n")}\n` };
}

function fileName(part: number): string {
  return `changes-${String(part).padStart(3, "0")}.md`;
}
