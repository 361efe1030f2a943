import type { ExportedVersion } from "../domain/reading/exported-version.ts";
import { inertAddress, inertLine } from "./inert-text.ts";
import { nameOfKind } from "./words-of-change.ts";

/** What a version rests on: who approved it when and under which key, and of which bytes of which source it is. */
export function renderFacts(version: ExportedVersion, count: number): string {
  const { provenance, daySet } = version;
  const rows: readonly (readonly [string, string])[] = [
    ["Version", `${version.version} of ${count}: ${inertLine(nameOfKind(version.change))}`],
    ["Address", inertAddress(version.address)],
    ...(version.unit === version.address ? [] : [["Unit", inertAddress(version.unit)] as const]),
    ["By", version.citation === null ? "no citation" : `<bdi>${inertLine(version.citation)}</bdi>`],
    ["Recorded", timeTag(version.recordedAt)],
    ...(provenance === null
      ? [["Approved", "not kept: written before approvals were kept with what they enacted"] as const]
      : [
          [
            "Approved by",
            provenance.persons.map((person) => `<bdi>${inertLine(person)}</bdi>`).join(", "),
          ] as const,
          ["Signed", timeTag(provenance.signedUtc)] as const,
          ["With the key", provenance.keys.map(codeTag).join(" ")] as const,
          ["Approval", `commit ${codeTag(provenance.approvalCommit)}`] as const,
          ["Execution", `commit ${codeTag(provenance.executionCommit)}`] as const,
          ["Request", `sha256 ${codeTag(provenance.payloadSha256)}`] as const,
          ["Run", codeTag(provenance.runId)] as const,
          [
            "Source",
            `${provenance.bytes === null ? "" : `bytes ${provenance.bytes[0]} to ${provenance.bytes[1]} of `}sha256 ${codeTag(provenance.sourceSha256)}`,
          ] as const,
        ]),
    ...(daySet === null
      ? []
      : [
          [
            "Day set by",
            daySet.persons.map((person) => `<bdi>${inertLine(person)}</bdi>`).join(", "),
          ] as const,
          ["Signed", timeTag(daySet.signedUtc)] as const,
          ["With the key", daySet.keys.map(codeTag).join(" ")] as const,
          ["Approval", `commit ${codeTag(daySet.approvalCommit)}`] as const,
          ["Request", `sha256 ${codeTag(daySet.payloadSha256)}`] as const,
          ["Run", codeTag(daySet.runId)] as const,
        ]),
    ["Text", `sha256 ${codeTag(version.sha256)}`],
  ];
  return `<dl class="facts">${rows.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join("\n")}</dl>`;
}

export function timeTag(moment: string): string {
  return `<time datetime="${inertLine(moment)}">${inertLine(moment.replace("T", " ").replace("Z", " UTC"))}</time>`;
}

function codeTag(text: string): string {
  return `<code>${inertLine(text)}</code>`;
}
