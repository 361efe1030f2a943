import type { DocumentRow } from "../manifest.ts";
import type { PrintedHead, PrintedLine } from "./printed-line.ts";

/** How the bytes of the lines are written. */
export interface PrintedForm {
  readonly lineEnd: "\n" | "\r\n";
  readonly unicode: "NFC" | "NFD" | null;
}

/** A document in another layout: its bytes, and the ground truth at the lines and bytes where it stands in them. */
export interface LaidOutDocument {
  readonly row: DocumentRow;
  readonly bytes: Buffer;
}

type Truth = DocumentRow["groundTruth"];

/** Writes the lines, and the ground truth of the document that they make. */
export function writePrinted(
  row: DocumentRow,
  lines: readonly PrintedLine[],
  form: PrintedForm,
): LaidOutDocument {
  const texts = lines.map(({ text }) => (form.unicode === null ? text : text.normalize(form.unicode)));
  const found: { readonly head: PrintedHead; readonly line: number; readonly byte: number }[] = [];
  let byte = 0;
  lines.forEach(({ begins }, index) => {
    if (begins !== null) found.push({ head: begins, line: index + 1, byte });
    byte += Buffer.byteLength(texts[index] ?? "") + form.lineEnd.length;
  });
  const labelled = (kind: PrintedHead["kind"]) =>
    found
      .filter(({ head }) => head.kind === kind)
      .map(({ head, line, byte }) => ({ label: head.label, line, byte }));
  const articles = found
    .filter(({ head }) => head.kind === "article")
    .map(({ head, line, byte }) => ({ address: head.label, title: head.title, line, byte }));
  const groundTruth: Truth = {
    articles,
    containerList: labelled("container"),
    annexList: labelled("annex"),
    optionalUnits: labelled("optional"),
  };
  return { row: { ...row, groundTruth }, bytes: Buffer.from(texts.join(form.lineEnd)) };
}
