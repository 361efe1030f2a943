import type { UnitHeading } from "./unit-heading.ts";

/**
 * Name of the sequence that a unit heading counts in. Every word for an article is one family (`Art. 1°` and `Artículo 2°` count up together);
 * a section, a rule or a paragraph sign is a family of its own.
 */
export function familyOf(head: UnitHeading): string {
  return head.kind === "article" ? "article" : head.word;
}
