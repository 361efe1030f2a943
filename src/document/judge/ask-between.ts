import type { Doubt } from "../../domain/doubts.ts";
import { countLetters } from "../projection/letters.ts";
import { type JudgedCut, lineAt } from "./judged-cut.ts";

/** Letters beyond the name of a container that are more than a note in it. */
const MIN_LETTERS = 60;
/** Behind the last unit stand signatures and places. */
const MIN_BEHIND = 400;

/** Text that a file sets between its units, in no unit and in no annex: whoever reads the units alone never sees it. */
export function* askBetween({ regions, containers, units, scanned, annexed }: JudgedCut): Generator<Doubt> {
  const names = new Map<number, string>();
  for (const { startByte, label } of containers) names.set(startByte, label);
  const first = units.at(0)?.startByte ?? 0;
  const last = units.at(-1)?.startByte ?? 0;
  for (const { role, startByte, endByte } of regions) {
    if (role === "unit" || role === "excluded" || startByte < first) continue;
    const line = lineAt(scanned.table, startByte);
    if (annexed.has(line)) continue;
    const text = scanned.source.toString("utf8", startByte, endByte);
    const letters = countLetters(text) - countLetters(names.get(startByte) ?? "");
    if (letters <= (startByte > last ? MIN_BEHIND : MIN_LETTERS)) continue;
    yield { code: "TEXT_IN_NO_UNIT", line: line + 1, message: `${letters} letters stand here in no unit` };
  }
}
