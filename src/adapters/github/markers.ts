import { isBatchId } from "../../domain/batch.ts";
import { RUN_ID_PATTERN } from "../../domain/run.ts";
import { sha256Hex } from "../../json/canonical-json.ts";

/** Markers are the first line of a comment; they count only together with the author's id. */
export function cardMarker(runId: string): string {
  return marker(runId, "card");
}

/** Names a report and the digest of one part of it, so that the part is found again however the report was cut. */
export function reportMarker(runId: string, reportName: string, partText: string): string {
  return marker(runId, `report=${reportName}:part=${sha256Hex(partText).slice(0, 32)}`);
}

/** Whether a first line marks a part of the report. */
export function isPartOf(firstLine: string, runId: string, reportName: string): boolean {
  return firstLine.startsWith(`<!-- iu-cutter:run=${runId}:report=${reportName}:part=`);
}

export function requestMarker(runId: string, gate: string): string {
  return marker(runId, `request=${gate}`);
}

export function markerOfCheck(runId: string): string {
  return marker(runId, "check");
}

export function firstLineOf(text: string): string {
  return text.split(/\r?\n/, 1)[0] ?? "";
}

function marker(runId: string, rest: string): string {
  if (
    !(RUN_ID_PATTERN.test(runId) || isBatchId(runId)) ||
    !/^[A-Za-z0-9_.:=-]{1,200}$/.test(rest) ||
    rest.includes("--")
  )
    throw new TypeError(`no marker can hold ${JSON.stringify(`${runId} ${rest}`)}`);
  return `<!-- iu-cutter:run=${runId}:${rest} -->`;
}
