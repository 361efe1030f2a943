import type { Doubt } from "../../domain/doubts.ts";
import type { Reading } from "../readings/unit-heading.ts";
import { familyOf } from "./family.ts";
import type { JudgedCut } from "./judged-cut.ts";

/** Another reading is told from so many further units, and so many times the units of the cut. */
const MIN_MORE = 3;
const MORE_TIMES = 1.5;

/** Another reading of the same word that finds more units, in order. */
export function* askReadings(cut: JudgedCut): Generator<Doubt> {
  const { reading, readings, heads } = cut;
  const families = new Set(heads.slice(0, 1).map(({ word }) => familyOf(word)));
  const taken = new Set<number>();
  for (const { heading } of heads) taken.add(heading.line);
  for (const other of readings) {
    if (other.id === reading.id || !isOfFamily(other, families)) continue;
    const more = other.heads.filter(({ heading }) => !taken.has(heading.line));
    const [first] = more;
    if (first === undefined || more.length < MIN_MORE || other.count < heads.length * MORE_TIMES) continue;
    yield {
      code: "OTHER_READING_FINDS_MORE",
      line: first.heading.line + 1,
      message: `the convention ${other.id} finds ${other.count} units, ${more.length} of them on other lines: --convention ${other.id}`,
    };
    return;
  }
}

function isOfFamily({ heads, ascending }: Reading, families: ReadonlySet<string>): boolean {
  const [first] = heads.slice(0, 1);
  return first !== undefined && ascending >= 0.9 && families.has(familyOf(first.word));
}
