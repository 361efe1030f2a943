import type { Rows } from "../../collections/rows.ts";
import type { Doubt } from "../../domain/doubts.ts";
import type { Container } from "../../domain/plan.ts";
import { CONTAINERS } from "../conventions/containers.ts";
import { holdsSentence } from "./holds-sentence.ts";
import { type JudgedCut, lineAt } from "./judged-cut.ts";
import { regionsWithApart } from "./regions-apart.ts";

const RANKS: ReadonlyMap<string, number> = new Map(CONTAINERS.map(({ kind, rank }) => [kind, rank]));

/** Provisions of their own stand like chapters. */
const TRANSITIONAL = "transitional";
const SUPPLEMENTARY = "supplementary";

interface Open {
  readonly container: Container;
  readonly line: number;
}

/**
 * Chapters, sections and the like that hold sentences and no unit: what they hold was not cut. Supplementary provisions without a number are
 * told in one doubt: a law of Japan has one for every law that amends it.
 */
export function* askContainers(cut: JudgedCut): Generator<Doubt> {
  const supplementary: Open[] = [];
  for (const open of listOpen(cut))
    if (open.container.kind === SUPPLEMENTARY) supplementary.push(open);
    else yield tell(open, "holds");
  const [first] = supplementary;
  const more = supplementary.length - 1;
  if (first !== undefined) yield tell(first, more === 0 ? "holds" : `and ${more} more of its kind hold`);
}

function tell({ container, line }: Open, holds: string): Doubt {
  const message = `"${container.label}" ${holds} text and no unit`;
  return { code: "HEADING_IN_NO_UNIT", line: line + 1, message, isMild: true };
}

function* listOpen(cut: JudgedCut): Generator<Open> {
  const { scanned, containers } = cut;
  let open: Open | null = null;
  const byStart = indexByStart(containers);
  for (const { role, startByte, endByte, isApart } of regionsWithApart(cut)) {
    const container = role === "unit" ? undefined : byStart.get(startByte);
    // What stands above the first unit or the first smaller container introduces it.
    if (open !== null && role !== "unit" && !isWithin(container, open.container)) yield open;
    open = null;
    if (container === undefined || isApart) continue;
    const line = lineAt(scanned.table, startByte);
    if (holdsSentence(scanned, line + 1, lineAt(scanned.table, endByte))) open = { container, line };
  }
  if (open !== null) yield open;
}

function indexByStart(containers: Rows<Container>): ReadonlyMap<number, Container> {
  const byStart = new Map<number, Container>();
  for (const container of containers)
    if (RANKS.has(container.kind) || container.kind === TRANSITIONAL || container.kind === SUPPLEMENTARY)
      byStart.set(container.startByte, container);
  return byStart;
}

function isWithin(inner: Container | undefined, outer: Container): boolean {
  return (RANKS.get(inner?.kind ?? "") ?? 0) > (RANKS.get(outer.kind) ?? 0);
}
