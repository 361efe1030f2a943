import { type MadeEntry, makeZip } from "./zip-maker.ts";

const NAMES = Object.entries({
  office: "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
  text: "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
  style: "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
  table: "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
  draw: "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
  number: "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0",
  meta: "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
  form: "urn:oasis:names:tc:opendocument:xmlns:form:1.0",
  svg: "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
  fo: "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
  dc: "http://purl.org/dc/elements/1.1/",
  xlink: "http://www.w3.org/1999/xlink",
  math: "http://www.w3.org/1998/Math/MathML",
  loext: "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
})
  .map(([prefix, uri]) => ` xmlns:${prefix}="${uri}"`)
  .join("");
const TEXT = "application/vnd.oasis.opendocument.text";

/** An OpenDocument text, by what stands in its elements. */
export interface MadeOdt {
  /** In `office:text`. */
  readonly body: string;
  /** Automatic styles of the content. */
  readonly automatic?: string;
  readonly styles?: string;
  /** Automatic styles beside the named ones. */
  readonly stylesAutomatic?: string;
  readonly masters?: string;
  /** Beside the body: `office:scripts`. */
  readonly beside?: string;
  /** The program that wrote it. */
  readonly generator?: string;
}

export interface MadePackage extends MadeOdt {
  readonly mimetype?: MadeEntry | null;
  /** In `manifest:manifest`. */
  readonly manifest?: string;
  /** Further parts. */
  readonly parts?: readonly MadeEntry[];
  readonly omit?: "content.xml" | "styles.xml" | "META-INF/manifest.xml";
}

/** Makes a package as LibreOffice does. */
export function makeOdt(made: MadePackage): Buffer {
  const entries: readonly MadeEntry[] = [
    ...(made.mimetype === null ? [] : [made.mimetype ?? { name: "mimetype", content: TEXT, method: 0 }]),
    {
      name: "content.xml",
      content: root(
        "document-content",
        `${made.beside ?? ""}${element("automatic-styles", made.automatic)}<office:body><office:text>${made.body}</office:text></office:body>`,
      ),
    },
    {
      name: "styles.xml",
      content: root(
        "document-styles",
        element("styles", made.styles) +
          element("automatic-styles", made.stylesAutomatic) +
          element("master-styles", made.masters),
      ),
    },
    ...(made.generator === undefined
      ? []
      : [{ name: "meta.xml", content: root("document-meta", metaOf(made.generator)) }]),
    {
      name: "META-INF/manifest.xml",
      content: `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">${made.manifest ?? manifestOf(made)}</manifest:manifest>`,
    },
  ];
  return makeZip([...entries.filter(({ name }) => name !== made.omit), ...(made.parts ?? [])]);
}

function manifestOf({ parts = [], generator }: MadePackage): string {
  const names = [
    "content.xml",
    "styles.xml",
    ...(generator === undefined ? [] : ["meta.xml"]),
    ...parts.map(({ name }) => name),
  ];
  const entries = [["/", TEXT], ...names.map((name) => [name, "text/xml"])];
  return entries
    .map(
      ([name, type]) => `<manifest:file-entry manifest:full-path="${name}" manifest:media-type="${type}"/>`,
    )
    .join("");
}

/** Makes the same as one file of XML. */
export function makeFlatOdt(made: MadeOdt): Buffer {
  return Buffer.from(
    root(
      "document",
      `${made.generator === undefined ? "" : metaOf(made.generator)}${made.beside ?? ""}${element("styles", made.styles)}${element("automatic-styles", made.automatic)}${element("master-styles", made.masters)}<office:body><office:text>${made.body}</office:text></office:body>`,
      ` office:mimetype="${TEXT}"`,
    ),
  );
}

/** A list style by its levels: the attributes of a level that has numbers, or `*` for a bullet. */
export function listStyle(name: string, levels: readonly string[]): string {
  const inner = levels.map((level, index) =>
    level === "*"
      ? `<text:list-level-style-bullet text:level="${index + 1}" text:bullet-char="-"/>`
      : `<text:list-level-style-number text:level="${index + 1}" ${level}/>`,
  );
  return `<text:list-style style:name="${name}">${inner.join("")}</text:list-style>`;
}

function metaOf(generator: string): string {
  return element("meta", `<meta:generator>${generator}</meta:generator>`);
}

function element(name: string, content = ""): string {
  return `<office:${name}>${content}</office:${name}>`;
}

function root(name: string, content: string, attributes = ""): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<office:${name}${NAMES}${attributes} office:version="1.3">${content}</office:${name}>`;
}
