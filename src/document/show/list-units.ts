import type { MarkedDocument } from "../../domain/plan.ts";
import type { UnitRow } from "../../domain/shown-cut.ts";
import { foldText } from "../names/fold-text.ts";
import type { ListedCut, ListedUnit } from "./summarize-cut.ts";

const LF = 0x0a;
const CR = 0x0d;
/** Bytes of a body in which its first words are sought. */
const PROBE_BYTES = 1024;
const MARKS = /^[*_#\s]+/u;

/** Every unit of a cut as a row for people, in order; `source` is the whole document. Linear in its size. */
export function* listUnits(
  cut: ListedCut & Pick<MarkedDocument, "containers">,
  source: Uint8Array,
): Generator<UnitRow> {
  const open = openContainers(cut);
  for (const unit of cut.units) {
    const container = open(unit.startByte);
    yield {
      ordinal: unit.ordinal,
      address: unit.address,
      label: unit.label,
      title: unit.title,
      firstLine: unit.line,
      lastLine: unit.line + countLineEnds(source, unit.startByte, textEnd(unit, source)),
      bytes: unit.endByte - unit.startByte,
      inside: unit.parent ?? container,
      repealed: unit.repealed,
      firstWords: firstWords(unit, source),
    };
  }
}

/** The label of the container in which a byte stands, asked in ascending order; a heading inside a unit opens none. */
function openContainers({
  regions,
  containers,
}: Pick<MarkedDocument, "regions" | "containers">): (startByte: number) => string {
  const starts = new Set<number>();
  for (const { role, startByte } of regions) if (role === "container") starts.add(startByte);
  let next = 0;
  let label = "";
  return (startByte) => {
    for (;;) {
      const container = containers.at(next);
      if (container === undefined || container.startByte > startByte) return label;
      if (starts.has(container.startByte)) label = container.label;
      next++;
    }
  };
}

/** End of the last byte of the body that is no blank. */
function textEnd({ startByte, endByte }: ListedUnit, source: Uint8Array): number {
  let end = endByte;
  while (end > startByte && (source[end - 1] ?? 0) <= 0x20) end--;
  return end;
}

/** LF, CRLF and a lone CR end a line, as in the table of lines. */
function countLineEnds(source: Uint8Array, from: number, to: number): number {
  let ends = 0;
  for (let at = from; at < to; at++) {
    const byte = source[at];
    if (byte === LF || (byte === CR && source[at + 1] !== LF)) ends++;
  }
  return ends;
}

/** The text below the first line; where nothing stands there, what follows the name on that line. */
function firstWords({ startByte, endByte, label, title }: ListedUnit, source: Uint8Array): string {
  let end = Math.min(endByte, startByte + PROBE_BYTES + Buffer.byteLength(label + title));
  while (end < endByte && ((source[end] ?? 0) & 0xc0) === 0x80) end--;
  const body = Buffer.from(source.buffer, source.byteOffset + startByte, end - startByte).toString("utf8");
  const stop = /\r\n?|\n/.exec(body)?.index ?? body.length;
  const below = foldText(body.slice(stop));
  // A title may stand above the name.
  if (below !== "") return below.replace(MARKS, "").startsWith(label) ? afterLabel(below, label) : below;
  const rest = afterLabel(foldText(body.slice(0, stop)), label);
  return rest === foldText(title) ? "" : rest;
}

function afterLabel(text: string, label: string): string {
  const at = text.indexOf(label);
  return at < 0 ? "" : text.slice(at + label.length).replace(/^[\s.:)\]*_#–—-]+|[*_#\s]+$/gu, "");
}
