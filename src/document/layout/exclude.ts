import { foldText } from "../names/fold-text.ts";
import type { UnitHeading } from "../readings/unit-heading.ts";
import type { ScannedSource } from "../source/scanned-source.ts";

const IN_HEADING = /\[([\p{L}][\p{L} -]{0,30})\]$/u;
const IN_COMMENT = /^<!-- ?cutter: ?([a-z][a-z -]{0,30}?) ?-->$/u;
const LINES_BELOW = 3;
/** A unit with this status is left out whatever the options say. */
const ALWAYS = "exclude";

/** Status of a unit, from a marker at the end of its heading (`[draft]`) or a comment below it (`<!-- cutter:draft -->`), or null. */
export function readUnitStatus(scanned: ScannedSource, head: UnitHeading): string | null {
  const inHeading = IN_HEADING.exec(head.heading.text)?.[1];
  if (inHeading !== undefined) return inHeading.toLowerCase();
  const { source, table } = scanned;
  const line = head.heading.line;
  for (let below = line + 1; below <= Math.min(line + LINES_BELOW, table.count - 1); below++) {
    const start = table.starts[below] ?? 0;
    const end = table.textEnds[below] ?? start;
    if (end - start > 60 || source[start] !== 0x3c) continue;
    const text = source.toString("utf8", start, end).trim();
    const found = IN_COMMENT.exec(text)?.[1];
    if (found !== undefined && found !== "begin" && found !== "end") return found;
  }
  return null;
}

/** True when the unit's status or label is one of `names` (lower case), or the status is `exclude`. */
export function excludes(names: ReadonlySet<string>, label: string, status: string | null): boolean {
  if (status === ALWAYS) return true;
  if (names.size === 0) return false;
  return (status !== null && names.has(status)) || names.has(foldText(label).toLowerCase());
}
