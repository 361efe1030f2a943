import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { renderColumns } from "../../src/adapters/terminal/table.ts";
import { readAdversarial, readDocuments } from "./manifest.ts";
import { judgeOutcome, type Measure, measureDocument } from "./measure.ts";
import { printLayouts } from "./print-layouts.ts";
import { printPeers } from "./print-peers.ts";

const FIXTURES = join(import.meta.dirname, "../fixtures");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { layouts: { type: "boolean", default: false }, out: { type: "string" } },
});
const [named] = positionals;
const folders =
  named === undefined ? [join(FIXTURES, "documents"), join(FIXTURES, "adversarial")] : foldersIn(named);
const MAX_FAULTS = 20;

for (const folder of folders) {
  if (values.layouts) {
    if (!folder.endsWith("adversarial")) printLayouts(folder, values.out ?? null);
  } else if (folder.endsWith("adversarial")) printAdversarial(folder);
  else printDocuments(folder);
}

/** A folder with a manifest, or one that holds `documents` and `adversarial`. */
function foldersIn(folder: string): readonly string[] {
  if (existsSync(join(folder, "MANIFEST.json"))) return [folder];
  return ["documents", "adversarial"].map((name) => join(folder, name)).filter((path) => existsSync(path));
}

function printDocuments(folder: string): void {
  const documents = readDocuments(folder).map((row) => ({
    row,
    bytes: readFileSync(join(folder, row.file)),
  }));
  const measures = documents.map(({ row, bytes }) => measureDocument(row, bytes));
  const head = ["document", "convention", "articles", "found", "precision", "recall", "titles"];
  const more = ["containers", "parents", "warnings"];
  process.stdout.write(`${renderColumns([[...head, ...more], ...measures.map(renderRow)])}\n\n`);
  process.stdout.write(
    `${renderColumns([["family", "documents", "articles", "precision", "recall"], ...renderFamilies(measures)])}\n\n`,
  );
  printPeers(documents);
  for (const measure of measures.filter(({ faults }) => faults.length > 0)) {
    process.stdout.write(
      `${measure.file}\n${measure.faults
        .slice(0, MAX_FAULTS)
        .map((fault) => `  ${fault}\n`)
        .join("")}`,
    );
  }
}

function renderRow(measure: Measure): readonly string[] {
  const { file, convention, expected, found, precision, recall, titlesRight } = measure;
  const shares = [precision, recall, titlesRight].map((share) => share.toFixed(3));
  const { containersFound, parentsRight, warnings } = measure;
  return [
    file,
    convention,
    String(expected),
    String(found),
    ...shares,
    containersFound,
    parentsRight,
    String(warnings),
  ];
}

function renderFamilies(measures: readonly Measure[]): readonly (readonly string[])[] {
  return [...new Set(measures.map(({ family }) => family))].map((family) => {
    const own = measures.filter((measure) => measure.family === family);
    const sum = (pick: (measure: Measure) => number) =>
      own.reduce((total, measure) => total + pick(measure), 0);
    const right = sum(({ recall, expected }) => recall * expected);
    const precision =
      right /
      Math.max(
        1,
        sum(({ found }) => found),
      );
    const recall =
      right /
      Math.max(
        1,
        sum(({ expected }) => expected),
      );
    return [
      family,
      String(own.length),
      String(sum(({ expected }) => expected)),
      precision.toFixed(3),
      recall.toFixed(3),
    ];
  });
}

function printAdversarial(folder: string): void {
  const rows = readAdversarial(folder)
    .filter((row) => existsSync(join(folder, row.file)))
    .map((row) => {
      const { outcome, fault } = judgeOutcome(row, readFileSync(join(folder, row.file)));
      return [row.file, row.outcome, outcome, fault ?? "as it must be"];
    });
  process.stdout.write(`${renderColumns([["hostile document", "may be", "became", "verdict"], ...rows])}\n`);
}
