import type { DocumentRow } from "../manifest.ts";
import type { PrintedHead, PrintedLine } from "./printed-line.ts";

/** The lines of a document with ground truth, each with what begins on it. */
export function readPrinted(row: DocumentRow, bytes: Uint8Array): readonly PrintedLine[] {
  const begins = headsByLine(row.groundTruth);
  const text = Buffer.from(bytes)
    .toString("utf8")
    .replace(/^\ufeff/u, "");
  return text
    .split("\n")
    .map((line, index) => ({ text: line.replace(/\r$/, ""), begins: begins.get(index + 1) ?? null }));
}

function headsByLine(truth: DocumentRow["groundTruth"]): ReadonlyMap<number, PrintedHead> {
  const heads = new Map<number, PrintedHead>();
  for (const { line, label } of truth.containerList) heads.set(line, { kind: "container", label, title: "" });
  for (const { line, label } of truth.annexList) heads.set(line, { kind: "annex", label, title: "" });
  for (const { line } of truth.optionalUnits) heads.set(line, { kind: "optional", label: "", title: "" });
  for (const { line, address, title = "" } of truth.articles)
    heads.set(line, { kind: "article", label: address, title });
  return heads;
}
