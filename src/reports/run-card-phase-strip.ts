import { type Gate, gateRow, shortName } from "../domain/gates.ts";
import { phasesOf } from "../domain/phases.ts";
import { kindOf } from "../domain/run.ts";
import type { RunCardView } from "./run-card-view.ts";

type StepStanding = "done" | "running" | "waiting" | "stopped" | "failed" | "next";

interface Step {
  readonly id: string;
  readonly label: string;
  readonly standing: StepStanding;
}

interface StripLane {
  readonly id: string;
  readonly title: string;
  readonly steps: readonly Step[];
}

/** Colours repeat the word in each node, so that nothing depends on colour. */
const CLASSES: Readonly<Record<StepStanding, string>> = {
  done: "fill:#dafbe1,stroke:#1a7f37,color:#0f3d1c",
  running: "fill:#ddf4ff,stroke:#0969da,color:#0a3069",
  waiting: "fill:#fff8c5,stroke:#9a6700,color:#3b2300,stroke-width:3px",
  stopped: "fill:#ffebe9,stroke:#cf222e,color:#4c0005,stroke-width:3px",
  failed: "fill:#ffebe9,stroke:#cf222e,color:#4c0005,stroke-width:3px",
  next: "fill:#f6f8fa,stroke:#8c959f,color:#424a53",
};

/** The run's progress: the phases in a lane for each gate, as Mermaid and again as text for mail and terminals. */
export function renderPhaseStrip(view: RunCardView): string {
  const lanes = lanesOf(view);
  const used = [...new Set(lanes.flatMap((lane) => lane.steps.map((step) => step.standing)))];
  const diagram = [
    "```mermaid",
    "flowchart TB",
    ...lanes.flatMap(renderLane),
    `  ${lanes.map((lane) => lane.id).join(" --> ")}`,
    ...used.map((standing) => `  classDef ${standing} ${CLASSES[standing]}`),
    "```",
  ];
  return [...diagram, "", "```text", ...renderText(lanes), "```"].join("\n");
}

function renderLane({ id, title, steps }: StripLane): readonly string[] {
  return [
    `  subgraph ${id}["${title}"]`,
    "    direction LR",
    ...steps.map(({ id: node, label, standing }) =>
      node.startsWith("g")
        ? `    ${node}{{"${label}<br/>${standing}"}}:::${standing}`
        : `    ${node}["${label}<br/>${standing}"]:::${standing}`,
    ),
    `    ${steps.map((step) => step.id).join(" --> ")}`,
    "  end",
  ];
}

function renderText(lanes: readonly StripLane[]): readonly string[] {
  const steps = lanes.flatMap((lane) => lane.steps);
  const order: readonly StepStanding[] = ["done", "failed", "stopped", "running", "waiting", "next"];
  return order.flatMap((standing) => {
    const labels = steps.filter((step) => step.standing === standing).map((step) => step.label);
    return labels.length === 0 ? [] : [`${standing.padEnd(8)} ${labels.join(", ")}`];
  });
}

function lanesOf(view: RunCardView): readonly StripLane[] {
  const kind = kindOf(view.run);
  const all = phasesOf(kind);
  const gated = all.filter((phase) => phase.gateBefore !== null);
  const bounds = [0, ...gated.map((phase) => phase.number - 1), all.length];
  return bounds.slice(0, -1).map((from, at) => {
    const phases = all.slice(from, bounds[at + 1]);
    const gate: Gate | null = phases[0]?.gateBefore ?? null;
    return {
      id: `lane${at + 1}`,
      title:
        gate === null ? "Prepare: nothing is written" : `${shortName(gate)}: ${gateRow(gate, kind).allows}`,
      steps: [
        ...(gate === null ? [] : [gateStep(view, gate, from)]),
        ...phases.map((phase) => ({
          id: `p${phase.number}`,
          label: `${phase.number} ${phase.name}`,
          standing: phaseStanding(view, phase.number - 1),
        })),
      ],
    };
  });
}

function gateStep(view: RunCardView, gate: Gate, phaseIndex: number): Step {
  const standing = view.phasesDone > phaseIndex ? "done" : gateStanding(view, gate);
  return { id: `g${phaseIndex}`, label: shortName(gate), standing };
}

/** Of a gate whose phases have not begun. */
function gateStanding({ gate: box }: RunCardView, gate: Gate): StepStanding {
  if (box?.gate !== gate) return "next";
  return box.isOpen ? "done" : "waiting";
}

function phaseStanding(view: RunCardView, phaseIndex: number): StepStanding {
  if (phaseIndex < view.phasesDone) return "done";
  if (phaseIndex > view.phasesDone) return "next";
  if (view.standing === "failed" || view.standing === "stopped") return view.standing;
  return view.standing === "running" ? "running" : "next";
}
