import type { Refusal } from "../domain/refusal.ts";
import { countOf } from "../domain/text-forms.ts";
import { inertBlock, inertCell, renderTable } from "./inert.ts";
import { renderWhere } from "./job-summary.ts";
import { renderRefusal } from "./report.ts";

/** The facts about a batch in a job's summary. */
export interface JobBatch {
  readonly batchId: string;
  readonly state: string;
  readonly members: Readonly<Record<"all" | "open" | "closed" | "failed" | "left" | "withdrawn", number>>;
  readonly refusal: Refusal | null;
  readonly waiting: { readonly gate: string; readonly where: string; readonly payloadSha256: string } | null;
  readonly next: string | null;
  readonly failed: readonly {
    readonly runId: string | null;
    readonly documentId: string;
    readonly reason: string;
  }[];
  readonly left: readonly {
    readonly runId: string | null;
    readonly documentId: string;
    readonly reason: string;
    readonly wayOut: string;
  }[];
}

/** The summary of a job that worked on a batch: its counts, the gate at which it waits, the members that failed or were left behind, and what leads it on. */
export function renderJobBatch(batch: JobBatch): string {
  const { members, waiting, refusal, failed, left, next } = batch;
  const stop = refusal !== null && refusal.reason !== "STOP_APPROVAL_REQUIRED" ? refusal : null;
  const { all, ...counts } = members;
  const told = Object.entries(counts).filter(([, count]) => count > 0);
  return [
    `## ${headline(batch, stop)}`,
    `Batch \`${batch.batchId}\`, ${countOf(all, "document")}: ${told.map(([name, count]) => `${count} ${name}`).join(", ")}; state \`${batch.state}\`.`,
    ...(waiting
      ? [`Approve on ${renderWhere(waiting.where)}: payload_sha256 \`${waiting.payloadSha256}\`.`]
      : []),
    ...(stop ? [renderRefusal(stop).join("\n").trimEnd()] : []),
    ...(failed.length === 0 ? [] : [renderFailed(batch)]),
    ...(left.length === 0 ? [] : [renderLeft(batch)]),
    ...(stop === null && next !== null ? [`Next:\n\n${inertBlock(next, "sh")}`] : []),
    "",
  ].join("\n\n");
}

function renderFailed({ failed, members }: JobBatch): string {
  const rows = failed.map(({ documentId, runId, reason }) => [
    inertCell(documentId, 80),
    runId === null ? "" : `\`${runId}\``,
    `\`${reason}\``,
  ]);
  const more = members.failed - failed.length;
  return `${renderTable(["failed", "run", "reason"], rows)}${more > 0 ? `\n\n${more} more failed.` : ""}`;
}

function renderLeft({ left, members }: JobBatch): string {
  const rows = left.map(({ documentId, runId, reason, wayOut }) => [
    inertCell(documentId, 80),
    runId === null ? "" : `\`${runId}\``,
    `\`${reason}\``,
    inertCell(wayOut, 400),
  ]);
  const more = members.left - left.length;
  return `${renderTable(["left behind", "run", "reason", "what to do"], rows)}${more > 0 ? `\n\n${more} more left behind.` : ""}`;
}

function headline({ waiting, state, members }: JobBatch, stop: Refusal | null): string {
  if (stop !== null) return `Stopped: ${stop.reason}`;
  if (waiting !== null) return `Waiting for an approval of ${waiting.gate}`;
  if (state !== "closed") return `Reached ${state}`;
  const but = [
    ...(members.failed === 0 ? [] : [`${countOf(members.failed, "member")} that failed`]),
    ...(members.left === 0 ? [] : [`${countOf(members.left, "member")} left behind`]),
  ];
  return but.length === 0 ? "Done" : `Done, but for ${but.join(" and ")}`;
}
