import type { Adopted } from "../domain/adoption.ts";
import { countOf } from "../domain/text-forms.ts";

type Row = readonly [label: string, value: string];

/** What an adoption is, in one sentence. */
export function describeAdoption({ by, found }: Adopted, unconfirmed: readonly string[]): string {
  const survived = `${countOf(found.receipts.length, "receipt")} and ${countOf(found.requests.length, "request")}`;
  const goesOn =
    unconfirmed.length > 0 ? "It can only be taken back." : "What survives is what was approved; it goes on.";
  return `The journal of this run is lost. ${by} has adopted it from ${survived}. ${goesOn}`;
}

/** What was found, each with the digest that confirms it, and what is lost. */
export function adoptionFacts(
  { number, by, found, missing }: Adopted,
  unconfirmed: readonly string[],
): readonly Row[] {
  return [
    ["adopted by", by],
    ["number of the holder", String(number)],
    ...found.requests.map(
      ({ gate, payloadSha256, commit, isBound }): Row => [
        `request ${gate}`,
        `${payloadSha256} in commit ${commit}${isBound ? "" : "; nothing confirms it"}`,
      ],
    ),
    ...found.approvals.map(
      ({ gate, approvalCommit, persons, usedUtc }): Row => [
        `approval of ${gate}`,
        `commit ${approvalCommit} by ${persons.join(", ")}, used ${usedUtc}`,
      ],
    ),
    ...found.receipts.map(
      ({ effect, resultDigest, committedUtc }): Row => [
        `receipt of ${effect}`,
        `${resultDigest}, committed ${committedUtc}`,
      ],
    ),
    ...missing.map((what): Row => ["lost", what]),
    ...unconfirmed.map((why): Row => ["not confirmed", why]),
  ];
}
