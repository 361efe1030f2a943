import { describeAsOf, describeCounting } from "./describe-days.ts";
import type { GateRequest } from "./request.ts";
import { countOf } from "./text-forms.ts";

type Row = readonly [label: string, value: string];

/** What a request says of the next version of a document that is enacted, as labels and values; nothing of a first cut without a day. */
export function describeAmended({
  gate,
  document,
  plan,
  effect,
}: Pick<GateRequest, "gate" | "document" | "plan" | "effect">): readonly Row[] {
  // A run that sets days says itself from when.
  if (effect !== undefined) return [];
  const { effective_from: from, lineage_sha256: lineage } = document;
  const { amendment } = plan;
  if (amendment === undefined) return from === undefined ? [] : [["in force from", from]];
  if (gate === "SG_3_compensation_authz") return describeTakenBack(amendment);
  const told = Object.entries(amendment.operations).filter(([, count]) => count > 0);
  return [
    ["what differs", amendment.told],
    ["writes", told.map(([operation, count]) => `${operation} ${count}`).join(", ")],
    ["stays as it is", `${countOf(amendment.kept.count, "unit")}, sha256 ${amendment.kept.sha256}`],
    ["nature", amendment.nature],
    ["by", amendment.cited ?? "no citation"],
    ...describeCounting(amendment.counting),
    ...(amendment.hidden_characters === 0
      ? []
      : [
          [
            "not shown",
            `${amendment.hidden_characters} characters that look like a secret; read them in the registered source`,
          ] as const,
        ]),
    ...(lineage === undefined ? [] : [["stated lineage", `sha256 ${lineage}; the list has it`] as const]),
    ["made against", `change set ${amendment.base.change_set_id}`],
    ...describeAsOf(amendment.as_of),
  ];
}

/** What SG_3 asks of an amendment: that none of it comes about. */
export function describeTakenBack({
  base,
  told,
}: Pick<NonNullable<GateRequest["plan"]["amendment"]>, "base" | "told">): readonly Row[] {
  return [
    ["taken back", told],
    [
      "the document",
      `stays as it is enacted: change set ${base.change_set_id}, head sha256 ${base.head_sha256}`,
    ],
  ];
}
