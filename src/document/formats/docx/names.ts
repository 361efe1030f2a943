import type { XmlName, XmlTag } from "../../xml/xml-events.ts";
import { prefixedNames } from "../prefixed-names.ts";

/** Namespaces, each as ECMA-376 writes it and as the strict form of ISO/IEC 29500 does. */
const WORD: readonly string[] = [
  "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
  "http://purl.oclc.org/ooxml/wordprocessingml/main",
];
const MATH: readonly string[] = [
  "http://schemas.openxmlformats.org/officeDocument/2006/math",
  "http://purl.oclc.org/ooxml/officeDocument/math",
];
const DRAWING: readonly string[] = [
  "http://schemas.openxmlformats.org/drawingml/2006/main",
  "http://purl.oclc.org/ooxml/drawingml/main",
];
const SIGNS = "http://schemas.microsoft.com/office/word/2015/wordml/symex";
const COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006";
const XML = "http://www.w3.org/XML/1998/namespace";

const PREFIXES: ReadonlyMap<string, string> = new Map([
  ...WORD.map((uri) => [uri, "w"] as const),
  ...MATH.map((uri) => [uri, "m"] as const),
  ...DRAWING.map((uri) => [uri, "a"] as const),
  [SIGNS, "w16se"],
  [COMPATIBILITY, "mc"],
]);

/** The name as ECMA-376 writes it. */
export const nameOf: (name: XmlName) => string = prefixedNames(PREFIXES);

/** An attribute of an element of Word, which stands in the namespace of the element. */
export function wordAttribute(tag: XmlTag, name = "val"): string | null {
  return tag.attribute(name, tag.uri);
}

/** A whole number in an attribute; null where it is none. */
export function numberOf(tag: XmlTag, name = "val"): number | null {
  const value = wordAttribute(tag, name);
  return value !== null && /^-?\d{1,9}$/.test(value) ? Number(value) : null;
}

/** A property that is on by being there: `<w:vanish/>`, but not `<w:vanish w:val="0"/>`. */
export function isOn(tag: XmlTag): boolean {
  return !["0", "false", "off"].includes(wordAttribute(tag) ?? "");
}

/** Whether the white space at both ends of a text counts. */
export function keepsSpace(tag: XmlTag): boolean {
  return tag.attribute("space", XML) === "preserve";
}
