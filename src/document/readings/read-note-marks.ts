import type { Rows } from "../../collections/rows.ts";
import { NOTED_BEHIND } from "../conventions/articles.ts";
import type { Heading } from "../headings/heading.ts";
import type { UnitHeading } from "./unit-heading.ts";
import { UnitHeadingList } from "./unit-heading-list.ts";

/** `24.78`: the number of the article, and behind its stop that of a footnote. */
const NOTED = /^(\p{Nd}+)\.\p{Nd}+$/u;
/** Marks between two articles that may be references or text of another act. */
const NEAR = 4;

/**
 * Reads the mark of a footnote behind the stop of a number (`Điều 24.78`, in consolidated acts) for no part of the number: where no other name
 * has the number, the articles around it count over it, and most names are plain.
 */
export function readNoteMarks(marks: Rows<UnitHeading>, headings: Rows<Heading>): Rows<UnitHeading> {
  const counts = new Map<number, number>();
  let noted = 0;
  let plain = 0;
  for (const mark of marks) {
    if (!NOTED_BEHIND.has(mark.row)) continue;
    if (!NOTED.test(mark.key)) {
      if (mark.value.length === 1) plain++;
      continue;
    }
    noted++;
    const [number = 0] = mark.value;
    counts.set(number, (counts.get(number) ?? 0) + 1);
  }
  if (noted === 0 || plain <= noted) return marks;
  const read = new UnitHeadingList(headings);
  for (const [at, mark] of [...marks].entries())
    read.push(counts.get(mark.value[0] ?? 0) === 1 && isNoted(marks, at) ? withoutNote(mark) : mark);
  return read;
}

function isNoted(marks: Rows<UnitHeading>, at: number): boolean {
  const mark = marks.at(at);
  if (mark === undefined || !NOTED_BEHIND.has(mark.row) || !NOTED.test(mark.key)) return false;
  const [number = 0] = mark.value;
  const before = firstNumbers(marks, at - NEAR, at);
  const behind = firstNumbers(marks, at + 1, at + 1 + NEAR);
  if (before.includes(number) || behind.includes(number)) return false;
  const isBefore = number === 1 || before.includes(number - 1);
  return isBefore && (behind.includes(number + 1) || behind.every((other) => other < number));
}

function firstNumbers(marks: Rows<UnitHeading>, from: number, to: number): readonly number[] {
  return marks.slice(Math.max(0, from), Math.max(0, to)).flatMap(({ value }) => value.slice(0, 1));
}

function withoutNote(mark: UnitHeading): UnitHeading {
  const key = NOTED.exec(mark.key)?.[1] ?? mark.key;
  const label = mark.label.slice(0, mark.label.length - (mark.key.length - key.length));
  return { ...mark, label, key, value: mark.value.slice(0, 1) };
}
