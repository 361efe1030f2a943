import type { Concern } from "../../domain/concern-names.ts";
import { concernsOf } from "../../domain/concerns.ts";
import type { Gate } from "../../domain/gates.ts";
import type { RunPosition } from "../session/run-position.ts";

/** The concerns of what a run asks at a gate, as its request binds them. */
export function concernsAt({ evidence, requests, lastAt }: RunPosition, gate: Gate): readonly Concern[] {
  const { source_pin, cutplan } = evidence;
  const { amendment, days } = cutplan ?? {};
  return concernsOf({
    nature: amendment?.nature,
    hasLineage: amendment !== undefined && source_pin?.source.lineageSha256 !== undefined,
    repeals: (amendment ?? days)?.repeals ?? 0,
    days: [
      ...(amendment?.days ?? []),
      ...(days === undefined ? [] : [days.from, ...days.was.map(({ day }) => day)]),
    ],
    issuedUtc: requests[gate]?.issuedUtc ?? lastAt,
  });
}
