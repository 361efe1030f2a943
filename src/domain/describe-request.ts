import type { GateRequest } from "./request.ts";

type Row = readonly [label: string, value: string];

/** What a request says of the next version of a document that is enacted, as labels and values; nothing of a first cut without a day. */
export function describeAmended({ document, plan }: Pick<GateRequest, "document" | "plan">): readonly Row[] {
  const { nature, effective_from: from, citation, lineage_sha256: lineage } = document;
  const { amendment } = plan;
  if (amendment === undefined) return from === undefined ? [] : [["in force from", from]];
  const told = Object.entries(amendment.operations).filter(([, count]) => count > 0);
  return [
    ["changes", told.map(([operation, count]) => `${operation} ${count}`).join(", ")],
    ["stays as it is", `${amendment.kept.count} units, sha256 ${amendment.kept.sha256}`],
    ["nature", nature ?? "consolidation"],
    ["in force from", from ?? "the day of what it corrects; the list says it of each unit"],
    ["by", citation ?? "no citation"],
    ...(lineage === undefined ? [] : [["stated lineage", `sha256 ${lineage}; the list has it`] as const]),
    ["made against", `change set ${amendment.base.change_set_id}`],
    ...amendment.as_of.map(
      ({ day, units, sha256 }) => [`text on ${day}`, `${units} units, sha256 ${sha256}`] as const,
    ),
  ];
}
