import { findWorkflowFaults } from "../../src/trust/find-workflow-faults.ts";

/** Parts of a workflow in YAML, indented from its own margin. */
export interface Parts {
  readonly trigger?: string;
  readonly top?: string;
  readonly job?: string;
  readonly step?: string;
  /** The step behind it. */
  readonly next?: string;
  /** Jobs behind the one. */
  readonly jobs?: string;
  readonly rights?: string;
}

/** A workflow with one job, which may write unless `rights` says otherwise, and one step. */
function workflow(parts: Parts): string {
  const { trigger = "workflow_dispatch", top = "", job = "", step = "run: echo a" } = parts;
  const { next = "", jobs = "", rights = "contents: write" } = parts;
  const indented = (text: string, by: number) =>
    text === "" ? "" : `${text.replace(/^/gm, " ".repeat(by))}\n`;
  const item = (text: string) => `      - ${text.replace(/\n/g, "\n        ")}\n`;
  return `on:\n  ${trigger}:\npermissions: {}\n${indented(top, 0)}jobs:\n  one:\n    runs-on: ubuntu-24.04\n    permissions:\n      ${rights}\n${indented(job, 4)}    steps:\n${item(step)}${next === "" ? "" : item(next)}${indented(jobs, 2)}`;
}

/** What is found in a workflow of these parts, a line for each. */
export function findFaultsOf(parts: Parts, actions: string | null = null): string {
  return findWorkflowFaults({ name: "x.yml", text: workflow(parts) }, actions).join("\n");
}
