import { LAST_STATE } from "../domain/phases.ts";
import type { Refusal } from "../domain/refusal.ts";
import { inertCell, inertSpan, renderTable } from "./inert.ts";
import { renderRefusal } from "./report.ts";

/** The facts about one run in a job's summary. */
export interface JobRun {
  readonly runId: string;
  readonly documentId: string;
  readonly mode: string;
  readonly state: string;
  readonly refusal: Refusal | null;
  readonly waiting: { readonly gate: string; readonly where: string; readonly payloadSha256: string } | null;
  readonly reports: readonly {
    readonly name: string;
    readonly sha256: string;
    readonly where: string | null;
  }[];
}

/** The summary of a job that worked on a run: its state, what it waits for, and its reports with their digests. */
export function renderJobRun(run: JobRun): string {
  const { waiting, refusal } = run;
  const stop = refusal !== null && refusal.reason !== "STOP_APPROVAL_REQUIRED" ? refusal : null;
  return [
    `## ${headline(run, stop)}`,
    `Run \`${run.runId}\`, ${run.mode}, document ${inertSpan(run.documentId)}, state \`${run.state}\`.`,
    ...(waiting
      ? [`Approve on ${renderWhere(waiting.where)}: payload_sha256 \`${waiting.payloadSha256}\`.`]
      : []),
    ...(stop ? [renderRefusal(stop).join("\n").trimEnd()] : []),
    ...(run.reports.length > 0
      ? [
          renderTable(
            ["report", "posted", "sha256"],
            run.reports.map((report) => [
              report.name,
              report.where === null ? "not yet" : renderWhere(report.where),
              `\`${report.sha256}\``,
            ]),
          ),
        ]
      : []),
    "",
  ].join("\n\n");
}

/** The summary of a job that was refused before it began. */
export function renderJobRefusal(refusal: Refusal): string {
  return `${renderRefusal(refusal).join("\n")}\n`;
}

export function renderJobChecks(
  checks: readonly {
    readonly name: string;
    readonly passed: boolean;
    readonly found: string;
    readonly wayOut: string;
    readonly details?: readonly string[];
  }[],
): string {
  const failed = checks.filter((check) => !check.passed).length;
  const rows = checks.map((check) => [
    inertCell(check.name),
    check.passed ? "passed" : "**failed**",
    inertCell(check.found),
    check.passed ? "" : inertCell(check.wayOut, 300),
  ]);
  const title = failed === 0 ? "The runner is ready" : `The runner is not ready: ${failed} prechecks failed`;
  const table = renderTable(["precheck", "result", "found", "do this"], rows);
  const lists = checks.flatMap(({ name, details = [] }) =>
    details.length === 0 ? [] : [renderDetails(name, details)],
  );
  return `${[`## ${title}`, table, ...lists].join("\n\n")}\n`;
}

/** Lines of one precheck that a summary shows. */
const MOST_DETAILS = 50;

function renderDetails(name: string, details: readonly string[]): string {
  const more = details.length - MOST_DETAILS;
  return [
    `### ${name}\n`,
    ...details.slice(0, MOST_DETAILS).map((line) => `- ${inertCell(line, 400)}`),
    ...(more > 0 ? [`- and ${more} more`] : []),
  ].join("\n");
}

function headline(run: JobRun, stop: Refusal | null): string {
  if (stop !== null) return `Stopped: ${stop.reason}`;
  if (run.waiting !== null) return `Waiting for an approval of ${run.waiting.gate}`;
  return run.state === LAST_STATE ? "Done" : `Reached ${run.state}`;
}

/** A place as a link where it has an address. */
export function renderWhere(place: string): string {
  return /^https?:\/\/[^\s()<>|\\`]+$/.test(place) ? `[here](${place})` : inertCell(place);
}
