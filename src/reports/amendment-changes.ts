import type { Amendment, ShownChange } from "../domain/amendment.ts";
import { nameOfChange } from "../domain/delta-view.ts";
import { MOST_OF_A_PLACE, renderParts } from "./delta-markdown.ts";
import { inertBlock, inertSpan } from "./inert.ts";

/**
 * The first changes of an amendment, old text against new; those of typography folded, what changes outside of units, what a person has stated, and
 * how many changes more there are.
 */
export function renderChanges({
  changes,
  more,
  outside,
  lineage,
  hidden,
}: Amendment["shown"]): readonly string[] {
  const told = changes.filter(({ change }) => change !== "typographyOnly");
  const folded = changes.filter(({ change }) => change === "typographyOnly").map(renderShown);
  return [
    ...renderHidden(hidden.named, hidden.units - hidden.named.length),
    ...(more === 0 ? [] : [`**${more} more changes** stand in the list alone.`]),
    ...told.map(renderShown),
    ...(outside.length === 0
      ? []
      : [`**outside the units**, no part of the base:\n\n${renderParts(outside)}`]),
    ...(folded.length === 0
      ? []
      : [`<details><summary>Typography only</summary>\n\n${folded.join("\n\n")}\n\n</details>`]),
    ...renderLineage(lineage),
  ];
}

/** A changed unit of which so many characters look like a secret and are not shown. */
export interface HiddenUnit {
  readonly address: string;
  readonly characters: number;
}

/** What no reader of the request can see, which is to be read in the registered source. */
export function renderHidden(hidden: readonly HiddenUnit[], more = 0): readonly string[] {
  if (hidden.length === 0) return [];
  const named = hidden.map(({ address, characters }) => `${inertSpan(address)} (${characters} characters)`);
  return [
    `**Not shown:** text that looks like a secret, in ${named.join(", ")}${more > 0 ? ` and ${more} more units` : ""}. It is enacted with the rest: read it in the registered source before you approve.`,
  ];
}

/** Statements of lineage as they were registered. */
export function renderLineage(lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  return [
    `**Stated lineage**, which is recorded with the versions:\n\n${inertBlock(lines.join("\n"), "text")}`,
  ];
}

function renderShown({ change, heading, address, parts, place, counts }: ShownChange): string {
  const stands = place === undefined ? "" : `, ${inertSpan(place, MOST_OF_A_PLACE)}`;
  const head = `**${nameOfChange(change)}** ${inertSpan(address)} ${inertSpan(heading, 160)}${stands}, ${inertSpan(counts)}`;
  return parts.length === 0 ? head : `${head}\n\n${renderParts(parts)}`;
}
