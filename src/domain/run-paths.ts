import { type Gate, isGate } from "./gates.ts";

/** Paths and branches of the control repository, and the files of a run's folder that are named after its gates. */
export const POLICY_PATH = "approvals/policy.json";

/** What a run's folder under `approvals/` holds of a gate: the bot writes the request, persons write the others. */
export type GateFileKind = "request" | "approval" | "execution" | "withdrawal";

/** Folder of a run in the control repository. */
export function approvalsFolder(runId: string): string {
  return `approvals/${runId}`;
}

/** Path of a file in the run's folder of the control repository. */
export function approvalsPath(runId: string, name: string): string {
  return `${approvalsFolder(runId)}/${name}`;
}

/** Name of a gate's file; approvals and execution authorisations of a quorum carry the id of their person. */
export function gateFile(gate: Gate, kind: GateFileKind, person: string | null = null): string {
  const named = person === null ? "" : `${person}.`;
  const ends = {
    request: "request.json",
    approval: `${named}md`,
    execution: `execution.${named}md`,
    withdrawal: "withdrawal.md",
  };
  return `${gate}.${ends[kind]}`;
}

export function gatePath(
  { runId, gate }: { readonly runId: string; readonly gate: Gate },
  kind: GateFileKind,
  person: string | null = null,
): string {
  return approvalsPath(runId, gateFile(gate, kind, person));
}

/** Short name of the branch that carries a gate's request; a person who answers in the browser has a branch of their own. */
export function requestBranch(
  { runId, gate }: { readonly runId: string; readonly gate: Gate },
  person: string | null = null,
): string {
  return `cutter/${runId}/${gate}${person === null ? "" : `.${person}`}`;
}

/** The gate whose request the branch carries, or null where it is no request's branch of the run. */
export function gateOfBranch(branch: string, runId: string): Gate | null {
  const prefix = `cutter/${runId}/`;
  const name = branch.slice(prefix.length);
  return branch.startsWith(prefix) && isGate(name) ? name : null;
}

/** The request of a gate in the run's folder of the sidecar. */
export function requestFile(gate: Gate): string {
  return `requests/${gateFile(gate, "request")}`;
}

/** The facts that the request binds, in the run's folder of the sidecar. */
export function factsFile(gate: Gate): string {
  return `facts-${gate}.json`;
}
