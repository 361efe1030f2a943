import { columnsOfSign } from "../../domain/drawn-columns.ts";
import { showCodePoint, UNSEEN } from "../../domain/unseen.ts";

const EACH_UNSEEN = new RegExp(`[${UNSEEN}]`, "gu");
const UNSEEN_ON_A_LINE = new RegExp(`(?![\\n\\t])[${UNSEEN}]`, "gu");

/**
 * Text of a document for display: every invisible character and those that change the text direction are shown by their code points, be it a
 * joiner or selector that its script needs, because two texts that look alike are not one to a reviewer.
 */
export function showText(text: string): string {
  return text.replace(EACH_UNSEEN, showCodePoint);
}

/** The same of a text over several lines, which keeps its line feeds and tabs. */
export function showLines(text: string): string {
  return text.replace(UNSEEN_ON_A_LINE, showCodePoint);
}

/** At most `length` characters, with an ellipsis where more were left out; only for display, never for what is stored. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length - 1);
  return `${cut.isWellFormed() ? cut : cut.slice(0, -1)}…`;
}

/** What a terminal draws in at most `columns` columns, with an ellipsis where more was left out. */
export function shortenToColumns(text: string, columns: number): string {
  let [width, kept] = [0, 0];
  for (const sign of text) {
    width += columnsOfSign(sign);
    if (width > columns) return `${text.slice(0, kept)}…`;
    if (width < columns) kept += sign.length;
  }
  return text;
}

/** The count with a plain space between groups of three digits, which every terminal shows: `1 557 773`. */
export function showCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, " ");
}

/** `80.9 %`; a share above zero is never shown as zero. */
export function showShare(part: number, whole: number): string {
  if (whole === 0) return "0 %";
  const percent = (part / whole) * 100;
  return part > 0 && percent < 0.1 ? "< 0.1 %" : `${percent.toFixed(1)} %`;
}
