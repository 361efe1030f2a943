import { describeAsOf, describeDays } from "../domain/describe-days.ts";
import { inertCell, renderTable } from "./inert.ts";
import { renderListLinks } from "./list-links.ts";
import type { RunCardView } from "./run-card-view.ts";

/** Characters of a cell that may name twenty versions. */
const MOST_OF_A_CELL = 2000;

/** What a person has to judge of a run that sets days: from which day which versions count, and from which they did. */
export function renderDays({ days, document, gate }: RunCardView): readonly string[] {
  if (days === null) return [];
  const about = document === null ? [] : [["document", `${document.title}, version ${document.versionSeq}`]];
  const rows = [...about, ...describeDays(days.days), ...describeAsOf(days.asOf)];
  return [
    gate === null ? "### The days" : "### What to judge",
    renderTable(
      ["", ""],
      rows.map(([name = "", value = ""]) => [name, inertCell(value, MOST_OF_A_CELL)]),
    ),
    renderListLinks(days.list, days.place),
    "No text changes: only from which day each version counts.",
  ];
}
