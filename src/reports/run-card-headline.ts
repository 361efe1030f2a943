import { gateRow } from "../domain/gates.ts";
import { phasesOf } from "../domain/phases.ts";
import { kindOf } from "../domain/run.ts";
import { inertSpan } from "./inert.ts";
import type { GateBox, RunCardView } from "./run-card-view.ts";

/** The first line: the run's state in words, and for whom and for what it waits. */
export function renderHeadline(view: RunCardView): string {
  const phases = phasesOf(kindOf(view.run));
  const next = phases[view.phasesDone];
  const where = next ? `phase ${next.number} of ${phases.length}, \`${next.name}\`` : "the end";
  const headlines: Record<RunCardView["standing"], string> = {
    running: `Running: ${where}. Nothing is asked of you.`,
    waiting: renderWaiting(view),
    stopped: `Stopped before ${where}. An operator has to act.`,
    failed: `Failed at ${where}. An operator has to read the report; nothing more is written.`,
    voided: "Given up by decision. Nothing more is written.",
    closed: `Done: all ${phases.length} phases are complete. Nothing is asked of you.`,
  };
  return `## ${headlines[view.standing]}`;
}

/** The persons who may open the gate, in words. */
export function renderPersons({ persons, threshold }: GateBox): string {
  const names = persons.map((name) => inertSpan(name, 80));
  if (names.length === 0) return "a person whom the policy names";
  if (threshold <= 1) return list(names, "or");
  if (threshold >= names.length) return list(names, "and");
  return `${threshold} of ${list(names, "and")}`;
}

function renderWaiting({ gate, plan, days, document }: RunCardView): string {
  if (gate === null) return "Waiting for a person.";
  const count = plan?.written ?? days?.count;
  const isAmendment = plan !== null && plan.amendment !== null;
  const one = isAmendment ? "change" : days === null ? "unit" : "version";
  const units = count === undefined ? "its units" : `${count} ${count === 1 ? one : `${one}s`}`;
  const name = document ? inertSpan(document.title, 80) : "the document";
  const title = isAmendment ? `the amendment of ${name}` : name;
  return `Waiting for ${renderPersons(gate)} ${gateRow(gate.gate, gate.kind).asks(title, units)}.`;
}

function list(names: readonly string[], word: "and" | "or"): string {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} ${word} ${names.at(-1)}`;
}
