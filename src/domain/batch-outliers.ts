import type { BatchMember, BatchRequest } from "./batch-request.ts";
import { describeBoundBase } from "./bound-base.ts";
import { CONCERN_WORDS } from "./concern-names.ts";
import { countOf } from "./text-forms.ts";

/** A member that stands out, and by what. */
export interface Outlier {
  readonly member: BatchMember;
  readonly why: readonly string[];
}

const MOST_OUTLIERS = 12;

/** The members that a person looks at first: the largest, the smallest, those of a rare class, those with warnings or concerns; at most twelve. */
export function outliersOf(members: readonly BatchMember[]): readonly Outlier[] {
  const bySize = members.toSorted((a, b) => b.units - a.units);
  const isUneven = bySize[0]?.units !== bySize.at(-1)?.units;
  const classes = countClasses(members);
  const commonest = Math.max(...classes.values());
  const why = (member: BatchMember): readonly string[] => [
    ...member.concerns.map((concern) => CONCERN_WORDS[concern]),
    ...(member.authoritative ? ["authoritative"] : []),
    ...(member.warnings > 0 ? [countOf(member.warnings, "warning")] : []),
    ...(isUneven && member === bySize[0] ? ["the largest"] : []),
    ...(isUneven && member === bySize.at(-1) ? ["the smallest"] : []),
    ...(isRare(classes.get(member.class) ?? 0, commonest) ? [`one of few: ${member.class}`] : []),
  ];
  const found = members.flatMap((member) => {
    const reasons = why(member);
    return reasons.length === 0 ? [] : [{ member, why: reasons }];
  });
  const weight = ({ member, why: reasons }: Outlier) =>
    member.concerns.length * 100 + (member.authoritative ? 50 : 0) + member.warnings + reasons.length;
  return found.toSorted((a, b) => weight(b) - weight(a)).slice(0, MOST_OUTLIERS);
}

/** How many members each class has, in the order in which the classes come first. */
export function countClasses(members: readonly BatchMember[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const member of members) counts.set(member.class, (counts.get(member.class) ?? 0) + 1);
  return counts;
}

function isRare(count: number, commonest: number): boolean {
  return count < commonest && count <= Math.max(1, commonest / 20);
}

/** How a batch is worked through, as rows of a label and a value. */
export function describeRules({
  rules,
  window_hours,
}: Pick<BatchRequest, "rules" | "window_hours">): readonly (readonly [string, string])[] {
  const halt =
    rules.halt === "stop"
      ? "the first member that fails ends the round; what has not begun is not attempted"
      : "a fault of the member's own stays with it, and the rest goes on";
  return [
    ["where a member fails", halt],
    ["first wave", `one of every class, filled up to ${rules.canary}; then waves of ${rules.wave}`],
    ["members begin", `within ${window_hours} h from the moment of signing`],
  ];
}

/** What a batch is about, as rows of a label and a value: totals, classes, rules, and the members that stand out. */
export function describeMembers(request: BatchRequest): readonly (readonly [string, string])[] {
  const { members, totals } = request;
  return [
    ["documents", `${totals.members}`],
    [
      "units",
      `${totals.units}, of which ${totals.writes} are written; ${countOf(totals.warnings, "warning")}`,
    ],
    ["other documents", describeBoundBase(request.base)],
    ...[...countClasses(members)].map(([name, count]) => ["class", `${name}: ${count}`] as const),
    ...describeRules(request),
    ...outliersOf(members).map(
      ({ member, why }) =>
        [
          "stands out",
          `${member.title} (${member.document_id}), ${countOf(member.units, "unit")}: ${why.join("; ")}`,
        ] as const,
    ),
  ];
}
