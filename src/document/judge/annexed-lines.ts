import { partitionPoint } from "../../collections/partition-point.ts";
import { isAnnexNote } from "../names/annex-note.ts";
import { LINE } from "../source/line-class.ts";
import { readText, type ScannedSource } from "../source/scanned-source.ts";
import { type CutToJudge, lineAt } from "./judged-cut.ts";

const FORM = "form";
const ACT = "act";
const PROBE_BYTES = 80;
/** The brackets of a note, marks of emphasis and of a list. */
const MAY_BEGIN: ReadonlySet<number> = new Set([...Buffer.from("(*_> \t"), 0xef]);

/** Lines of forms, and of annexes from the note on that tells to which act they belong, up to the next unit; 0-based, in order. */
export class AnnexedLines {
  readonly #from: readonly number[];
  readonly #to: readonly number[];

  constructor(cut: Pick<CutToJudge, "scanned" | "regions" | "containers">) {
    const from: number[] = [];
    const to: number[] = [];
    const kinds = new Map<number, string>();
    for (const { startByte, kind } of cut.containers) kinds.set(startByte, kind);
    let isOpen = false;
    for (const { role, startByte, endByte } of cut.regions) {
      const kind = kinds.get(startByte) ?? "";
      const start = lineAt(cut.scanned.table, startByte);
      const end = lineAt(cut.scanned.table, endByte);
      const isAnnex: boolean = kind === FORM || (isOpen && role !== "unit" && kind !== ACT);
      const first: number = isAnnex ? start : kind === ACT ? -1 : noteLine(cut.scanned, start, end);
      isOpen = first >= 0;
      if (first < 0) continue;
      from.push(first);
      to.push(end);
    }
    this.#from = from;
    this.#to = to;
  }

  has(line: number): boolean {
    const next = partitionPoint(this.#from.length, (at) => (this.#from[at] ?? 0) > line);
    return line < (this.#to[next - 1] ?? 0);
  }
}

/** The first line that tells to which act an annex belongs, or -1. */
function noteLine(scanned: ScannedSource, from: number, to: number): number {
  const { source, table, mask } = scanned;
  for (let line = from; line < to; line++) {
    if (mask.classes[line] === LINE.blank || !MAY_BEGIN.has(source[table.starts[line] ?? 0] ?? 0)) continue;
    if (isAnnexNote(readText(scanned, line, PROBE_BYTES))) return line;
  }
  return -1;
}
