import { sha256Hex } from "../domain/canonical-json.ts";
import type { Container, DocumentWarning, MarkedDocument, MarkedUnit, Region } from "../domain/plan.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { judgeBytes } from "./judge-bytes.ts";
import { judgePrefix } from "./judge-prefix.ts";
import { type LineTable, readLineTable } from "./line-table.ts";

/** How a document is to be marked; everything that is not named is chosen by evidence. */
export interface MarkOptions {
  /** Document prefix, judged here too so that a dry look finds what a run would refuse. */
  readonly prefix?: string;
  /** Name of the heading convention, or null: chosen by evidence. */
  readonly convention?: string | null;
  readonly maxUnits: number;
  /** Markers whose units are left out, e.g. `draft`. */
  readonly exclude?: readonly string[];
}

interface Heading {
  readonly line: number;
  readonly level: number;
  readonly label: string;
  readonly title: string;
}

const NUMBERED = /^(article|art\.?|§§?)\s*(\d+[a-z]?(?:[-.]\d+)*)(?=$|[\s.:])\.?\s*:?\s*(.*)$/iu;

/** Parses the bytes into units, containers and regions that tile the source (phase 2). */
export function markDocument(source: Uint8Array, options: MarkOptions): Result<MarkedDocument> {
  const unusable = judgeBytes(source) ?? (options.prefix === undefined ? null : judgePrefix(options.prefix));
  if (unusable !== null) return refused(unusable);
  const table = readLineTable(source);
  const headings = findHeadings(source, table);
  const numbered = headings.filter((heading) => NUMBERED.test(heading.label));
  const topLevel = headings.filter((heading) => heading.level === 1);
  const body = topLevel.length === 1 ? headings.filter((heading) => heading.level !== 1) : headings;
  const chosen = numbered.length > 0 ? numbered : body.filter((heading) => heading.level > 0);
  if (chosen.length === 0) return refused(refusal("STOP_NO_UNITS"));
  if (chosen.length > options.maxUnits) {
    return refused(
      refusal("STOP_TOO_MANY_UNITS", {
        expected: `at most ${options.maxUnits}`,
        actual: String(chosen.length),
      }),
    );
  }
  const chosenLines = new Set(chosen.map((heading) => heading.line));
  const marks = headings.filter((heading) => heading.level > 0 || chosenLines.has(heading.line));
  const units: MarkedUnit[] = [];
  const containers: Container[] = [];
  const regions: Region[] = [];
  const firstByte = table.starts[marks[0]?.line ?? 0] ?? 0;
  if (firstByte > 0) regions.push({ startByte: 0, endByte: firstByte, role: "non-content" });
  for (const [index, mark] of marks.entries()) {
    const startByte = table.starts[mark.line] ?? 0;
    const endByte = table.starts[marks[index + 1]?.line ?? table.count] ?? source.length;
    const isUnit = chosenLines.has(mark.line);
    regions.push({ startByte, endByte, role: isUnit ? "unit" : "container" });
    if (!isUnit) containers.push({ startByte, kind: "heading", label: mark.label });
    else units.push(makeUnit({ mark, startByte, endByte, ordinal: units.length + 1 }));
  }
  const duplicate = judgeDuplicates(units);
  if (duplicate !== null) return refused(duplicate);
  const warnings: DocumentWarning[] = [];
  return accepted({
    convention: numbered.length > 0 ? "article" : "outline",
    runnerUp: null,
    sourceSha256: sha256Hex(source),
    bytes: source.length,
    units,
    containers,
    regions,
    warnings,
  });
}

function makeUnit(input: {
  readonly mark: Heading;
  readonly startByte: number;
  readonly endByte: number;
  readonly ordinal: number;
}): MarkedUnit {
  const { mark, startByte, endByte, ordinal } = input;
  return {
    ordinal,
    startByte,
    endByte,
    line: mark.line + 1,
    address: addressOf(mark.label, ordinal),
    label: mark.label,
    title: mark.title,
    kind: mark.label.startsWith("§") ? "section" : NUMBERED.test(mark.label) ? "article" : "heading",
    sectionType: "body",
    scope: "",
    parent: null,
    repealed: false,
  };
}

function addressOf(label: string, ordinal: number): string {
  const folded = label
    .replace("§", "par ")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");
  return folded === "" ? `UNIT-${ordinal}` : folded;
}

function findHeadings(source: Uint8Array, table: LineTable): readonly Heading[] {
  const headings: Heading[] = [];
  let fence = "";
  let blankBefore = true;
  for (let line = 0; line < table.count; line++) {
    const text = new TextDecoder("utf-8").decode(source.subarray(table.starts[line], table.textEnds[line]));
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(text)?.[1] ?? "";
    if (fence !== "" || mark !== "") {
      if (fence === "") fence = mark;
      else if (mark.startsWith(fence)) fence = "";
      blankBefore = false;
      continue;
    }
    const atx = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/u.exec(text);
    if (atx !== null) headings.push(readHeading(line, atx[1]?.length ?? 1, atx[2] ?? ""));
    else if (blankBefore && /^article\s+\d+[a-z]?\.?\s*$/i.test(text))
      headings.push(readHeading(line, 0, text));
    blankBefore = text.trim() === "";
  }
  return headings;
}

function readHeading(line: number, level: number, text: string): Heading {
  const folded = text.normalize("NFC").replace(/\s+/gu, " ").trim();
  const match = NUMBERED.exec(folded);
  if (match === null) return { line, level, label: folded, title: "" };
  return { line, level, label: `${match[1]} ${match[2]}`, title: match[3] ?? "" };
}

function judgeDuplicates(units: readonly MarkedUnit[]): Refusal | null {
  const seen = new Map<string, number>();
  const twice: string[] = [];
  for (const unit of units) {
    const first = seen.get(unit.address);
    if (first === undefined) seen.set(unit.address, unit.line);
    else twice.push(`${unit.address}: lines ${first} and ${unit.line}`);
  }
  if (twice.length === 0) return null;
  return refusal("STOP_ADDRESS_DUPLICATE", { actual: `${twice.length} repeated`, details: twice });
}
