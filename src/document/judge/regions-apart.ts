import type { Region } from "../../domain/plan.ts";
import type { CutToJudge } from "./judged-cut.ts";

/** Containers whose own text belongs to no unit by rule; an annex keeps its parts with it up to the next unit. */
const WITHOUT_UNITS: ReadonlySet<string> = new Set(["preamble", "closing", "contents"]);

/** The regions in order, each with whether its text belongs to no unit by rule. */
export function* regionsWithApart(cut: CutToJudge): Generator<Region & { readonly isApart: boolean }> {
  const kinds = new Map<number, string>();
  for (const { startByte, kind } of cut.containers) kinds.set(startByte, kind);
  let inAnnex = false;
  for (const { role, startByte, endByte } of cut.regions) {
    const kind = kinds.get(startByte);
    inAnnex = kind === "annex" || (inAnnex && role !== "unit");
    yield { role, startByte, endByte, isApart: inAnnex || (kind !== undefined && WITHOUT_UNITS.has(kind)) };
  }
}
