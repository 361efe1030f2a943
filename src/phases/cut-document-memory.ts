import type { MarkedWithEvidence } from "../document/mark.ts";
import type { SourceVersion } from "../domain/plan.ts";
import { canonicalJson } from "../json/canonical-json.ts";
import type { PlannedDocument } from "./plan-document.ts";

/** The document of a run: its bytes, what was found in them and by what evidence, what will be written, and how it differs from the head. */
export interface CutDocument extends MarkedWithEvidence, PlannedDocument {
  readonly source: Uint8Array;
}

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
