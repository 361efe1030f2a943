import {
  addressOf,
  type ChangeView,
  countsOf,
  type DeltaView,
  type DiffPart,
  headingOf,
  nameOfChange,
  placeOf,
} from "../../domain/delta-view.ts";
import { wrapText } from "../../domain/wrap-text.ts";
import { showCount, showLines, showText } from "./show-text.ts";

const COLUMNS = 80;
const INDENT = "    ";
/** Texts of more changes than this are not shown here; they are all in the JSON. */
const MOST_TEXTS = 1000;
const SHOWN = { around: 120, most: 4000 };
const MOST_NAMES = 400;
/** What marks words that are gone or new; the same signs in a document are written out. */
const MARK = /(?<=\[)[-…]|-(?=\])|(?<=\{)\+|\+(?=\})/g;

/** The delta for a terminal of 80 columns: counts, each changed unit with its words old against new, what stays as one line, open questions. */
export function renderDelta(view: DeltaView): string {
  const folded: string[] = [];
  const lines = [countsOf(view)];
  let shown = 0;
  for (const [at, change] of [...view.changes].entries()) {
    if (change.change === "typographyOnly") {
      folded.push(addressOf(change));
      continue;
    }
    lines.push("", ...wrap(headOf(change), ""));
    const place = placeOf(change);
    if (place !== null) lines.push(...wrap(showText(place), INDENT));
    if (!change.showsText) continue;
    if (shown++ < MOST_TEXTS) lines.push(...renderParts(view.partsOf(at, SHOWN)));
    else if (shown === MOST_TEXTS + 1) lines.push(`${INDENT}(the texts from here on: --json, --html FILE)`);
  }
  if (view.outside !== "unchanged") {
    const name = view.outside === "changed" ? "outside the units" : "outside the units, typography only";
    lines.push("", name, ...renderParts(view.outsideParts(SHOWN)));
  }
  lines.push(...renderFolded(folded), "", ...renderUnchanged(view), ...renderQuestions(view));
  return lines.join("\n");
}

/** `amended  ARTICLE-3  Article 3 Lamps  (line 12 -> 14)` */
function headOf(change: ChangeView): string {
  const lines = [change.oldLine, change.line].filter((line) => line !== null && line > 0);
  const place = lines[0] === lines[1] ? lines.slice(1) : lines;
  const stated = change.isStated ? ", as stated" : "";
  return writeMarksOut(
    showText(
      `${nameOfChange(change.change)}${stated}  ${addressOf(change)}  ${headingOf(change)}  (line ${place.join(" -> ")})`,
    ),
  );
}

/** What was compared word by word, in lines of a terminal of 80 columns. */
export function renderParts(parts: readonly DiffPart[]): readonly string[] {
  return wrap(markParts(parts), INDENT);
}

/** Old words as `[-word-]`, new ones as `{+word+}`. */
function markParts(parts: readonly DiffPart[]): string {
  return parts
    .map((part) => {
      if (part.kind === "left out")
        return ` [… ${showCount(part.characters)} characters${part.isChanged ? ", changed ones among them" : ""} …] `;
      const text = writeMarksOut(showLines(part.text.replace(/\r\n?/g, "\n")));
      if (part.kind === "same") return text;
      const [, before = "", words = "", behind = ""] = /^(\s*)([\s\S]*?)(\s*)$/u.exec(text) ?? [];
      if (words === "") return part.kind === "old" ? `[-${text}-]` : `{+${text}+}`;
      return part.kind === "old" ? `${before}[-${words}-]${behind}` : `${before}{+${words}+}${behind}`;
    })
    .join("");
}

function writeMarksOut(text: string): string {
  return text.replace(MARK, (sign) => `\\u{${sign.charCodeAt(0).toString(16)}}`);
}

function renderFolded(addresses: readonly string[]): readonly string[] {
  if (addresses.length === 0) return [];
  const names = showText(addresses.slice(0, MOST_NAMES).join(", "));
  const more = addresses.length - MOST_NAMES;
  return [
    "",
    `typography only: ${showCount(addresses.length)}`,
    ...wrap(more > 0 ? `${names} and ${showCount(more)} more` : names, INDENT),
  ];
}

function renderUnchanged({ unchanged }: DeltaView): readonly string[] {
  return [
    `unchanged: ${showCount(unchanged.count)}, sha256 of addresses and texts`,
    `${INDENT}${unchanged.sha256}`,
  ];
}

function renderQuestions({ questions }: DeltaView): readonly string[] {
  if (questions.length === 0) return [];
  return [
    "",
    `open questions: ${showCount(questions.length)}; answered by a file for --lineage (docs/lineage.md):`,
    ...questions.flatMap(({ why, proposal }) => ["", `# ${why}`, ...proposal]),
  ];
}

function wrap(text: string, indent: string): readonly string[] {
  return wrapText(text.trim(), COLUMNS - indent.length)
    .map((line) => `${indent}${line}`.trimEnd())
    .filter((line, at, all) => line !== "" || (all[at - 1] ?? "") !== "");
}
