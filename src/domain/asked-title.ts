import type { AskedRequest } from "./asked-request.ts";
import type { GateRequest } from "./request.ts";
import { countOf } from "./text-forms.ts";

/** What a request is about in a few words: the document with the number of its units, or how many documents. */
export function titleAsked(request: AskedRequest): string {
  if (request.schema === "iu-cutter/request/1") return `${request.document.title}: ${countAsked(request)}`;
  const { members, units } = request.totals;
  return `${countOf(members, "document")}: ${countOf(units, "unit")}`;
}

function countAsked({ plan, effect }: GateRequest): string {
  if (effect !== undefined) return countOf(plan.unit_count, "version");
  if (plan.amendment === undefined) return countOf(plan.unit_count, "unit");
  const changes = Object.values(plan.amendment.operations).reduce((sum, count) => sum + count, 0);
  return countOf(changes, "change");
}
