import { countWarnings, type DocumentWarning } from "../domain/plan.ts";
import type { UnitRow } from "../domain/shown-cut.ts";
import { inertCell, inertSpan, renderTable } from "./inert.ts";

/** What the list of a cut is rendered from; titles, labels, words and messages are data and are rendered inert. */
export interface UnitList {
  readonly title: string;
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly warnings: readonly DocumentWarning[];
  readonly units: Iterable<UnitRow>;
}

export interface ListFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Most bytes of one file, with room to its end. GitHub shows the difference of a file up to 500 KB, and renders Markdown up to 2 MB
 * where it is not complex, which a table of thousands of rows is (docs/decisions/github.md).
 */
const MOST_BYTES = 400_000;

const WARNING_HEAD = ["warning", "line", "what"];
const UNIT_HEAD = ["no.", "address", "label", "title", "lines", "bytes", "in", "", "first words"];

/** The whole list of warnings and units in numbered files, complete and in order. Equal cuts give equal bytes. */
export function* renderUnitList(list: UnitList): Generator<ListFile> {
  const heading = `# Units of ${inertSpan(list.title, 120)}`;
  const facts = renderTable(
    ["", ""],
    list.facts.map(([label, value]) => [label, inertCell(value)]),
  );
  let part = 1;
  let blocks = [heading, facts];
  const sections = [
    {
      name: `## Warnings: ${countWarnings(list.warnings)}`,
      head: WARNING_HEAD,
      rows: warningRows(list.warnings),
    },
    { name: "## Units", head: UNIT_HEAD, rows: unitRows(list.units) },
  ];
  for (const { name, head, rows } of sections) {
    blocks.push(name);
    let size = sizeOf(blocks);
    let kept: (readonly string[])[] = [];
    for (const row of rows) {
      const bytes = sizeOf(row);
      if (size + bytes > MOST_BYTES && kept.length > 0) {
        const continued = `Continued in [${fileName(part + 1)}](${fileName(part + 1)}).`;
        yield file(part++, [...blocks, renderTable(head, kept), continued]);
        blocks = [`${heading}, part ${part}`, `Begins in [${fileName(1)}](${fileName(1)}).`, name];
        kept = [];
        size = sizeOf(blocks);
      }
      kept.push(row);
      size += bytes;
    }
    blocks.push(kept.length === 0 ? "None." : renderTable(head, kept));
  }
  yield file(part, blocks);
}

/** Bytes of a row or of blocks, with what is put between them. */
function sizeOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text) + 3, 2);
}

function file(part: number, blocks: readonly string[]): ListFile {
  return { name: fileName(part), text: `${blocks.join("\n\n")}\n` };
}

function fileName(part: number): string {
  return `units-${String(part).padStart(3, "0")}.md`;
}

function* warningRows(warnings: readonly DocumentWarning[]): Generator<readonly string[]> {
  for (const { code, line, message } of warnings)
    yield [inertCell(code, 60), String(line), inertCell(message, 300)];
}

function* unitRows(units: Iterable<UnitRow>): Generator<readonly string[]> {
  for (const unit of units) {
    const { firstLine, lastLine, firstWords } = unit;
    yield [
      String(unit.ordinal),
      inertCell(unit.address, 200),
      inertCell(unit.label, 80),
      cell(unit.title, 160),
      firstLine === lastLine ? String(firstLine) : `${firstLine}–${lastLine}`,
      String(unit.bytes),
      cell(unit.inside, 80),
      unit.repealed ? "repealed" : "",
      firstWords === "" ? "(none)" : inertCell(firstWords, 80),
    ];
  }
}

function cell(text: string, maxCharacters: number): string {
  return text === "" ? "" : inertCell(text, maxCharacters);
}
