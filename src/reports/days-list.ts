import type { DaysPlan } from "../domain/days-plan.ts";
import { dayInWords } from "../domain/describe-days.ts";
import { inertCell, inertSpan, renderTable } from "./inert.ts";
import type { ListFile } from "./unit-list.ts";

/** Rows of one file: GitHub renders no table of many thousands (docs/decisions/github.md). */
const MOST_ROWS = 2000;

/** Every version of which the day is set, with the day that it has had, in numbered files. Equal plans give equal bytes. */
export function* renderDaysList(plan: DaysPlan, redact: (text: string) => string): Generator<ListFile> {
  const { changes, source } = plan;
  for (let part = 1; (part - 1) * MOST_ROWS < changes.length; part += 1) {
    const rows = changes.slice((part - 1) * MOST_ROWS, part * MOST_ROWS);
    const table = renderTable(
      ["address", "title", "does", "counts from, until now", "counts from, then"],
      rows.map(({ address, title, operation, was, effectiveFrom }) => [
        inertCell(redact(address), 200),
        title === "" ? "" : inertCell(redact(title), 160),
        operation,
        dayInWords(was),
        dayInWords(effectiveFrom),
      ]),
    );
    const heading = `# Days of ${inertSpan(redact(source.title), 120)}, version ${source.versionSeq}${part === 1 ? "" : `, part ${part}`}`;
    const more =
      part * MOST_ROWS < changes.length
        ? [`Continued in [${fileName(part + 1)}](${fileName(part + 1)}).`]
        : [];
    yield { name: fileName(part), text: `${[heading, table, ...more].join("\n\n")}\n` };
  }
}

function fileName(part: number): string {
  return `days-${String(part).padStart(3, "0")}.md`;
}
