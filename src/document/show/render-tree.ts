import { describeCoverage, describeLeftOut } from "../../domain/coverage.ts";
import { type Container, countWarnings, type MarkedUnit } from "../../domain/plan.ts";
import { CONTAINERS } from "../conventions/containers.ts";
import type { Inspection } from "./inspect.ts";
import { showExpected, showOwnContents } from "./show-expected.ts";
import { shorten, showCount, showShare, showText } from "./show-text.ts";

const MAX_TITLE = 60;
const MAX_LABEL = 80;
/** Containers that hold text of their own and no units. */
const STANDS_ALONE = new Set(["preamble", "closing", "contents"]);
const MAX_EVIDENCE = 5;
const MAX_WARNINGS = 40;
const RANKS = new Map(CONTAINERS.map((row) => [row.kind, row.rank]));

type Entry =
  | { readonly at: number; readonly container: Container }
  | { readonly at: number; readonly unit: MarkedUnit };

/** The tree of containers and units with its summary, for a terminal. */
export function renderTree(inspection: Inspection): string {
  const { marked } = inspection;
  const contents = showOwnContents(marked);
  return [
    `${showText(inspection.name)}: ${showCount(marked.bytes)} bytes, ${showCount(marked.units.length)} units, ${showCount(marked.containers.length)} containers, ${showCount(countWarnings(marked.warnings))} warnings`,
    `sha256 ${marked.sourceSha256}`,
    "",
    ...renderEvidence(inspection),
    `expected  ${showExpected(inspection)}`,
    ...(contents === null ? [] : [`own contents  ${contents}`]),
    "",
    ...renderCoverage(inspection),
    ...renderLetters(inspection),
    "",
    ...renderEntries(inspection),
    ...renderWarnings(inspection),
  ].join("\n");
}

function renderEvidence({ evidence, marked }: Inspection): readonly string[] {
  const chosen = evidence.findIndex((row) => row.convention === marked.convention);
  const shown = evidence.slice(0, Math.max(MAX_EVIDENCE, chosen + 1)).map((row, index) => {
    const order = `${Math.round(row.ascending * 100)} % in order, over ${Math.round(row.coverage * 100)} % of the lines`;
    const mark = index === chosen ? "chosen" : "      ";
    return `  ${mark}  ${showText(row.convention)} (${row.form}): ${row.headings} headings, ${order}, score ${row.score.toFixed(1)}`;
  });
  return ["convention", ...shown];
}

function renderCoverage({ coverage, marked }: Inspection): readonly string[] {
  const rows = Object.entries(coverage)
    .filter(([, bytes]) => bytes > 0)
    .map(
      ([role, bytes]) =>
        `  ${role.padEnd(12)}  ${showCount(bytes).padStart(12)} bytes  ${showShare(bytes, marked.text.length)}`,
    );
  const total = Object.values(coverage).reduce((sum, bytes) => sum + bytes, 0);
  return [
    "coverage",
    ...rows,
    `  ${"all".padEnd(12)}  ${showCount(total).padStart(12)} bytes of ${showCount(marked.text.length)}`,
  ];
}

/** What became of each letter, and every kind of what is left out. */
function renderLetters({ letters }: Inspection): readonly string[] {
  if (letters === null) return [];
  const rows = [...describeCoverage(letters), ...letters.leftOut.map(describeLeftOut)];
  return ["", "letters", ...rows.map(([label, value]) => `  ${showText(`${label}: ${value}`)}`)];
}

function renderEntries({ marked }: Inspection): readonly string[] {
  const entries: Entry[] = [
    ...marked.containers.map((container) => ({ at: container.startByte, container })),
    ...marked.units.map((unit) => ({ at: unit.startByte, unit })),
  ].sort((a, b) => a.at - b.at);
  const depths = new Map<string, number>();
  const open: number[] = [];
  const counts = countUnits(entries);
  return entries.map((entry, index) => {
    if ("container" in entry) {
      const rank = RANKS.get(entry.container.kind) ?? 0;
      while ((open.at(-1) ?? -1) >= rank) open.pop();
      if (STANDS_ALONE.has(entry.container.kind)) return `  ${renderContainer(entry.container)}`;
      open.push(rank);
      const count = counts[index] ?? 0;
      const tail = count === 0 ? "" : `  (${count === 1 ? "1 unit" : `${count} units`})`;
      return `${"  ".repeat(open.length)}${renderContainer(entry.container)}${tail}`;
    }
    const { unit } = entry;
    const depth = unit.parent === null ? open.length + 1 : (depths.get(unit.parent) ?? open.length) + 1;
    depths.set(unit.address, depth);
    return renderUnit(unit, depth);
  });
}

function renderContainer(container: Container): string {
  return `${showText(shorten(container.label, MAX_LABEL)) || "(no text)"}  [${container.kind}]`;
}

function renderUnit(unit: MarkedUnit, depth: number): string {
  const name = showText(
    unit.title === "" ? shorten(unit.label, MAX_TITLE) : `${unit.label}  ${shorten(unit.title, MAX_TITLE)}`,
  );
  const repealed = unit.repealed ? "  repealed" : "";
  return `${"  ".repeat(depth)}${unit.address}  ${name}  line ${unit.line}, ${showCount(unit.endByte - unit.startByte)} bytes${repealed}`;
}

/** Units up to the next container, for each container. */
function countUnits(entries: readonly Entry[]): readonly number[] {
  const counts: number[] = new Array<number>(entries.length).fill(0);
  let container = -1;
  for (const [index, entry] of entries.entries()) {
    if ("container" in entry) container = index;
    else if (container >= 0) counts[container] = (counts[container] ?? 0) + 1;
  }
  return counts;
}

function renderWarnings({ marked }: Inspection): readonly string[] {
  if (marked.warnings.length === 0) return ["", "no warnings"];
  const shown = marked.warnings
    .slice(0, MAX_WARNINGS)
    .map((warning) => `  line ${warning.line}  ${warning.code}  ${showText(warning.message)}`);
  const more = marked.warnings.length - shown.length;
  return ["", "warnings", ...shown, ...(more > 0 ? [`  … and ${more} more; --json lists all`] : [])];
}
