import type { Doubt } from "../../domain/doubts.ts";
import { unitsWithoutText } from "../layout/units-without-text.ts";
import { familyOf } from "./family.ts";
import type { JudgedCut, JudgedUnit } from "./judged-cut.ts";

/** A unit is much longer than this many others of middle length. */
const TIMES_MEDIAN = 40;
const MIN_LONG_BYTES = 32 * 1024;
const MIN_UNITS = 5;
/** From so many, and so large a share, units without a text are told. */
const MIN_EMPTY = 3;
const EMPTY_SHARE = 0.05;
/** Alternations between two words that are no accident. */
const MIN_SWITCHES = 2;

/** Units that are many times as long as the others. */
export function* askLengths({ units }: JudgedCut): Generator<Doubt> {
  if (units.length < MIN_UNITS) return;
  const lengths = Float64Array.from(units.map(({ startByte, endByte }) => endByte - startByte)).sort();
  const median = lengths[lengths.length >> 1] ?? 0;
  const limit = Math.max(MIN_LONG_BYTES, median * TIMES_MEDIAN);
  if ((lengths.at(-1) ?? 0) <= limit) return;
  for (const { label, line, startByte, endByte } of units) {
    const bytes = endByte - startByte;
    if (bytes <= limit) continue;
    const times = Math.round(bytes / Math.max(1, median));
    yield {
      code: "UNIT_MUCH_LONGER",
      line,
      message: `${label} has ${bytes} bytes, ${times} times as many as a unit of middle length`,
    };
  }
}

/** Units that have a heading and no text. */
export function* askEmpty(cut: JudgedCut): Generator<Doubt> {
  const empty = [...unitsWithoutText(cut.units, cut.scanned.source, cut.reading.id)];
  if (empty.length < MIN_EMPTY || empty.length < cut.units.length * EMPTY_SHARE) return;
  const labels = empty.slice(0, 5).map(({ label }) => label);
  yield {
    code: "EMPTY_UNITS",
    line: empty[0]?.line ?? 1,
    message: `${empty.length} of ${cut.units.length} units have no text: ${labels.join(", ")}${empty.length > labels.length ? ", …" : ""}`,
  };
}

/** Two words that name units by turns, and do not count on from each other; a word whose other units hold some of these is none of two. */
export function* askConventions({ judged, reading }: JudgedCut): Generator<Doubt> {
  if (reading.holders.length > 0) return;
  let switches = 0;
  let before: JudgedUnit | null = null;
  let first: JudgedUnit | null = null;
  const words = new Map<string, string>();
  for (const unit of judged) {
    const family = familyOf(unit.head.word);
    if (unit.head.row === "" || unit.head.value.length === 0) continue;
    if (!words.has(family)) words.set(family, unit.head.label);
    if (before !== null && familyOf(before.head.word) !== family) {
      switches++;
      first ??= unit;
    }
    before = unit;
  }
  if (words.size !== 2 || switches < MIN_SWITCHES || first === null) return;
  const [one, other] = [...words.values()];
  yield {
    code: "TWO_CONVENTIONS",
    line: first.line + 1,
    message: `units named like ${one} and like ${other} stand by turns`,
  };
}
