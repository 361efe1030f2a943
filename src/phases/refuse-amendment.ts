import { refuseOpenQuestions } from "../document/delta/refuse-open-questions.ts";
import type { Delta } from "../domain/delta.ts";
import type { DocumentHead } from "../domain/document-head.ts";
import type { SourceVersion } from "../domain/plan.ts";
import { FROM_THE_BEGINNING } from "../domain/planned-change.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";

/** Refuses a delta that can't be planned: with open questions, without a change, or with units whose day nobody has named. */
export function refuseAmendment(source: SourceVersion, head: DocumentHead, delta: Delta): Refusal | null {
  return refuseOpenQuestions(delta) ?? refuseUnchanged(source, delta) ?? refuseUndated(source, head, delta);
}

function refuseUnchanged({ documentId }: SourceVersion, delta: Delta): Refusal | null {
  if (delta.changes.length > 0) return null;
  const found = refusal("STOP_NOTHING_CHANGED", {
    field: documentId,
    expected: `units that differ from the head of ${documentId}`,
    actual: `${delta.unchanged.length} units, all as they are enacted`,
  });
  if (!delta.isOutsideChanged) return found;
  const details = ["Text that stands in no unit has changed or moved; `cutter source diff` shows it."];
  const wayOut =
    "What stands in no unit is no part of the base. If it says what is the law, write it so that it is a unit (docs/conventions.md), and register the file again.";
  return { ...found, details, wayOut };
}

/** What an erratum adds was missing from some day on; only where the whole document is in force from the beginning is that day known. */
function refuseUndated(source: SourceVersion, head: DocumentHead, delta: Delta): Refusal | null {
  if (source.nature !== "erratum" || source.effectiveFrom !== undefined) return null;
  if (!delta.changes.some(({ change }) => change === "created")) return null;
  const dated = head.units.filter(({ effectiveFrom }) => effectiveFrom !== FROM_THE_BEGINNING);
  if (dated.length === 0) return null;
  return refusal("STOP_BAD_INPUT", {
    field: "--effective-from",
    expected: "the day from which the units that the erratum adds are in force",
    actual: "left out",
  });
}
