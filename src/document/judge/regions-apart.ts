import type { Region } from "../../domain/plan.ts";
import { type JudgedCut, lineAt } from "./judged-cut.ts";

/** Containers whose own text belongs to no unit by rule; an annex keeps its parts with it up to the next unit. */
const WITHOUT_UNITS: ReadonlySet<string> = new Set(["preamble", "closing", "contents"]);

/** The note that tells to which act an annex belongs stands so many lines below its title at most. */
const NOTE_LINES = 30;

/** The regions in order, each with whether its text belongs to no unit by rule. */
export function* regionsWithApart(cut: JudgedCut): Generator<Region & { readonly isApart: boolean }> {
  const kinds = new Map<number, string>();
  for (const { startByte, kind } of cut.containers) kinds.set(startByte, kind);
  let inAnnex = false;
  for (const { role, startByte, endByte } of cut.regions) {
    const kind = kinds.get(startByte);
    const line = lineAt(cut.scanned.table, startByte);
    const lastLine = lineAt(cut.scanned.table, endByte) - 1;
    const isNoted = role !== "unit" && cut.annexed.has(Math.min(line + NOTE_LINES, lastLine));
    inAnnex = kind === "annex" || isNoted || (inAnnex && role !== "unit");
    yield { role, startByte, endByte, isApart: inAnnex || (kind !== undefined && WITHOUT_UNITS.has(kind)) };
  }
}
