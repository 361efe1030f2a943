import type { DocumentWarning } from "../domain/plan.ts";
import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { type FoundUnits, findUnits } from "./find-units.ts";
import { judgeCut } from "./judge/judge-cut.ts";
import { excludes, readUnitStatus } from "./layout/exclude.ts";
import { layOut } from "./layout/lay-out-units.ts";
import type { FindOriginal } from "./layout/make-units.ts";
import { warnOfCount } from "./layout/warn-of-count.ts";
import type { Cut, CutOrder, MarkEvidence } from "./marked.ts";
import type { GivenLines } from "./projection/projection.ts";
import { readStatedCount } from "./source/read-stated-count.ts";
import { readTitles } from "./titles/read-titles.ts";

/** A text in which conventions find the units, and what its format says of its lines. */
export interface TextToMark {
  readonly text: Buffer;
  readonly lines: GivenLines | null;
  readonly findOriginal: FindOriginal;
}

/** Cuts a text in which the units are found by a convention. */
export function markLines({ text, lines, findOriginal }: TextToMark, order: CutOrder): Result<Cut> {
  const { convention, maxUnits, exclude, acceptedDoubts } = order;
  const found = findUnits(text, { convention, maxUnits, lines });
  if (!found.ok) return found;
  const { scanned, range, headings, reading, runnerUp, heads } = found.value;
  const titled =
    reading.id === "outline"
      ? { heads, lines: new Set<number>(), captions: new Map<number, number>() }
      : readTitles({ scanned, headings, heads, lastLine: range.lastLine });
  const layout = layOut({
    scanned,
    headings,
    reading,
    heads: titled.heads,
    textLines: new Set([...titled.lines, ...found.value.entryLines]),
    captions: titled.captions,
    isExcluded: (head) => excludes(exclude, head.label, readUnitStatus(scanned, head)),
    excluded: range,
    findOriginal,
  });
  if (!layout.ok) return layout;
  if (layout.value.units.length === 0)
    return refused(refusal("STOP_NO_UNITS", { actual: "every unit is excluded" }));
  const doubts = judgeCut({ ...found.value, ...layout.value }, acceptedDoubts);
  if (!doubts.ok) return doubts;
  const stated = readStatedCount(scanned);
  const warnings: readonly DocumentWarning[] = [
    ...found.value.warnings,
    ...layout.value.warnings,
    ...doubts.value.warnings,
    ...warnOfCount(stated, layout.value.units.length),
  ];
  const { units, containers, regions } = layout.value;
  return accepted({
    convention: reading.id,
    runnerUp: runnerUp?.id ?? null,
    ...{ units, containers, regions },
    warnings: warnings.toSorted((a, b) => a.line - b.line),
    ...(stated === null ? {} : { statedCount: stated.count }),
    ...(doubts.value.ownContents == null ? {} : { ownContents: doubts.value.ownContents }),
    evidence: listEvidence(found.value),
  });
}

function listEvidence({ readings }: FoundUnits): readonly MarkEvidence[] {
  return readings.map((reading) => ({
    convention: reading.id,
    form: reading.form,
    headings: reading.count,
    ascending: reading.ascending,
    coverage: reading.coverage,
    score: reading.score,
  }));
}
