import type { DropReason } from "../../projection/projection.ts";

/** Elements that hold character data that is text: what is printed, what was deleted, and codes of fields. */
export const TEXTS: ReadonlySet<string> = new Set([
  "w:t",
  "w:delText",
  "w:instrText",
  "w:delInstrText",
  "m:t",
  "a:t",
]);

/** Texts that are never printed in the document as it stands. */
export const CODES: ReadonlySet<string> = new Set(["w:delText", "w:instrText", "w:delInstrText"]);

/** Elements of which what they hold belongs to the document. */
const KEPT: ReadonlySet<string> = new Set([
  "w:document",
  "w:body",
  "w:p",
  "w:r",
  "w:hyperlink",
  "w:fldSimple",
  "w:smartTag",
  "w:customXml",
  "w:sdt",
  "w:sdtContent",
  "w:dir",
  "w:bdo",
  "w:tbl",
  "w:tr",
  "w:tc",
  "w:ruby",
  "w:rubyBase",
  "w:rt",
  "w:ins",
  "w:del",
  "w:moveFrom",
  "w:moveTo",
  "mc:AlternateContent",
  "mc:Choice",
  "mc:Fallback",
]);

/** Whether what an element holds belongs to the document; every element of a formula does. */
export function isKept(name: string): boolean {
  return KEPT.has(name) || TEXTS.has(name) || SIGNS.has(name) || name.startsWith("m:");
}

/** Elements that are left out with all that they hold. */
export const DROPPED: ReadonlyMap<string, DropReason> = new Map([
  ["w:instrText", "form"],
  ["w:delInstrText", "form"],
  ["w:delText", "deleted"],
  ["w:txbxContent", "object"],
  ["w:drawing", "object"],
  ["w:pict", "object"],
  ["w:object", "object"],
  ["w:control", "object"],
  ["w:contentPart", "object"],
  ["w:background", "object"],
  // Dates and pages that the word processor prints as they are on the day.
  ["w:dayShort", "form"],
  ["w:dayLong", "form"],
  ["w:monthShort", "form"],
  ["w:monthLong", "form"],
  ["w:yearShort", "form"],
  ["w:yearLong", "form"],
  ["w:pgNum", "form"],
]);

/** Character data that is no text: kept results of a field in binary form. */
export const NO_TEXT: ReadonlySet<string> = new Set(["w:fldData"]);

/** Elements by which the text of another file is put in when the document is opened. */
export const OTHER_FILES: ReadonlySet<string> = new Set(["w:altChunk", "w:subDoc"]);

/** Signs that are printed for an element, and count as letters of the text. */
export const SIGNS: ReadonlyMap<string, string> = new Map([
  // Its sign is named in it.
  ["w:sym", ""],
  ["w16se:symEx", ""],
  ["w:noBreakHyphen", "\u2011"],
  ["w:softHyphen", "\u00ad"],
]);

/** Elements that set the words behind them apart. */
export const BREAKS: ReadonlyMap<string, "tab" | "line"> = new Map([
  ["w:tab", "tab"],
  ["w:ptab", "tab"],
  ["w:br", "line"],
  ["w:cr", "line"],
]);

/** Changes of text that nobody has accepted or rejected; a change of formats alone changes no text. */
export const CHANGES: ReadonlyMap<string, string> = new Map([
  ["w:ins", "insertions"],
  ["w:del", "deletions"],
  ["w:moveFrom", "moves from a place"],
  ["w:moveTo", "moves to a place"],
  ["w:cellIns", "cells put in"],
  ["w:cellDel", "cells taken out"],
  ["w:cellMerge", "cells joined"],
  ["w:numberingChange", "changes of numbers"],
  ["w:customXmlInsRangeStart", "insertions around text"],
  ["w:customXmlDelRangeStart", "deletions around text"],
  ["w:customXmlMoveFromRangeStart", "moves from a place around text"],
  ["w:customXmlMoveToRangeStart", "moves to a place around text"],
]);

/** Parts whose text stands beside the document, by the type of their relationship. */
export const SIDE_PARTS: ReadonlyMap<string, DropReason> = new Map([
  ["header", "page"],
  ["footer", "page"],
  ["footnotes", "note"],
  ["endnotes", "note"],
  ["comments", "comment"],
]);

/** What other parts are, by their names; the rest are pictures and embedded objects. */
const PART_REASONS: readonly (readonly [name: RegExp, reason: DropReason])[] = [
  [/\bvba\w*\.(?:bin|xml)$/i, "program"],
  [/(?:^|\/)(?:styles\w*|theme\/.*|fontTable|webSettings|stylesWithEffects)\.xml$/, "program"],
  [/^(?:docProps|customXml|_xmlsignatures|docMetadata)\//, "metadata"],
  [
    /(?:^|\/)(?:settings|numbering|people|comments\w+|documenttasks\/.*|keyMapCustomizations)\.xml$/,
    "metadata",
  ],
  [/(?:^|\/)glossary\//, "metadata"],
];

/** Why a part that is not read is left out. */
export function reasonOfPart(name: string): DropReason {
  return PART_REASONS.find(([pattern]) => pattern.test(name))?.[1] ?? "object";
}
