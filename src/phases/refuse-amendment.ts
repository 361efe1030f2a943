import { refuseOpenQuestions } from "../document/delta/refuse-open-questions.ts";
import { dayStated, isHeadAgain, natureOfChange } from "../domain/change-nature.ts";
import type { Delta } from "../domain/delta.ts";
import { type DocumentHead, onlyDayOf } from "../domain/document-head.ts";
import type { SourceVersion } from "../domain/plan.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";

/** Refuses a delta that can't be planned: with open questions, without a change, or with units whose day nobody has named. */
export function refuseAmendment(source: SourceVersion, head: DocumentHead, delta: Delta): Refusal | null {
  return (
    refuseQuestions(source, delta) ?? refuseUnchanged(source, delta) ?? refuseUndated(source, head, delta)
  );
}

/** The statement is registered with the version; where the head itself is cut again, with its bytes as a recut. */
function refuseQuestions(source: SourceVersion, delta: Delta): Refusal | null {
  const found = refuseOpenQuestions(delta);
  if (found === null || !isHeadAgain(source)) return found;
  const wayOut = `Save the proposal as a file, correct what is wrong in it, and register the bytes that are enacted again: cutter source register FILE --document-id ${source.documentId} --nature recut --lineage FILE`;
  return { ...found, wayOut };
}

function refuseUnchanged({ documentId }: SourceVersion, delta: Delta): Refusal | null {
  if (delta.changes.length > 0) return null;
  const found = refusal("STOP_NOTHING_CHANGED", {
    field: documentId,
    expected: `units that differ from the head of ${documentId}`,
    actual: `${delta.unchanged.length} units, all as they are enacted`,
  });
  if (delta.outside !== "changed") return found;
  const details = ["Text that stands in no unit has changed or moved; `cutter source diff` shows it."];
  const wayOut =
    "What stands in no unit is no part of the base. If it says what is the law, write it so that it is a unit (docs/conventions.md), and register the file again.";
  return { ...found, details, wayOut };
}

/** What an erratum or a recut adds was missing from some day on; only where the whole document has one day is it known. */
function refuseUndated(source: SourceVersion, head: DocumentHead, delta: Delta): Refusal | null {
  if (natureOfChange(source) === "consolidation" || dayStated(source) !== null) return null;
  if (!delta.changes.some(({ change }) => change === "created")) return null;
  if (onlyDayOf(head) !== null) return null;
  return refusal("STOP_BAD_INPUT", {
    field: "--effective-from",
    expected: "the day from which the units that are added are in force",
    actual: "left out",
  });
}
