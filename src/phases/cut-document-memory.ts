import type { MarkedWithEvidence } from "../document/marked.ts";
import type { SourceVersion } from "../domain/plan.ts";
import { canonicalJson } from "../json/canonical-json.ts";
import type { PlannedDocument } from "./plan-document.ts";

/** The document of a run: what was found in its text and by what evidence, what will be written, and how it differs from the head. */
export interface CutDocument extends MarkedWithEvidence, PlannedDocument {}

/** Remembers the document that a session has cut, beside the source version that it was made from, so that its phases share one. */
export class CutDocumentMemory {
  #kept: { readonly source: string; readonly document: CutDocument } | null = null;

  recall(source: SourceVersion): CutDocument | null {
    return this.#kept?.source === canonicalJson(source) ? this.#kept.document : null;
  }

  keep(source: SourceVersion, document: CutDocument): void {
    this.#kept = { source: canonicalJson(source), document };
  }
}
