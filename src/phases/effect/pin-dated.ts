import { accepted } from "../../domain/result.ts";
import { readPinnedSource } from "../cut-document.ts";
import type { PhaseFunction } from "../phase.ts";
import { findDatedSource, orderOf } from "./read-days-plan.ts";

/** Phase 1 of a run that sets days: pins the source version whose enacted text is meant. */
export const pinDated: PhaseFunction<"source_pin"> = async (context) => {
  const found = await findDatedSource(context.live, context.run.documentId, orderOf(context.run));
  if (!found.ok) return found;
  const source = found.value;
  const bytes = await readPinnedSource(context.live, source);
  if (!bytes.ok) return bytes;
  return accepted({
    evidence: { source },
    summary: `Pinned version ${source.versionSeq} of ${source.documentId}, which is enacted.`,
    facts: [
      ["document", source.documentId],
      ["prefix", source.docPrefix],
      ["title", source.title],
      ["version", `${source.versionSeq} (${source.versionId})`],
      ["source sha256", source.sha256],
    ],
  });
};
