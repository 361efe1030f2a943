import { exportFileNames } from "../../domain/reading/export-file-names.ts";
import { exportedLine } from "../../domain/reading/exported-line.ts";
import { countOf } from "../../domain/text-forms.ts";
import type { RegisteredDocument } from "../../ports/reader.ts";
import type { ExportFormat, ExportOrder } from "./export-format.ts";
import { exportedPages } from "./exported-pages.ts";

/** One file a document, one line a version. */
export const exportJsonl: ExportFormat = async (order) => {
  const names = exportFileNames(order.documents.map(({ documentId }) => documentId));
  const documents = [];
  for (const document of order.documents) {
    const path = `${names.get(document.documentId)}.jsonl`;
    documents.push({ ...document, path, lines: await writeDocument(order, document, path) });
  }
  return { format: "iu-cutter/export/jsonl/1", on: order.on, knownAt: order.shownKnownAt, documents };
};

/** How many lines the file has. */
async function writeDocument(order: ExportOrder, { documentId }: RegisteredDocument, path: string) {
  let lines = 0;
  const texts = async function* () {
    for await (const page of exportedPages(order, documentId)) {
      lines += page.length;
      yield page.map((version) => `${exportedLine(documentId, version)}\n`).join("");
    }
  };
  await order.folder.write(path, texts());
  order.progress.note(`${documentId}: ${countOf(lines, "line")}`);
  return lines;
}
