import type { XmlName, XmlTag } from "../../xml/xml-events.ts";
import { prefixedNames } from "../prefixed-names.ts";

const ODF = "urn:oasis:names:tc:opendocument:xmlns:";

/** Namespaces by the prefixes that ODF 1.3 part 3 writes them with. */
const URIS: ReadonlyMap<string, string> = new Map([
  ["office", `${ODF}office:1.0`],
  ["text", `${ODF}text:1.0`],
  ["style", `${ODF}style:1.0`],
  ["table", `${ODF}table:1.0`],
  ["draw", `${ODF}drawing:1.0`],
  ["dr3d", `${ODF}dr3d:1.0`],
  ["presentation", `${ODF}presentation:1.0`],
  ["number", `${ODF}datastyle:1.0`],
  ["form", `${ODF}form:1.0`],
  ["script", `${ODF}script:1.0`],
  ["meta", `${ODF}meta:1.0`],
  ["config", `${ODF}config:1.0`],
  ["manifest", `${ODF}manifest:1.0`],
  ["svg", `${ODF}svg-compatible:1.0`],
  ["fo", `${ODF}xsl-fo-compatible:1.0`],
  ["dc", "http://purl.org/dc/elements/1.1/"],
  ["math", "http://www.w3.org/1998/Math/MathML"],
  ["loext", "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"],
  ["field", "urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0"],
]);

/** No rule knows a longer name. */
const MOST_NAME = 120;
const PREFIXES: ReadonlyMap<string, string> = new Map(Array.from(URIS, ([prefix, uri]) => [uri, prefix]));

const fullName = prefixedNames(PREFIXES);

/** The name as ODF 1.3 writes it. */
export function nameOf(name: XmlName): string {
  return fullName(name).slice(0, MOST_NAME);
}

/** Names of attributes that the rules ask for, apart. */
const attributes = new Map<string, readonly [local: string, uri: string | undefined]>();

/** An attribute by the name that the standard writes it with. */
export function attributeOf(tag: XmlTag, name: string): string | null {
  let parts = attributes.get(name);
  if (parts === undefined) {
    const colon = name.indexOf(":");
    parts = [name.slice(colon + 1), URIS.get(name.slice(0, colon))];
    attributes.set(name, parts);
  }
  return tag.attribute(...parts);
}

/** A whole number in an attribute; null where it is none. */
export function numberOf(tag: XmlTag, name: string): number | null {
  const value = attributeOf(tag, name);
  return value !== null && /^\d{1,9}$/.test(value) ? Number(value) : null;
}

export function isTrue(tag: XmlTag, name: string): boolean {
  return attributeOf(tag, name) === "true";
}

const MOST_TOLD = 80;

/** A name of the file as it is shown. */
export function tell(name: string): string {
  return JSON.stringify(name.length > MOST_TOLD ? `${name.slice(0, MOST_TOLD)}…` : name);
}
