import { accepted, refused } from "../domain/result.ts";
import { readPinnedSource } from "./cut-document.ts";
import type { PhaseFunction } from "./phase.ts";
import { unknownDocument } from "./unknown-document.ts";

/** Phase 1: finds the registered document and pins its latest version by id and sha256. The bot may not register documents. */
export const sourcePin: PhaseFunction<"source_pin"> = async (context) => {
  const { documentId } = context.run;
  const source = await context.live.findDocument(documentId);
  if (source === null) {
    return refused(unknownDocument(documentId));
  }
  const bytes = await readPinnedSource(context.live, source);
  if (!bytes.ok) return bytes;
  return accepted({
    evidence: { source },
    summary: `Pinned version ${source.versionSeq} of ${source.documentId}.`,
    facts: [
      ["document", source.documentId],
      ["prefix", source.docPrefix],
      ["title", source.title],
      ["version", `${source.versionSeq} (${source.versionId})`],
      ["source sha256", source.sha256],
      ["bytes", String(source.sizeBytes)],
    ],
  });
};
