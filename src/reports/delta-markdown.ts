import {
  addressOf,
  type ChangeView,
  countsOf,
  type DeltaView,
  type DiffPart,
  headingOf,
  nameOfChange,
  placeOf,
} from "../domain/delta-view.ts";
import { wrapText } from "../domain/wrap-text.ts";
import { inertBlock, inertSpan } from "./inert.ts";

/** How much of a delta a report shows. */
export interface DeltaLimits {
  /** Changed units with their texts; the rest are counted. */
  readonly units: number;
  /** Characters of each text, and those around each change. */
  readonly most: number;
  readonly around: number;
  /** Names of units in a list. */
  readonly names: number;
}

/** Characters of a line that says where a unit stood and stands. */
export const MOST_OF_A_PLACE = 800;

const REPORT_LIMITS: DeltaLimits = { units: 200, most: 3000, around: 120, names: 200 };

/** The delta in Markdown: counts first, then each changed unit old against new, typography folded, what stays as one line. Everything of the document is inert. */
export function renderDeltaMarkdown(view: DeltaView, limits: DeltaLimits = REPORT_LIMITS): string {
  const rows = [...view.changes].map((change, at) => ({ change, at }));
  const told = rows.filter(({ change }) => change.change !== "typographyOnly");
  const folded = rows.filter(({ change }) => change.change === "typographyOnly");
  const more = told.length - limits.units;
  return [
    `**${countsOf(view)}**`,
    ...renderQuestions(view, limits),
    ...told.slice(0, limits.units).map(({ change, at }) => renderChange(view, { change, at, limits })),
    ...(more > 0 ? [`And ${more} more changed units.`] : []),
    ...(view.outside === "unchanged"
      ? []
      : [`${headOfOutside(view)}\n\n${renderParts(view.outsideParts(limits))}`]),
    ...(folded.length === 0
      ? []
      : [
          renderFolded(
            folded.map(({ change }) => change),
            limits,
          ),
        ]),
    `Unchanged: ${view.unchanged.count}, sha256 of addresses and texts \`${view.unchanged.sha256}\`.`,
  ].join("\n\n");
}

export function headOfOutside({ outside }: DeltaView): string {
  return outside === "changed" ? "Outside the units:" : "Outside the units, typography only:";
}

interface ChangeOrder {
  readonly change: ChangeView;
  readonly at: number;
  readonly limits: DeltaLimits;
  /** From when it counts, in words; left out where that is not known here. */
  readonly counts?: string;
}

/** One change, old against new. */
export function renderChange(view: DeltaView, { change, at, limits, counts }: ChangeOrder): string {
  const stated = change.isStated ? ", as stated in the lineage file" : "";
  const place = placeOf(change);
  const stands = place === null ? "" : `, ${inertSpan(place, MOST_OF_A_PLACE)}`;
  const head = `**${nameOfChange(change.change)}${stated}** ${inertSpan(addressOf(change))} ${inertSpan(headingOf(change), 160)}${stands}${counts === undefined ? "" : `, ${inertSpan(counts)}`}`;
  if (!change.showsText) return head;
  return `${head}\n\n${renderParts(view.partsOf(at, limits))}`;
}

/** A block is not wrapped where it is shown, so that what stands far to the right of it is not seen. */
const COLUMNS = 110;
const WIDE_GAP = /[^\S\r\n]{21,}/g;
const nameGap = (gap: string) => ` (${gap.length} spaces) `;

/** A text word by word. Old words stand in lines that begin with `-`, new ones in lines that begin with `+`, as GitHub colours them; white space that is the change is written out. */
export function renderParts(parts: readonly DiffPart[]): string {
  const lines = parts.flatMap((part) => {
    if (part.kind === "left out")
      return [
        `@@ ${part.characters} characters${part.isChanged ? ", changed ones among them," : ""} are not shown @@`,
      ];
    const sign = part.kind === "same" ? " " : part.kind === "old" ? "-" : "+";
    if (part.kind !== "same" && part.text.trim() === "")
      return [`${sign} (white space ${JSON.stringify(part.text.replace(WIDE_GAP, nameGap))})`];
    return part.text
      .split(/\r\n?|\n/)
      .map((line) => line.trim().replace(WIDE_GAP, nameGap))
      .filter((line, _, all) => line !== "" || all.length === 1)
      .flatMap((line) => wrapText(line, COLUMNS))
      .map((line) => `${sign} ${line}`);
  });
  return inertBlock(lines.join("\n"), "diff");
}

function renderFolded(changes: readonly ChangeView[], { names }: DeltaLimits): string {
  const listed = changes.slice(0, names).map((change) => inertSpan(addressOf(change)));
  const more = changes.length - names;
  return `Typography only: ${changes.length}\n\n${listed.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function renderQuestions({ questions }: DeltaView, { units }: DeltaLimits): readonly string[] {
  if (questions.length === 0) return [];
  const lines = questions.slice(0, units).flatMap(({ why, proposal }) => [`# ${why}`, ...proposal, ""]);
  const more = questions.length - units;
  return [
    "Open questions, with the proposal as a lineage file has it:",
    inertBlock([...lines, ...(more > 0 ? [`# and ${more} more`] : [])].join("\n"), "text"),
  ];
}
