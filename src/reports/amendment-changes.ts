import type { Amendment, ShownChange } from "../domain/amendment.ts";
import { nameOfChange } from "../domain/delta-view.ts";
import { renderParts } from "./delta-markdown.ts";
import { inertBlock, inertSpan } from "./inert.ts";

/**
 * The first changes of an amendment, old text against new; those of typography folded, what changes outside of units, what a person has stated, and
 * how many changes more there are.
 */
export function renderChanges({ changes, more, outside, lineage }: Amendment["shown"]): readonly string[] {
  const told = changes.filter(({ change }) => change !== "typographyOnly");
  const folded = changes.filter(({ change }) => change === "typographyOnly").map(renderShown);
  return [
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

/** Statements of lineage as they were registered. */
export function renderLineage(lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  return [
    `**Stated lineage**, which is recorded with the versions:\n\n${inertBlock(lines.join("\n"), "text")}`,
  ];
}

function renderShown({ change, heading, address, parts, moved, inForce }: ShownChange): string {
  const place = moved === undefined ? "" : `, ${inertSpan(moved)}`;
  const head = `**${nameOfChange(change)}** ${inertSpan(address)} ${inertSpan(heading, 160)}${place}, in force from ${inertSpan(inForce)}`;
  return parts.length === 0 ? head : `${head}\n\n${renderParts(parts)}`;
}
