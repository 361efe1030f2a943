import type { Refusal } from "../domain/refusal.ts";
import type { Projection } from "./projection/projection.ts";
import { readLineTable } from "./source/line-table.ts";

const LINES = /\blines? (\d+)(?: and (\d+))?/g;
const MOST_PLACES = 40;

/** A refusal about lines of a projection, with where these lines stand in the file: nobody has the projection at hand. */
export function placeRefusal(found: Refusal, { text, map }: Projection): Refusal {
  const told = [found.field ?? "", found.actual ?? "", ...(found.details ?? [])].join("\n");
  const lines = new Set([...told.matchAll(LINES)].flatMap(([, one, other]) => [one, other]));
  lines.delete(undefined);
  if (lines.size === 0) return found;
  const { starts, count } = readLineTable(text);
  const places = [...lines].map(Number).filter((line) => line >= 1 && line <= count);
  const details = places.slice(0, MOST_PLACES).map((line) => {
    const { part, startByte, endByte } = map.rangeOf(starts[line - 1] ?? 0, starts[line] ?? text.length);
    const where = part === null ? "the file" : part;
    return `line ${line} of the text stands at bytes ${startByte} to ${endByte} of ${where}`;
  });
  return { ...found, details: [...(found.details ?? []), ...details] };
}
