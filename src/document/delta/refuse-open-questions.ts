import type { Delta } from "../../domain/delta.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { countOf } from "../../domain/text-forms.ts";
import { renderLineage } from "./lineage-file.ts";

const MOST_DETAILS = 200;

/** Refuses a delta with open questions; the details are the proposal, line by line, as a lineage file has it. */
export function refuseOpenQuestions({ questions }: Pick<Delta, "questions">): Refusal | null {
  if (questions.length === 0) return null;
  const lines = renderLineage(questions).trimEnd().split("\n");
  const more = lines.length - MOST_DETAILS;
  return refusal("STOP_LINEAGE_NEEDED", {
    field: "lineage",
    expected: "a statement of lineage about every unit whose identity the texts leave open",
    actual: `${countOf(questions.length, "open question")}`,
    details: more > 0 ? [...lines.slice(0, MOST_DETAILS), `# and ${more} more lines`] : lines,
  });
}
