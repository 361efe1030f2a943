import type { DaySet, ExportedVersion } from "../domain/reading/exported-version.ts";
import { tellPlace } from "../domain/reading/tell-place.ts";
import { inertAddress, inertLine } from "./inert-text.ts";
import { nameOfKind } from "./words-of-change.ts";

/** What a version rests on: who approved it when and under which key, and of which bytes of which source it is. */
export function renderFacts(version: ExportedVersion, count: number): string {
  const { provenance, moves } = version;
  const daySet = moves.at(-1)?.set ?? null;
  const rows: readonly Row[] = [
    ["Version", `${version.version} of ${count}: ${inertLine(nameOfKind(version.change))}`],
    ["Address", inertAddress(version.address)],
    ...(version.unit === version.address ? [] : [["Unit", inertAddress(version.unit)] as const]),
    ["By", version.citation === null ? "no citation" : `<bdi>${inertLine(version.citation)}</bdi>`],
    ["Recorded", timeTag(version.recordedAt)],
    ...(provenance === null
      ? [["Approved", "not kept: written before approvals were kept with what they enacted"] as const]
      : [
          ...whoRows("Approved by", provenance),
          ["Approval", `commit ${codeTag(provenance.approvalCommit)}`] as const,
          ["Execution", `commit ${codeTag(provenance.executionCommit)}`] as const,
          ...requestRows(provenance),
          [
            "Source",
            `${inertLine(tellPlace(provenance.bytes, provenance.projection))}sha256 ${codeTag(provenance.sourceSha256)}`,
          ] as const,
          ...(provenance.projection === null
            ? []
            : [["Read as", `a text, sha256 ${codeTag(provenance.projection.sha256)}`] as const]),
        ]),
    ...(daySet === null
      ? []
      : [
          ...whoRows("Day set by", daySet),
          ["Approval", `commit ${codeTag(daySet.approvalCommit)}`] as const,
          ...requestRows(daySet),
        ]),
    ["Text", `sha256 ${codeTag(version.sha256)}`],
  ];
  return `<dl class="facts">${rows.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join("\n")}</dl>`;
}

type Row = readonly [name: string, value: string];

function whoRows(name: string, { persons, signedUtc, keys }: DaySet): readonly Row[] {
  return [
    [name, persons.map((person) => `<bdi>${inertLine(person)}</bdi>`).join(", ")],
    ["Signed", timeTag(signedUtc)],
    ["With the key", keys.map(codeTag).join(" ")],
  ];
}

function requestRows({ payloadSha256, runId }: DaySet): readonly Row[] {
  return [
    ["Request", `sha256 ${codeTag(payloadSha256)}`],
    ["Run", codeTag(runId)],
  ];
}

export function timeTag(moment: string): string {
  return `<time datetime="${inertLine(moment)}">${inertLine(moment.replace("T", " ").replace("Z", " UTC"))}</time>`;
}

function codeTag(text: string): string {
  return `<code>${inertLine(text)}</code>`;
}
