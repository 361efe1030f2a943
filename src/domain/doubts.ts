import { type Refusal, refusal } from "./refusal.ts";

/** What the judge asks of a cut, by the code of the answer: its sentence, and from how many answers on a cut is refused. */
export const DOUBTS = {
  HEADING_INSIDE_UNIT: {
    sentence: "A name or heading like those of units stands in the text of a unit.",
    refusedFrom: 2,
  },
  HEADING_IN_NO_UNIT: {
    sentence: "A name or heading like those of units stands in no unit.",
    refusedFrom: 1,
  },
  LIST_LEFT_OUT: {
    sentence: "A numbered list stands in no unit, or behind a heading in one.",
    refusedFrom: 1,
  },
  FIRST_NUMBER_MISSING: {
    sentence: "A sequence does not begin with the first number.",
    refusedFrom: null,
  },
  FIRST_NUMBER_FOUND: {
    sentence: "The number before the first unit begins a line that is no unit.",
    refusedFrom: 1,
  },
  NUMBER_SKIPPED_FOUND: {
    sentence: "A number that no unit has stands in the text of the unit before.",
    refusedFrom: 2,
  },
  NUMBER_GAP: { sentence: "A number is left out and found nowhere.", refusedFrom: null },
  NUMBER_STEPS_BACK: { sentence: "A number is lower than the number before.", refusedFrom: null },
  NUMBERING_RESTARTS: {
    sentence: "The numbers start again without a heading between.",
    refusedFrom: null,
  },
  TWO_CONVENTIONS: { sentence: "Units of two conventions alternate in one sequence.", refusedFrom: null },
  OTHER_READING_FINDS_MORE: { sentence: "Another reading finds more units.", refusedFrom: null },
  CONTENTS_DISAGREE: {
    sentence: "The table of contents lists a name that no unit has.",
    refusedFrom: 3,
  },
  CONTENTS_MORE: {
    sentence: "The table of contents lists more names than there are units.",
    refusedFrom: null,
  },
  BLOCK_UNCLOSED: {
    sentence: "A block that is closed nowhere hides the text to the end.",
    refusedFrom: null,
  },
  TEXT_IN_NO_UNIT: { sentence: "A text between the units belongs to none of them.", refusedFrom: null },
  LOW_COVERAGE: { sentence: "Most of the text belongs to no unit.", refusedFrom: 1 },
  UNIT_MUCH_LONGER: { sentence: "A unit is many times as long as the others.", refusedFrom: null },
  EMPTY_UNITS: { sentence: "Units have a heading and no text.", refusedFrom: null },
} as const satisfies Readonly<Record<string, DoubtRow>>;

interface DoubtRow {
  readonly sentence: string;
  /** That many doubts of one code are a large loss; null: never. */
  readonly refusedFrom: number | null;
}

export type DoubtCode = keyof typeof DOUBTS;

/** One answer of the judge: something that a person should look at. */
export interface Doubt {
  readonly code: DoubtCode;
  /** 1-based. */
  readonly line: number;
  readonly message: string;
  /** The document itself sets the place apart; the doubt never refuses the cut. */
  readonly isMild?: true;
}

export const DOUBT_CODES = Object.keys(DOUBTS) as readonly DoubtCode[];

/** Refuses codes that name no doubt. */
export function refuseDoubtCodes(codes: readonly string[]): Refusal | null {
  const unknown = codes.filter((code) => !DOUBT_CODES.some((known) => known === code));
  if (unknown.length === 0) return null;
  return refusal("STOP_BAD_INPUT", {
    field: "--accept-doubt",
    expected: "codes of doubts about a cut",
    actual: unknown.join(", "),
    details: DOUBT_CODES.map((code) => `${code}: ${DOUBTS[code].sentence}`),
  });
}
