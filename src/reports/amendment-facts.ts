import type { Amendment } from "../domain/amendment.ts";
import { describeCounting } from "../domain/describe-days.ts";

/** What an amendment binds, as labels and values. */
export function amendmentFacts(amendment: Amendment): readonly (readonly [label: string, value: string])[] {
  const { base, kept, shown, counting } = amendment;
  return [
    ["changes", shown.counts],
    ["stays as it is", `${kept.count} units, sha256 ${kept.sha256}`],
    ["nature", amendment.nature],
    ...describeCounting(counting),
    ["made against", `change set ${base.changeSetId}, head sha256 ${base.headSha256}`],
    ["the whole document afterwards", `sha256 ${amendment.documentSha256}`],
    ["delta sha256", amendment.deltaSha256],
  ];
}
