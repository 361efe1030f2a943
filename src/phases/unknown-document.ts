import { type Refusal, refusal } from "../domain/refusal.ts";

/** Nothing is registered under the name that runs know a document by. */
export function unknownDocument(documentId: string): Refusal {
  const expected = "a registered document";
  return refusal("STOP_DOCUMENT_UNKNOWN", { field: "document_id", expected, actual: documentId });
}
