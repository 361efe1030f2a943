import type { Amendment, ShownChange } from "../domain/amendment.ts";
import { nameOfChange } from "../domain/delta-view.ts";
import { renderParts } from "./delta-markdown.ts";
import { inertSpan } from "./inert.ts";

/** The first changes of an amendment, old text against new; those of typography folded, and how many more there are. */
export function renderChanges({ changes, more }: Amendment["shown"]): readonly string[] {
  const told = changes.filter(({ change }) => change !== "typographyOnly");
  const folded = changes.filter(({ change }) => change === "typographyOnly").map(renderShown);
  return [
    ...told.map(renderShown),
    ...(folded.length === 0
      ? []
      : [`<details><summary>Typography only</summary>\n\n${folded.join("\n\n")}\n\n</details>`]),
    ...(more === 0 ? [] : [`**And ${more} more changes**, in the list.`]),
  ];
}

function renderShown({ change, heading, address, parts }: ShownChange): string {
  const head = `**${nameOfChange(change)}** ${inertSpan(address)} ${inertSpan(heading, 160)}`;
  return change === "renumbered" || change === "titleOnly" ? head : `${head}\n\n${renderParts(parts)}`;
}
