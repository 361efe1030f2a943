import { type BatchMember, type BatchRequest, memberListPrefix } from "../domain/batch-request.ts";
import { inertCell, renderTable } from "./inert.ts";
import type { ListFile } from "./unit-list.ts";

/** Most members of one file: GitHub no longer renders a table of thousands of rows. */
const MOST_ROWS = 1000;

const HEAD = ["no.", "document", "title", "class", "units", "writes", "", "run", "payload_sha256"];

/**
 * The table of all members of a request in numbered files, complete and in the order of the signed list. Their names begin with the nonce of the
 * request: the lists of earlier requests stay beside them.
 */
export function renderMemberList(
  { gate, nonce }: Pick<BatchRequest, "gate" | "nonce">,
  members: readonly BatchMember[],
): readonly ListFile[] {
  const parts: ListFile[] = [];
  for (let from = 0; from < members.length; from += MOST_ROWS) {
    const rows = members.slice(from, from + MOST_ROWS).map((member, at) => rowOf(member, from + at + 1));
    const name = `${memberListPrefix(nonce)}${String(parts.length + 1).padStart(3, "0")}.md`;
    const heading = `# ${members.length} documents at ${gate}, from ${from + 1} to ${from + rows.length}`;
    parts.push({ name, text: `${heading}\n\n${renderTable(HEAD, rows)}\n` });
  }
  return parts;
}

function rowOf(member: BatchMember, number: number): readonly string[] {
  const { document_id, title, units, writes, run_id, payload_sha256 } = member;
  return [
    String(number),
    inertCell(document_id, 80),
    inertCell(title, 120),
    inertCell(member.class, 80),
    String(units),
    String(writes),
    inertCell(signsOf(member)),
    `\`${run_id}\``,
    `\`${payload_sha256}\``,
  ];
}

function signsOf({ warnings, authoritative, concerns }: BatchMember): string {
  return [
    ...(warnings > 0 ? [`${warnings} warnings`] : []),
    ...(authoritative ? ["authoritative"] : []),
    ...concerns,
  ].join(", ");
}
