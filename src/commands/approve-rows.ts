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
      ...describeRead(request),
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

/** By what the file was read, and what became of its letters; nothing of a text in UTF-8. */
function describeRead({ document, plan }: GateRequest): readonly Row[] {
  const { reading, converted_from: converted } = document;
  const { letters = {}, left_out_kinds: kinds } = plan.coverage ?? {};
  return [
    ...(converted === undefined
      ? []
      : [["made from", `a file of ${converted.bytes} bytes, sha256 ${converted.sha256}`] as const]),
    ...(reading === undefined
      ? []
      : [
          [
            "read by",
            `${reading.reader} ${reading.reader_version}, a text of sha256 ${reading.projection_sha256}`,
          ] as const,
        ]),
    ...(kinds === undefined
      ? []
      : [
          [
            "letters",
            `${letters["file"]} in the file: ${letters["units"]} in units, ${letters["containers"]} in containers, ${letters["outside"]} outside, ${letters["leftOut"]} left out, of ${kinds} kinds that the list names`,
          ] as const,
        ]),
  ];
}

function describeChange({ expected_change }: Pick<GateRequest, "expected_change">): readonly Row[] {
  return Object.entries(expected_change)
    .filter(([, rows]) => rows !== 0)
    .map(([table, rows]) => ["writes", `${rows > 0 ? "+" : ""}${rows} ${table}`] as const);
}

export function describeBatch(request: BatchRequest): AskedRows {
  return { about: describeMembers(request), writes: describeChange(request) };
}
