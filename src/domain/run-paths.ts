import { type Gate, isGate } from "./gates.ts";

/** Path of the approval policy in the control repository. */
export const POLICY_PATH = "approvals/policy.json";

/** The files of a gate in a run's folder under `approvals/`: the bot writes the request, persons write the others. */
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

/** The files beside a request by their path in the control repository. */
export function placeFiles({
  runId,
  files,
}: {
  readonly runId: string;
  readonly files: Readonly<Record<string, string>>;
}): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [approvalsPath(runId, name), text]));
}

/** Short name of the branch that carries a gate's request, or of the branch of a person who answers it in the browser. */
export function requestBranch(
  { runId, gate }: { readonly runId: string; readonly gate: Gate },
  person: string | null = null,
): string {
  return `cutter/${runId}/${gate}${person === null ? "" : `.${person}`}`;
}

/** Short name of the branch that carries the reports of a batch's members. It is never merged. */
export function reportsBranch(batchId: string): string {
  return `cutter/${batchId}/reports`;
}

/** The gate whose request the branch carries, or null for any other branch. */
export function gateOfBranch(branch: string, runId: string): Gate | null {
  const prefix = `cutter/${runId}/`;
  const name = branch.slice(prefix.length);
  return branch.startsWith(prefix) && isGate(name) ? name : null;
}
