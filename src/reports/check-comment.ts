import type { Gate } from "../domain/gates.ts";
import type { Refusal } from "../domain/refusal.ts";
import { inertCell, renderTable } from "./inert.ts";
import { renderRefusal } from "./report.ts";

/** The verdict of the check on one gate. */
export interface GateCheck {
  readonly gate: Gate;
  /** Null if the gate would open once this is merged. */
  readonly refusal: Refusal | null;
  /** Set if only persons are missing: whether this merge counts by itself, or the others have to sign before it. */
  readonly gathers: "by merging" | "before the merge" | null;
  readonly persons: readonly string[];
  readonly keys: readonly string[];
  readonly expiresUtc: string | null;
}

/** Renders the check's verdict as a comment: advice to people before the merge, not the judgement that counts. */
export function renderCheckComment(check: {
  readonly runId: string;
  readonly headSha: string;
  readonly gates: readonly GateCheck[];
}): string {
  const sections = check.gates.map((gate) =>
    gate.refusal === null ? renderOpen(gate) : renderShut(gate, gate.refusal),
  );
  const none =
    "## No approval yet\n\nThis pull request holds the request alone. The run card says how to approve it.";
  return [
    ...(sections.length === 0 ? [none] : sections),
    `Judged: head \`${check.headSha}\` of \`${check.runId}\`. The runner judges again, by itself, before anything happens.`,
    "",
  ].join("\n\n");
}

function renderOpen({ gate, persons, keys, expiresUtc }: GateCheck): string {
  const rows = [
    ["approved by", persons.map((person) => inertCell(person)).join(", ")],
    ["proved by", keys.map((key) => inertCell(key)).join(", ")],
    ["good until", expiresUtc ?? "not known"],
  ];
  return `## ${gate} would open\n\n${renderTable(["", ""], rows)}\n\nMerge with a merge commit before it ends.`;
}

function renderShut({ gate, gathers }: GateCheck, refusal: Refusal): string {
  const found = `${refusal.actual ?? "nobody"} of ${refusal.expected ?? "more persons"}`;
  if (gathers === "by merging")
    return `## Counted for ${gate}: ${found}\n\nMerge with a merge commit, as yourself. The gate opens with the missing persons, each on a pull request of their own.`;
  if (gathers === "before the merge")
    return `## Not enough yet for ${gate}: ${found}\n\nThe missing persons sign on this branch before it is merged.`;
  return `## Cannot open ${gate}\n\n${renderRefusal(refusal).join("\n").trimEnd()}`;
}
