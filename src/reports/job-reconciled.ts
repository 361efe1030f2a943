import type { Refusal } from "../domain/refusal.ts";

/** A run or batch that a job looked at. */
export interface JobReconciled {
  /** Its id. */
  readonly runId: string;
  readonly did: string;
  readonly state: string;
  readonly refusal: Refusal | null;
}

/** The summary of a job that went on with whatever can go on. */
export function renderJobReconciled(
  runs: readonly JobReconciled[],
  batches: readonly JobReconciled[],
): string {
  const moved = (rows: readonly JobReconciled[]) => rows.filter(({ did }) => did !== "nothing").length;
  const told = batches.length === 0 ? "" : ` and ${moved(batches)} of ${batches.length} batches`;
  const lines = [...batches, ...runs].map(
    ({ runId, did, state, refusal }) =>
      `- \`${runId}\`: ${did}, \`${state}\`${refusal ? `, \`${refusal.reason}\`` : ""}`,
  );
  return `## ${moved(runs)} of ${runs.length} runs${told} went on\n\n${lines.join("\n")}\n`;
}
