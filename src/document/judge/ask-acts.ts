import type { Doubt } from "../../domain/doubts.ts";
import { SCOPES } from "../conventions/containers.ts";
import { foldWord } from "../names/fold-text.ts";
import { readOutlineNumber } from "../names/outline-number.ts";
import type { JudgedCut } from "./judged-cut.ts";

const LEARNED = "learned:";
/** Share of the units that hold numbers from the first on. */
const MIN_SHARE = 0.8;
/** Numbers in a unit, on average. */
const MIN_NUMBERS = 2;
const CLOSED = /^\p{Nd}{1,3}[.)]$/u;
const ACT_WORDS: ReadonlySet<string> = new Set(
  SCOPES.filter(({ kind }) => kind === "act").flatMap(({ words }) => words.map(foldWord)),
);

/** Units by a learned word that names an act (`Statute I`), in which numbers begin again: these may be the units, as in other acts. */
export function* askActs({ reading, judged, headings }: JudgedCut): Generator<Doubt> {
  const word = reading.id.startsWith(LEARNED) ? reading.id.slice(LEARNED.length) : "";
  if (!ACT_WORDS.has(word)) return;
  let holding = 0;
  let numbers = 0;
  let first: number | undefined;
  let next = 0;
  for (const { line, endLine } of judged) {
    let last = 0;
    for (let heading = headings.at(next); heading !== undefined; heading = headings.at(++next)) {
      if (heading.line >= endLine) break;
      const found = heading.line > line && heading.shape.level === 0 ? readOutlineNumber(heading.text) : null;
      if (found === null || !CLOSED.test(heading.text.slice(0, found.end))) continue;
      if (found.number.value[0] !== last + 1) continue;
      first ??= heading.line;
      last++;
    }
    numbers += last;
    if (last > 0) holding++;
  }
  if (first === undefined || holding < judged.length * MIN_SHARE || numbers < judged.length * MIN_NUMBERS)
    return;
  yield {
    code: "OTHER_READING_FINDS_MORE",
    line: first + 1,
    message: `${numbers} numbers begin again in the units by the word "${word}"; they are cut where they have names of their own (\`### Section 1\`)`,
  };
}
