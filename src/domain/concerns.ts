import { FROM_THE_BEGINNING } from "./planned-change.ts";
import type { GateRequest } from "./request.ts";

/** What a change of enacted text may do that more persons may have to approve, by the policy. */
export const CONCERNS = ["retire", "correct", "retroactive", "lineage"] as const;

export type Concern = (typeof CONCERNS)[number];

/** A concern in words that follow "because". */
export const CONCERN_WORDS: Readonly<Record<Concern, string>> = {
  retire: "it repeals text",
  correct: "it says that enacted text was wrong",
  retroactive: "it changes what was in force in the past",
  lineage: "a person has stated which units are the same",
};

/** What decides about the concerns of a change: the same in a request and in the evidence of a run. */
export interface ChangeFacts {
  readonly nature: string | undefined;
  readonly hasLineage: boolean;
  /** Of an amendment, how often it does what. */
  readonly operations: Readonly<Record<string, number>> | undefined;
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
  operations,
  days,
  issuedUtc,
}: ChangeFacts): readonly Concern[] {
  const does = (operation: string) => (operations?.[operation] ?? 0) > 0;
  const today = issuedUtc.slice(0, 10);
  const isPast = (day: string) => day === FROM_THE_BEGINNING || (/^\d/.test(day) && day < today);
  const has: Readonly<Record<Concern, boolean>> = {
    retire: does("retire"),
    correct: nature === "erratum" || does("correct") || does("recut"),
    retroactive: days.some(isPast),
    lineage: hasLineage,
  };
  return CONCERNS.filter((concern) => has[concern]);
}

/** The concerns of the change that a request binds. */
export function concernsOfRequest({ document, plan, effect, issued_utc }: GateRequest): readonly Concern[] {
  const { amendment } = plan;
  return concernsOf({
    nature: document.nature,
    hasLineage: document.lineage_sha256 !== undefined,
    operations: amendment?.operations,
    days: [
      ...(amendment?.as_of.map(({ day }) => day) ?? []),
      ...(effect === undefined ? [] : [effect.from, ...effect.was.map(({ day }) => day)]),
    ],
    issuedUtc: issued_utc,
  });
}
