import { groupBy } from "../../collections/group-by.ts";
import { countWarnings, type DocumentWarning, type MarkedUnit } from "../../domain/plan.ts";
import { lineAt } from "../judge/judged-cut.ts";
import { type LineTable, readLineTable } from "../source/line-table.ts";
import type { Inspection } from "./inspect.ts";
import { showExpected, showOwnContents } from "./show-expected.ts";
import { shortenToColumns, showCount, showShare, showText } from "./show-text.ts";
import { type CutSummary, summarizeCut } from "./summarize-cut.ts";

const COLUMNS = 80;
const NAME_COLUMNS = 14;
const MOST_CODES = 7;
const MOST_OUTSIDE = 3;

type Listed = Pick<MarkedUnit, "label" | "title" | "line" | "startByte" | "endByte">;

/** What a person needs to say yes or no to a cut, on one screen of 24 lines and 80 columns. */
export function renderScreen(inspection: Inspection): string {
  const { marked, name } = inspection;
  const source = marked.text;
  const summary = summarizeCut(marked, source);
  const contents = showOwnContents(marked);
  return [
    `${name}: ${showCount(marked.bytes)} bytes`,
    `sha256 ${marked.sourceSha256}`,
    ...renderLetters(inspection),
    "",
    ...renderConvention(inspection),
    row("units", countOf(summary)),
    row("expected", showExpected(inspection)),
    ...(contents === null ? [] : [row("own contents", contents)]),
    row("first", summary.first === null ? "none" : nameOf(summary.first)),
    row("last", summary.last === null ? "none" : nameOf(summary.last)),
    row("longest", `${sizesOf(summary.longest)}; the middle one has ${showCount(summary.medianBytes)} bytes`),
    row("shortest", sizesOf(summary.shortest)),
    row("without text", sampleOf(summary.empty)),
    row("repealed", sampleOf(summary.repealed)),
    row("outside units", outsideOf(inspection, readLineTable(source), summary.bytesOutside)),
    "",
    ...renderWarnings(marked.warnings),
    ...renderUnraised(inspection),
    "",
    "all units: --tree, --html FILE, --json",
  ]
    .map((line) => shortenToColumns(showText(line), COLUMNS))
    .join("\n");
}

/** By what the file was read, and what became of its letters. */
function renderLetters({ letters }: Inspection): readonly string[] {
  if (letters === null) return [];
  const { file, units, containers, outside, leftOut } = letters.letters;
  const named = letters.leftOut.map(({ element, letters: count }) => `${element} ${showCount(count)}`);
  const which = named.length === 0 ? "" : `: ${named.join(", ")}`;
  return [
    `read by ${letters.reader.name} ${letters.reader.version}: a text of ${showCount(letters.textBytes)} bytes`,
    row(
      "letters",
      `${showCount(file)}: units ${showCount(units)}, containers ${showCount(containers)}, outside ${showCount(outside)}`,
    ),
    row("left out", `${showCount(leftOut)}${which}`),
  ];
}

function renderConvention({ evidence, marked }: Inspection): readonly string[] {
  const told = (convention: string | null) => {
    const found = evidence.find((each) => each.convention === convention);
    if (found === undefined) return convention ?? "none";
    return `${found.convention} (${found.form}), ${found.headings} headings, score ${found.score.toFixed(1)}`;
  };
  return [row("convention", told(marked.convention)), row("runner-up", told(marked.runnerUp))];
}

function countOf({ count, highest }: CutSummary): string {
  if (highest === null) return `${showCount(count)}, without numbers`;
  return `${showCount(count)}; the highest number is ${highest.number} (${highest.unit.label})`;
}

function nameOf({ label, title, line }: Listed): string {
  return `${shortenToColumns(title === "" ? label : `${label}  ${title}`, 48)}, line ${line}`;
}

function sizesOf(units: readonly Listed[]): string {
  const [first] = units;
  if (first === undefined) return "none";
  return `${shortenToColumns(first.label, 24)}, ${showCount(first.endByte - first.startByte)} bytes, line ${first.line}`;
}

function sampleOf({ count, named }: CutSummary["empty"]): string {
  if (count === 0) return "none";
  return `${count}: ${named.map(({ label }) => label).join(", ")}`;
}

/** The largest pieces of text that belong to no unit, each with its lines. */
function outsideOf({ marked }: Inspection, table: LineTable, bytes: number): string {
  const pieces = marked.regions
    .filter(({ role }) => role !== "unit")
    .toSorted((a, b) => b.endByte - b.startByte - (a.endByte - a.startByte))
    .filter(({ startByte, endByte }) => endByte > startByte)
    .slice(0, MOST_OUTSIDE);
  const lines = pieces.map(
    ({ startByte, endByte }) => `${lineAt(table, startByte + 1)}-${lineAt(table, endByte)}`,
  );
  const where = lines.length === 0 ? "" : `; largest: lines ${lines.join(", ")}`;
  return `${showCount(bytes)} bytes, ${showShare(bytes, marked.text.length)}${where}`;
}

/** One line for each code, with its count and its first warning. */
function renderWarnings(warnings: readonly DocumentWarning[]): readonly string[] {
  const codes = groupBy(warnings, ({ code }) => code);
  const shown = [...codes].slice(0, MOST_CODES).map(([code, all]) => {
    return `  ${code} (${showCount(countWarnings(all))}), line ${all[0]?.line}: ${all[0]?.message}`;
  });
  const more = codes.size - shown.length;
  return [
    codes.size === 0 ? "no warnings" : "warnings",
    ...shown,
    ...(more > 0 ? [`  … and ${more} more codes`] : []),
  ];
}

/** Doubts that were accepted and that the cut does not raise. */
function renderUnraised({ acceptedDoubts, marked }: Inspection): readonly string[] {
  const raised = new Set(marked.warnings.map(({ code }) => code));
  const idle = acceptedDoubts.filter((code) => !raised.has(code));
  return idle.length === 0 ? [] : [`accepted, but not raised: ${idle.join(", ")}`];
}

function row(name: string, text: string): string {
  return `${name.padEnd(NAME_COLUMNS)}${text}`;
}
