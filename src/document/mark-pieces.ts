import type { Rows } from "../collections/rows.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { findGivenAnnexes } from "./given/given-annexes.ts";
import { layOutGiven } from "./given/lay-out-given.ts";
import { asOneUnit, isAnnexAlone, WHOLE } from "./given/whole-document.ts";
import { findHeadings } from "./headings/find-headings.ts";
import { GIVEN_QUESTIONS, judgeCut } from "./judge/judge-cut.ts";
import { lineAt } from "./judge/judged-cut.ts";
import { excludes } from "./layout/exclude.ts";
import type { Cut, CutOrder } from "./marked.ts";
import type { GivenPiece, ReaderId } from "./projection/projection.ts";
import type { Reading } from "./readings/unit-heading.ts";
import { LINE } from "./source/line-class.ts";
import { readLineTable } from "./source/line-table.ts";
import type { ScannedSource } from "./source/scanned-source.ts";

/** Lines of a text that may be headings, beyond which it is not judged to its end. */
const MOST_HEADINGS = 1_000_000;

const ALONE = {
  code: "ANNEX_ALONE",
  line: 1,
  message: "the file is an annex without units of its own, and is cut as one",
} as const;

/** A text whose units the file itself gives. */
export interface PiecesToMark {
  readonly text: Buffer;
  readonly pieces: Rows<GivenPiece>;
  readonly reader: ReaderId;
}

/** Cuts a text along the pieces that the file gives. */
export function markPieces({ text, pieces: given, reader }: PiecesToMark, order: CutOrder): Result<Cut> {
  const { convention, maxUnits, exclude, acceptedDoubts } = order;
  const isAnnex = convention === null && isAnnexAlone(given);
  const whole = isAnnex ? "annex" : convention === WHOLE ? "document" : null;
  const pieces = whole === null ? given : asOneUnit(given, whole);
  if (convention !== null && convention !== reader.name && convention !== WHOLE)
    return refused(
      refusal("STOP_CONVENTION_UNKNOWN", {
        expected: `none: the file gives its own units (${reader.name}); or \`${WHOLE}\`, the whole file as one unit`,
        actual: convention,
        wayOut: "Leave `--convention` out: conventions are for texts without a structure of their own.",
      }),
    );
  const count = pieces.filter(({ role }) => role === "unit").length;
  if (count === 0) return refused(noUnits(pieces));
  if (count > maxUnits)
    return refused(
      refusal("STOP_TOO_MANY_UNITS", { expected: `at most ${maxUnits} units`, actual: `${count} units` }),
    );
  const scanned = scanPieces(text);
  const layout = layOutGiven(scanned, pieces, (label) => excludes(exclude, label, null));
  if (!layout.ok) return layout;
  const { units, containers, regions, heads, warnings } = layout.value;
  if (units.length === 0) return refused(refusal("STOP_NO_UNITS", { actual: "every unit is excluded" }));
  const linesOf = (found: readonly GivenPiece[]) =>
    found.map(({ startByte }) => lineAt(scanned.table, startByte));
  const { holders, containers: namedPieces } = findContainers(pieces);
  const named = new Set(linesOf(namedPieces));
  const range = { firstLine: 0, lastLine: scanned.table.count };
  const headings = findHeadings(scanned, { ...range, mostMarked: MOST_HEADINGS, most: MOST_HEADINGS });
  const reading: Reading = {
    ...{
      id: convention ?? reader.name,
      form: "plain",
      heads,
      count,
      holders: linesOf(holders),
    },
    ...{ ascending: 1, coverage: 1, score: 1 },
  };
  const doubts = judgeCut(
    {
      ...{ scanned, range, headings, reading, readings: [reading], heads, units, containers, regions },
      given: { annexed: findGivenAnnexes(scanned, pieces), named },
    },
    acceptedDoubts,
    GIVEN_QUESTIONS,
  );
  if (!doubts.ok) return doubts;
  return accepted({
    convention: reading.id,
    runnerUp: null,
    ...{ units, containers, regions },
    warnings: [...(isAnnex ? [ALONE] : []), ...warnings, ...doubts.value.warnings].toSorted(
      (a, b) => a.line - b.line,
    ),
    evidence: [
      { convention: reading.id, form: "given", headings: count, ascending: 1, coverage: 1, score: 1 },
    ],
  });
}

/** The containers that have a name, and those of them that hold what stands deeper: a name there is that of no unit. */
function findContainers(pieces: Rows<GivenPiece>): {
  readonly containers: readonly GivenPiece[];
  readonly holders: readonly GivenPiece[];
} {
  const containers: GivenPiece[] = [];
  const holders: GivenPiece[] = [];
  let before: GivenPiece | null = null;
  for (const piece of pieces) {
    if (before !== null && piece.depth > before.depth) holders.push(before);
    before = piece.role === "container" && piece.label + piece.title !== "" ? piece : null;
    if (before !== null) containers.push(before);
  }
  return { containers, holders };
}

/** Every line that holds text is a paragraph of its own. */
function scanPieces(source: Buffer): ScannedSource {
  const table = readLineTable(source);
  const classes = new Uint8Array(table.count);
  for (let line = 0; line < table.count; line++)
    if ((table.textEnds[line] ?? 0) > (table.starts[line] ?? 0)) classes[line] = LINE.paragraph;
  return { source, table, mask: { classes, levels: new Uint8Array(table.count), open: -1 } };
}

function noUnits(pieces: Rows<GivenPiece>): Refusal {
  return refusal("STOP_NO_UNITS", {
    expected: "elements of units: articles, sections, paragraphs",
    actual: `${pieces.length} pieces, none of which is a unit`,
    wayOut: `Name the document that holds the articles; to cut this one as one unit, name \`--convention ${WHOLE}\`.`,
  });
}
