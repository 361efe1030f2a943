import type { AskedRequest } from "../domain/asked-request.ts";
import { titleAsked } from "../domain/asked-title.ts";
import { describeMembers } from "../domain/batch-outliers.ts";
import type { GateRequest } from "../domain/request.ts";

/** What the sovereign of the demo reads before signing, line by line. */
export function describeAsked(request: AskedRequest, payloadSha256: string): readonly string[] {
  if (request.schema === "iu-cutter/batch-request/1")
    return [
      `${titleAsked(request)}, payload ${payloadSha256}`,
      ...describeMembers(request).map(([label, value]) => `${label}: ${value}`),
    ];
  const change = Object.entries(request.expected_change).filter(([, rows]) => rows !== 0);
  return [
    `${request.document.title}: ${whatIsAsked(request.plan)}, payload ${payloadSha256}`,
    ...change.map(([table, rows]) => `+${rows} ${table}`),
  ];
}

function whatIsAsked({ amendment, unit_count }: GateRequest["plan"]): string {
  if (amendment === undefined) return `${unit_count} units`;
  const told = Object.entries(amendment.operations).filter(([, count]) => count > 0);
  return `${told.map(([name, count]) => `${name} ${count}`).join(", ")}; ${amendment.kept.count} stay`;
}
