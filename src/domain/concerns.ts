import type { AskedRequest } from "./asked-request.ts";
import { CONCERNS, type Concern } from "./concern-names.ts";
import { FROM_THE_BEGINNING } from "./planned-change.ts";
import type { GateRequest } from "./request.ts";

/** What decides about the concerns of a change: the same in a request and in the evidence of a run. */
export interface ChangeFacts {
  readonly nature: string | undefined;
  readonly hasLineage: boolean;
  /** Units that it repeals, or repeals whose day it sets. */
  readonly repeals: number;
  /** Days from which another text is in force: `YYYY-MM-DD`, `open` or `-infinity`. */
  readonly days: readonly string[];
  readonly issuedUtc: string;
}

/**
 * The concerns of a change: it repeals a unit; it says that what was enacted was wrong (an erratum, or a recut); it changes what was in force
 * before the day of its request; it rests on what a person has stated about the identity of units. A first cut has none.
 */
export function concernsOf({
  nature,
  hasLineage,
  repeals,
  days,
  issuedUtc,
}: ChangeFacts): readonly Concern[] {
  const today = issuedUtc.slice(0, 10);
  const isPast = (day: string) => day === FROM_THE_BEGINNING || (/^\d/.test(day) && day < today);
  const has: Readonly<Record<Concern, boolean>> = {
    retire: repeals > 0,
    correct: nature === "erratum" || nature === "recut",
    retroactive: days.some(isPast),
    lineage: hasLineage,
    batch: false,
  };
  return CONCERNS.filter((concern) => has[concern]);
}

/** The concerns of what a request asks for: those of its change, or of a batch those of its members. */
export function concernsOfRequest(request: AskedRequest): readonly Concern[] {
  if (request.schema === "iu-cutter/request/1") return concernsOfChange(request);
  const named = new Set<Concern>(["batch", ...request.members.flatMap(({ concerns }) => concerns)]);
  return CONCERNS.filter((concern) => named.has(concern));
}

function concernsOfChange({ document, plan, effect, issued_utc }: GateRequest): readonly Concern[] {
  const { amendment } = plan;
  return concernsOf({
    nature: amendment?.nature,
    hasLineage: amendment !== undefined && document.lineage_sha256 !== undefined,
    repeals: (amendment ?? effect)?.repeals ?? 0,
    days: [
      ...(amendment?.as_of.map(({ day }) => day) ?? []),
      ...(effect === undefined ? [] : [effect.from, ...effect.was.map(({ day }) => day)]),
    ],
    issuedUtc: issued_utc,
  });
}
