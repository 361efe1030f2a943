import { describeMembers } from "../domain/batch-outliers.ts";
import type { BatchRequest } from "../domain/batch-request.ts";
import { describeBoundBase } from "../domain/bound-base.ts";
import { describeAsOf, describeDays } from "../domain/describe-days.ts";
import { describeAmended } from "../domain/describe-request.ts";
import type { GateRequest } from "../domain/request.ts";

type Row = readonly [label: string, value: string];

/** The rows of the screen that only this kind of request has: what it is about, and what it writes. */
interface AskedRows {
  readonly about: readonly Row[];
  readonly writes: readonly Row[];
}

export function describeRun(request: GateRequest): AskedRows {
  const { expected_units: expected, accepted_doubts: doubts = [] } = request.document;
  const types = Object.entries(request.plan.section_types).map(([name, count]) => `${count} ${name}`);
  const units = `${request.plan.unit_count}${types.length === 0 ? "" : ` (${types.join(", ")})`}`;
  return {
    about: [
      ["document", `${request.document.title} (${request.document.document_id})`],
      ["source", `version ${request.document.version_seq}, sha256 ${request.document.source_sha256}`],
      ...(request.effect === undefined ? [["units", units] as const] : []),
      ...describeAmended(request),
      ...describeDays(request.effect),
      ...describeAsOf(request.effect?.as_of ?? []),
      ...(expected === undefined
        ? []
        : [["expected", `${expected.count} units, by the registration`] as const]),
      ...(doubts.length === 0 ? [] : [["accepted doubts", doubts.join(", ")] as const]),
      ...(request.base === undefined ? [] : [["other documents", describeBoundBase(request.base)] as const]),
    ],
    writes: describeChange(request),
  };
}

function describeChange({ expected_change }: Pick<GateRequest, "expected_change">): readonly Row[] {
  return Object.entries(expected_change)
    .filter(([, rows]) => rows !== 0)
    .map(([table, rows]) => ["writes", `${rows > 0 ? "+" : ""}${rows} ${table}`] as const);
}

export function describeBatch(request: BatchRequest): AskedRows {
  return { about: describeMembers(request), writes: describeChange(request) };
}
