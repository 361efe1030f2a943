import type { MarkedDocument, MarkedUnit } from "../../domain/plan.ts";
import { sha256Hex } from "../../json/canonical-json.ts";

/** A marked document with its bytes. */
export interface MarkedSource {
  readonly bytes: Uint8Array;
  readonly marked: MarkedDocument;
}

/** What became of one unit between two versions; `moved` has the same text under another address. */
type UnitChange =
  | { readonly change: "added"; readonly address: string; readonly line: number; readonly label: string }
  | { readonly change: "removed"; readonly address: string; readonly line: number; readonly label: string }
  | {
      readonly change: "changed";
      readonly address: string;
      readonly line: number;
      readonly oldLine: number;
      readonly label: string;
    }
  | {
      readonly change: "moved";
      readonly address: string;
      readonly oldAddress: string;
      readonly line: number;
      readonly oldLine: number;
      readonly label: string;
    };

export interface UnitDiff {
  readonly changes: readonly UnitChange[];
  readonly unchanged: number;
}

/** Compares two versions unit by unit: by address first, then by text for what has another address now. In the order of the new version, removed units last. */
export function diffUnits(before: MarkedSource, after: MarkedSource): UnitDiff {
  const old = new Map(before.marked.units.map((unit) => [unit.address, unit]));
  const fresh = after.marked.units.filter((unit) => !old.has(unit.address));
  const kept = new Set(after.marked.units.map((unit) => unit.address));
  const gone = new Map<string, MarkedUnit[]>();
  for (const unit of before.marked.units) {
    if (kept.has(unit.address)) continue;
    const text = textDigest(unit, before.bytes);
    gone.set(text, [...(gone.get(text) ?? []), unit]);
  }
  const movedFrom = new Map<string, MarkedUnit>();
  for (const unit of fresh) {
    const source = gone.get(textDigest(unit, after.bytes))?.shift();
    if (source !== undefined) movedFrom.set(unit.address, source);
  }
  const changes: UnitChange[] = [];
  let unchanged = 0;
  for (const unit of after.marked.units) {
    const change = changeOf(unit, {
      before,
      after,
      old: old.get(unit.address),
      moved: movedFrom.get(unit.address),
    });
    if (change === null) unchanged++;
    else changes.push(change);
  }
  for (const unit of [...gone.values()].flat().sort((a, b) => a.startByte - b.startByte)) {
    changes.push({ change: "removed", address: unit.address, line: unit.line, label: unit.label });
  }
  return { changes, unchanged };
}

/** The diff as lines: `+` added, `-` removed, `~` changed, `>` moved, and the counts. */
export function renderDiff(diff: UnitDiff): string {
  const lines = diff.changes.map((change) => {
    if (change.change === "added") return `+ ${change.address}  line ${change.line}`;
    if (change.change === "removed") return `- ${change.address}  line ${change.line} of the old version`;
    if (change.change === "changed") return `~ ${change.address}  line ${change.oldLine} -> ${change.line}`;
    return `> ${change.oldAddress} -> ${change.address}  line ${change.oldLine} -> ${change.line}`;
  });
  const count = (kind: UnitChange["change"]) =>
    diff.changes.filter((change) => change.change === kind).length;
  return [
    ...lines,
    `${count("added")} added, ${count("removed")} removed, ${count("changed")} changed, ${count("moved")} moved, ${diff.unchanged} unchanged`,
  ].join("\n");
}

function changeOf(
  unit: MarkedUnit,
  found: {
    readonly before: MarkedSource;
    readonly after: MarkedSource;
    readonly old: MarkedUnit | undefined;
    readonly moved: MarkedUnit | undefined;
  },
): UnitChange | null {
  const { before, after, old, moved } = found;
  const { address, line, label } = unit;
  if (old !== undefined) {
    if (digestOfBytes(unit, after.bytes) === digestOfBytes(old, before.bytes)) return null;
    return { change: "changed", address, line, oldLine: old.line, label };
  }
  if (moved === undefined) return { change: "added", address, line, label };
  return { change: "moved", address, oldAddress: moved.address, line, oldLine: moved.line, label };
}

function digestOfBytes(unit: MarkedUnit, bytes: Uint8Array): string {
  return sha256Hex(bytes.subarray(unit.startByte, unit.endByte));
}

/** The text without the printed name and white space around it, so that a renumbered unit is known again. */
function textDigest(unit: MarkedUnit, bytes: Uint8Array): string {
  const end = bytes.subarray(unit.startByte, unit.endByte);
  const text = Buffer.from(end.buffer, end.byteOffset, end.length).toString("utf8");
  const at = text.indexOf(unit.label);
  return sha256Hex((at < 0 ? text : text.slice(at + unit.label.length)).trim());
}
