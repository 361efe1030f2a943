import { MappedRows } from "../../collections/mapped-rows.ts";
import { rowAt } from "../../collections/rows.ts";
import type { Change, Delta, DeltaSide, UnitChange } from "../../domain/delta.ts";
import type { ChangeView, DeltaView, DiffPart } from "../../domain/delta-view.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import { showStatement } from "./check-lineage.ts";
import { shortenParts } from "./shorten-parts.ts";
import { diffWords } from "./word-diff.ts";

/** What a delta shows to people; texts are read and compared when they are asked for. */
export function viewDelta(delta: Delta, before: DeltaSide, after: DeltaSide): DeltaView {
  const changes = new MappedRows(delta.changes, (change) => viewChange(change, before, after));
  return {
    counts: countChanges(delta),
    unchanged: { count: delta.unchanged.length, sha256: digestUnchanged(delta, after) },
    changes,
    partsOf: (position, shown) => {
      const row = delta.changes[position];
      if (row === undefined) return [];
      const parts = compareBodies(row, before, after);
      return shortenParts(parts, shown);
    },
    outside: delta.outside,
    outsideParts: (shown) =>
      delta.outside === "unchanged" ? [] : shortenParts(compareOutside(before, after), shown),
    questions: delta.questions.map(({ why, proposal }) => ({ why, proposal: proposal.map(showStatement) })),
  };
}

/** Where the white space around the pieces is all that differs, that is shown. */
function compareOutside(before: DeltaSide, after: DeltaSide): readonly DiffPart[] {
  const parts = diffWords(outsideText(before, true), outsideText(after, true), true);
  return isSame(parts) ? diffWords(outsideText(before, false), outsideText(after, false), true) : parts;
}

function isSame(parts: readonly DiffPart[]): boolean {
  return parts.every(({ kind }) => kind === "same");
}

/** What stands in no unit, each piece after the unit that it follows where that is not the first piece there. */
function outsideText({ outside, units }: DeltaSide, isTrimmed: boolean): string {
  return outside
    .filter(({ text }) => !isTrimmed || text.trim() !== "")
    .map(({ text, behind }) => {
      const place = behind === 0 ? "" : `(after ${rowAt(units, behind - 1).label})\n`;
      return `${place}${isTrimmed ? text.trim() : text}`;
    })
    .join("\n");
}

function viewChange(
  { change, isStated, isMoved, ...at }: UnitChange,
  before: DeltaSide,
  after: DeltaSide,
): ChangeView {
  const was = at.before === null ? null : rowAt(before.units, at.before);
  const is = at.after === null ? null : rowAt(after.units, at.after);
  return {
    change,
    isStated,
    address: is?.address ?? null,
    oldAddress: was?.address ?? null,
    label: is?.label ?? null,
    oldLabel: was?.label ?? null,
    title: is?.title ?? null,
    oldTitle: was?.title ?? null,
    line: is?.line ?? null,
    oldLine: was?.line ?? null,
    place: viewPlace({ ...at, isMoved }, before, after),
    showsText: showsText({ change, ...at }, before, after),
    sha256: is?.contentHash ?? null,
    oldSha256: was?.contentHash ?? null,
  };
}

const MOST_OF_A_HEADING = 100;

function viewPlace(
  row: Pick<UnitChange, "before" | "after" | "isMoved">,
  before: DeltaSide,
  after: DeltaSide,
): ChangeView["place"] {
  if (row.after === null || (row.before !== null && !row.isMoved)) return null;
  const from = row.before === null ? null : tellPlace(before, row.before);
  return { from, to: tellPlace(after, row.after) };
}

/** The unit before it, its parent, and the heading that stands last above it. */
function tellPlace({ units, outside }: DeltaSide, at: number): string {
  const { parent } = rowAt(units, at);
  const heading = outside.findLast(({ isHeading, behind }) => isHeading && behind <= at)?.text.trim();
  const words =
    heading === undefined
      ? ""
      : heading
          .replace(/^[#\s]+/, "")
          .replace(/\s+/g, " ")
          .slice(0, MOST_OF_A_HEADING);
  return [
    at === 0 ? "first" : `after ${rowAt(units, at - 1).address}`,
    ...(parent === null ? [] : [`below ${parent}`]),
    ...(words === "" ? [] : [`under \u201c${words}\u201d`]),
  ].join(", ");
}

/** A new number or place alone is told in a line; where a title beside it or the text below differs in any byte, the words are shown. */
function showsText(
  row: Pick<UnitChange, "change" | "before" | "after">,
  before: DeltaSide,
  after: DeltaSide,
): boolean {
  if (row.change !== "renumbered" || row.before === null || row.after === null) return true;
  if (rowAt(before.units, row.before).title !== rowAt(after.units, row.after).title) return true;
  if (isHeadChanged(row.before, row.after, before, after)) return true;
  return belowHeading(before.body(row.before)) !== belowHeading(after.body(row.after));
}

/** Whether more than the name differs in the first line. */
function isHeadChanged(old: number, fresh: number, before: DeltaSide, after: DeltaSide): boolean {
  const [was, is] = [
    { side: before, at: old },
    { side: after, at: fresh },
  ].map(({ side, at }) => {
    const [line = ""] = side.body(at).trimStart().split(/\r?\n/, 1);
    return line.replace(rowAt(side.units, at).label, "").trim();
  });
  return was !== is;
}

/** The body without its first line that says anything, and without the white space around it. */
function belowHeading(body: string): string {
  return body
    .trimStart()
    .replace(/^[^\r\n]*/, "")
    .trim();
}

function compareBodies(row: UnitChange, before: DeltaSide, after: DeltaSide): readonly DiffPart[] {
  const old = row.before === null ? null : before.body(row.before);
  const fresh = row.after === null ? null : after.body(row.after);
  const isExact =
    row.change === "typographyOnly" || row.change === "renumbered" || row.change === "titleOnly";
  if (old !== null && fresh !== null) {
    const parts = diffWords(old, fresh, isExact);
    // Where white space alone is the change, as where a point of a list moves below another one, it is shown.
    return isSame(parts) ? diffWords(old, fresh, true) : parts;
  }
  return old === null ? [{ kind: "new", text: fresh ?? "" }] : [{ kind: "old", text: old }];
}

function countChanges({ changes }: Delta): Readonly<Record<Change, number>> {
  const counts: Record<Change, number> = {
    amended: 0,
    typographyOnly: 0,
    titleOnly: 0,
    renumbered: 0,
    created: 0,
    retired: 0,
  };
  for (const { change } of changes) counts[change] += 1;
  return counts;
}

/** sha256 over address and body digest of every unit that stays, in the order of the new version. */
function digestUnchanged({ unchanged }: Delta, after: DeltaSide): string {
  const lines = unchanged.map(({ after: at }) => {
    const { address, contentHash } = rowAt(after.units, at);
    return `${address} ${contentHash}\n`;
  });
  return sha256Hex(lines.join(""));
}
