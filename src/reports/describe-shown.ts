import type { OwnContents } from "../domain/plan.ts";
import type { ShownCut, ShownSample, ShownUnit } from "../domain/shown-cut.ts";

/** Most units that are named of one kind; the whole list names all. */
const MOST_NAMED = 10;

type Row = readonly [label: string, value: string];

/** What a person has to judge of a cut, as labels and values: the count, the warnings, and the units that stand out. All of it is data. */
export function describeShown(shown: ShownCut, unitCount: number): readonly Row[] {
  return [...describeCount(shown, unitCount), ...describeOutliers(shown), ...describeWarnings(shown)];
}

/** The count against what was expected, against the highest number, and the bytes that no unit holds. */
export function describeCount(shown: ShownCut, unitCount: number): readonly Row[] {
  const { highest, bytesOutside, ownContents } = shown;
  return [
    ["units", String(unitCount)],
    ["expected", describeExpected(shown, unitCount)],
    ...(ownContents === null ? [] : [["its own contents", describeContents(ownContents)] as const]),
    ["highest number", highest === null ? "no unit has one" : `${highest.number}, ${name(highest.unit)}`],
    ["bytes in no unit", String(bytesOutside)],
  ];
}

function describeExpected({ expectedCount, statedCount }: ShownCut, unitCount: number): string {
  const published =
    expectedCount === null
      ? "no expectation was given"
      : `${unitCount} of ${expectedCount} that the publisher states`;
  if (statedCount === null) return published;
  return `${published}; its front matter states ${statedCount}: ${statedCount === unitCount ? "agree" : "differ"}`;
}

function describeContents({ listed, missing, unlisted }: OwnContents): string {
  const counts = `${listed - missing} of the ${listed} names that it lists are units`;
  const verdict = missing + unlisted === 0 ? "agree" : "differ";
  return `${counts}${unlisted === 0 ? "" : `, ${unlisted} ${unlisted === 1 ? "unit is" : "units are"} not in it`}: ${verdict}`;
}

/** First and last, and the units whose length, text or number stands out. */
export function describeOutliers(shown: ShownCut): readonly Row[] {
  const { first, last, longest, shortest, medianBytes } = shown;
  const sized = (unit: ShownUnit) => `${name(unit)}, ${unit.bytes} bytes`;
  return [
    ["first", name(first)],
    ["last", name(last)],
    ["longest", longest.map(sized).join("; ")],
    ["shortest", shortest.map(sized).join("; ")],
    ["length in the middle", `${medianBytes} bytes`],
    ["without a text", describeSample(shown.empty)],
    ["oddly numbered", describeSample(shown.oddlyNumbered)],
    ["repealed", describeSample(shown.repealed)],
  ];
}

function describeWarnings({ warnings }: ShownCut): readonly Row[] {
  if (warnings.length === 0) return [["warnings", "none"]];
  return warnings.map(({ code, count, lines, message }) => [
    `warning ${code}`,
    `${count}, ${count > lines.length ? "first at" : "at"} line ${lines.join(", ")}: ${message}`,
  ]);
}

function describeSample({ count, named }: ShownSample): string {
  if (count === 0) return "none";
  const names = named.slice(0, MOST_NAMED).map(name);
  const more = count > names.length ? `; … ${count - names.length} more in the list` : "";
  return `${count}: ${names.join("; ")}${more}`;
}

/** A unit by its label and the line at which it stands. */
function name({ label, line }: ShownUnit): string {
  const signs = [...label];
  return `${signs.length > 60 ? `${signs.slice(0, 59).join("")}…` : label} (line ${line})`;
}
