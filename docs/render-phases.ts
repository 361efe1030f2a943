import { GATES } from "../src/domain/gates.ts";
import { PHASES } from "../src/domain/phases.ts";

const START = "<!-- phases: made by npm run docs -->";
const END = "<!-- /phases -->";

/** Puts the picture and the table of the phases, made from the phase table, between the marks of `text`. */
export function fillPhases(text: string): string {
  const [head, rest] = text.split(START);
  const tail = rest?.split(END)[1];
  if (head === undefined || tail === undefined) throw new Error(`README.md has no ${START} … ${END}`);
  return `${head}${START}\n${renderPicture()}\n\n${renderTable()}\n${END}${tail}`;
}

function renderPicture(): string {
  const nodes = PHASES.map(({ number, name }) => `  p${number}["${number} ${name}"]`);
  const edges = PHASES.slice(1).map(({ number, gateBefore }) =>
    gateBefore === null
      ? `  p${number - 1} --> p${number}`
      : `  p${number - 1} --> ${gateBefore}{{"${gateBefore}<br>a person signs"}} --> p${number}`,
  );
  return ["```mermaid", "flowchart LR", ...nodes, ...edges, "```"].join("\n");
}

function renderTable(): string {
  const rows = PHASES.map((phase) => {
    const { gateBefore } = phase;
    const gate = gateBefore === null ? "" : `${gateBefore}, ${GATES[gateBefore].lifetimeHours} h`;
    return `| ${phase.number} | \`${phase.name}\` | ${gate} | ${phase.changes} | ${phase.undo} |`;
  });
  return ["| # | phase | gate before it | changes | undone by |", "|---|---|---|---|---|", ...rows].join(
    "\n",
  );
}
