import type { Amendment } from "../domain/amendment.ts";

/** What an amendment binds, as labels and values. */
export function amendmentFacts(amendment: Amendment): readonly (readonly [label: string, value: string])[] {
  const { base, kept, shown, inForce } = amendment;
  return [
    ["changes", shown.counts],
    ["stays as it is", `${kept.count} units, sha256 ${kept.sha256}`],
    ["in force from", inForce.join(", ")],
    ["made against", `change set ${base.changeSetId}, head sha256 ${base.headSha256}`],
    ["the whole document afterwards", `sha256 ${amendment.documentSha256}`],
    ["delta sha256", amendment.deltaSha256],
  ];
}
