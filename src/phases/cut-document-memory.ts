import type { CutPlan, MarkedDocument, SourceVersion } from "../domain/plan.ts";
import { canonicalJson } from "../json/canonical-json.ts";

/** The document of a run: its bytes, what was found in them, and what will be written. */
export interface CutDocument {
  readonly source: Uint8Array;
  readonly marked: Pick<MarkedDocument, "convention" | "regions">;
  readonly plan: CutPlan;
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
