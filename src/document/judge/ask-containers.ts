import type { Rows } from "../../collections/rows.ts";
import type { Doubt } from "../../domain/doubts.ts";
import type { Container } from "../../domain/plan.ts";
import { CONTAINERS } from "../conventions/containers.ts";
import { holdsSentence } from "./holds-sentence.ts";
import { type JudgedCut, lineAt } from "./judged-cut.ts";
import { regionsWithApart } from "./regions-apart.ts";

const RANKS: ReadonlyMap<string, number> = new Map(CONTAINERS.map(({ kind, rank }) => [kind, rank]));

/** Chapters, sections and the like that hold sentences and no unit: what they hold was not cut. */
export function* askContainers(cut: JudgedCut): Generator<Doubt> {
  const { scanned, containers } = cut;
  let open: { readonly container: Container; readonly line: number } | null = null;
  const byStart = indexByStart(containers);
  for (const { role, startByte, endByte, isApart } of regionsWithApart(cut)) {
    const container = role === "unit" ? undefined : byStart.get(startByte);
    // What stands above the first unit or the first smaller container introduces it.
    if (open !== null && role !== "unit" && !isWithin(container, open.container)) yield tell(open);
    open = null;
    if (container === undefined || isApart) continue;
    const line = lineAt(scanned.table, startByte);
    if (holdsSentence(scanned, line + 1, lineAt(scanned.table, endByte))) open = { container, line };
  }
  if (open !== null) yield tell(open);
}

function tell({ container, line }: { readonly container: Container; readonly line: number }): Doubt {
  const message = `"${container.label}" holds text and no unit`;
  return { code: "HEADING_IN_NO_UNIT", line: line + 1, message, isMild: true };
}

function indexByStart(containers: Rows<Container>): ReadonlyMap<number, Container> {
  const byStart = new Map<number, Container>();
  for (const container of containers)
    if (RANKS.has(container.kind)) byStart.set(container.startByte, container);
  return byStart;
}

function isWithin(inner: Container | undefined, outer: Container): boolean {
  return (RANKS.get(inner?.kind ?? "") ?? 0) > (RANKS.get(outer.kind) ?? 0);
}
