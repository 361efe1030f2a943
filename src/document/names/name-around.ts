import { AROUND } from "../conventions/articles.ts";
import type { Designator } from "./designator.ts";
import { matchAt } from "./match-at.ts";
import { readHan } from "./numbers.ts";

/** A numeral between two signs; justified print and scans put spaces between its signs. */
const HAN_DIGITS = "[〇○零一二三四五六七八九十百千万0-9０-９]+";
const HAN_NUMERAL = `${HAN_DIGITS}(?: ${HAN_DIGITS}){0,7}`;
/** Inside the signs an inserted number stands behind a hyphen: `第 2-1 條`. */
const HAN_INSIDE = new RegExp(`${HAN_NUMERAL}(?: ?[-‐‑–－之の] ?${HAN_NUMERAL}){0,3} ?`, "uy");
const HAN_STEP = new RegExp(`(?: ?[之のノ] ?${HAN_NUMERAL}){1,3}`, "uy");
const HANGUL_STEP = /(?:의 ?\d+)+/uy;
const HAN_RANGE = new RegExp(
  `(?:から|乃至|及び?|ないし| ?[至到] ?|、|～|~)第 ?${HAN_NUMERAL} ?[条條](?: ?[之の] ?${HAN_NUMERAL}){0,3}(?:まで)?`,
  "uy",
);
const HAN_NUMBERS = new RegExp(HAN_NUMERAL, "gu");

/** Reads a name whose number stands between two signs: `第一条の二`, `제3조의2`; null where there is none. */
export function readAround(text: string, start: number): Designator | null {
  const opening = text.charAt(start);
  for (const row of AROUND) {
    if (row.words[0] !== opening) continue;
    const space = text.charAt(start + 1) === " " ? 1 : 0;
    HAN_INSIDE.lastIndex = start + 1 + space;
    const inside = HAN_INSIDE.exec(text);
    if (inside === null) return null;
    let end = HAN_INSIDE.lastIndex;
    const closing = (row.closing ?? []).find((mark) => text.startsWith(mark, end));
    if (closing === undefined) continue;
    end += closing.length;
    const step = matchAt(row.id === "ko-jo" ? HANGUL_STEP : HAN_STEP, text, end);
    end += step.length;
    const range = matchAt(HAN_RANGE, text, end);
    const last = range === "" ? undefined : hanNumbers(range)[0];
    const printed = `${inside[0]}${step}${range}`.replace(/ /g, "");
    return {
      row,
      number: {
        text: printed,
        length: printed.length,
        value: hanNumbers(inside[0] + step),
        ...(last === undefined ? {} : { through: last }),
      },
      end: end + range.length,
      start,
    };
  }
  return null;
}

function hanNumbers(text: string): readonly number[] {
  return [...text.matchAll(HAN_NUMBERS)].map(([found]) => readHan(found.replace(/ /g, ""), 0)?.value[0] ?? 0);
}
