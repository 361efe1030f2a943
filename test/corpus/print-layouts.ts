import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { renderColumns } from "../../src/adapters/terminal/table.ts";
import { markDocument } from "../../src/document/mark.ts";
import { findLost } from "./find-lost.ts";
import { layOutDocument } from "./layouts/lay-out-document.ts";
import { LAYOUTS, type Layout } from "./layouts/layouts.ts";
import type { LaidOutDocument } from "./layouts/write-printed.ts";
import { type DocumentRow, readDocuments } from "./manifest.ts";

/** How one document in one layout was cut. */
interface LayoutCut {
  readonly file: string;
  readonly articles: number;
  readonly found: number;
  readonly right: number;
  readonly warned: number;
  readonly silent: number;
  readonly refusal: string | null;
  /** The first article that is lost in silence or the first unit that is wrong, with its line. */
  readonly example: string;
}

const MAX_UNITS = 100_000;
const EXAMPLES = 4;

/**
 * Prints, for every layout, how the documents of a folder are cut in it, and the documents that lose most; documents that are not exact
 * are written to the folder `out`, where it is named.
 */
export function printLayouts(folder: string, out: string | null): void {
  const rows = readDocuments(folder);
  const cuts = LAYOUTS.map((layout) => ({ layout, cuts: cutAll({ folder, rows, out }, layout) }));
  const head = [
    "layout",
    "documents",
    "exact",
    "refused",
    "precision",
    "recall",
    "lost, told",
    "lost, SILENT",
  ];
  const body = cuts.map(({ layout, cuts: own }) => renderLayout(layout, own));
  process.stdout.write(
    `${renderColumns([
      head,
      ...body,
      renderLayout(
        { name: "all" },
        cuts.flatMap((each) => each.cuts),
      ),
    ])}\n\n`,
  );
  for (const { layout, cuts: own } of cuts) printWorst(layout, own);
}

interface Source {
  readonly folder: string;
  readonly rows: readonly DocumentRow[];
  readonly out: string | null;
}

function cutAll({ folder, rows, out }: Source, layout: Layout): readonly LayoutCut[] {
  return rows.flatMap((row) => {
    const laidOut = layOutDocument(row, readFileSync(join(folder, row.file)), layout);
    if (laidOut === null) return [];
    const cut = cutLaidOut(laidOut);
    if (out !== null && !isExact(cut)) keep(laidOut, join(out, layout.name.replace(/[^A-Za-z0-9]+/gu, "-")));
    return [cut];
  });
}

function keep({ row, bytes }: LaidOutDocument, folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, row.file), bytes);
}

function cutLaidOut({ row, bytes }: LaidOutDocument): LayoutCut {
  const { articles, optionalUnits } = row.groundTruth;
  const result = markDocument(bytes, { maxUnits: MAX_UNITS });
  const base = { file: row.file, articles: articles.length };
  if (!result.ok) {
    const { reason, actual } = result.refusal;
    return {
      ...base,
      found: 0,
      right: 0,
      warned: 0,
      silent: 0,
      refusal: reason,
      example: `${reason}: ${actual ?? ""}`,
    };
  }
  const optional = new Set(optionalUnits.map(({ byte }) => byte));
  const labels = new Map(articles.map(({ byte, address }) => [byte, address.normalize("NFC")]));
  const units = result.value.units.filter(({ startByte }) => !optional.has(startByte));
  const wrong = units.filter(({ startByte, label }) => labels.get(startByte) !== label);
  const { warned, silent } = findLost(row, result.value);
  const [lost] = silent.length > 0 ? silent : warned;
  const example = [
    lost === undefined ? "" : `line ${lost.line}: ${lost.address} is lost`,
    wrong[0] === undefined ? "" : `line ${wrong[0].line}: ${wrong[0].label} is no article`,
  ];
  return {
    ...base,
    found: units.length,
    right: units.length - wrong.length,
    warned: warned.length,
    silent: silent.length,
    refusal: null,
    example: example.filter((text) => text !== "").join("; "),
  };
}

function renderLayout({ name }: { readonly name: string }, cuts: readonly LayoutCut[]): readonly string[] {
  const sum = (pick: (cut: LayoutCut) => number) => cuts.reduce((total, cut) => total + pick(cut), 0);
  const right = sum((cut) => cut.right);
  const cells = [
    cuts.length,
    cuts.filter(isExact).length,
    cuts.filter(({ refusal }) => refusal !== null).length,
    (
      right /
      Math.max(
        1,
        sum((cut) => cut.found),
      )
    ).toFixed(4),
    (
      right /
      Math.max(
        1,
        sum((cut) => cut.articles),
      )
    ).toFixed(4),
    sum((cut) => cut.warned),
    sum((cut) => cut.silent),
  ];
  return [name, ...cells.map(String)];
}

function printWorst({ name }: Layout, cuts: readonly LayoutCut[]): void {
  const worst = cuts
    .filter((cut) => !isExact(cut))
    .toSorted(
      (one, other) => other.silent - one.silent || other.articles - other.right - one.articles + one.right,
    );
  if (worst.length === 0) return;
  process.stdout.write(`${name}\n`);
  for (const cut of worst.slice(0, EXAMPLES)) {
    const counts = `${cut.right} of ${cut.articles} right, ${cut.found} found, ${cut.silent} lost in silence`;
    process.stdout.write(`  ${cut.file}: ${counts}; ${cut.example}\n`);
  }
  if (worst.length > EXAMPLES) process.stdout.write(`  and ${worst.length - EXAMPLES} more\n`);
}

function isExact(cut: LayoutCut): boolean {
  return cut.refusal === null && cut.right === cut.articles && cut.found === cut.articles;
}
