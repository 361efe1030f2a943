import { makeZip } from "./zip-maker.ts";

const WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main";
const RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const NAMESPACES = [
  ["m", "http://schemas.openxmlformats.org/officeDocument/2006/math"],
  ["a", "http://schemas.openxmlformats.org/drawingml/2006/main"],
  ["r", RELATION],
  ["mc", "http://schemas.openxmlformats.org/markup-compatibility/2006"],
  ["v", "urn:schemas-microsoft-com:vml"],
  ["wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"],
  ["wps", "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"],
  ["w14", "http://schemas.microsoft.com/office/word/2010/wordml"],
  ["w16se", "http://schemas.microsoft.com/office/word/2015/wordml/symex"],
  ["other", "urn:other"],
] as const;
const MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/** A Word document that is made: inner XML of its parts. */
export interface MadeDocx {
  readonly body: string;
  readonly numbering?: string;
  readonly styles?: string;
  /** Other parts by the type of their relationship, each with the whole XML in its root element. */
  readonly parts?: readonly { readonly type: string; readonly name: string; readonly xml: string | Buffer }[];
  readonly external?: readonly { readonly type: string; readonly target: string }[];
  readonly isStrict?: boolean;
}

/** Makes a package as Word does, as small as one can be. */
export function makeDocx(made: MadeDocx): Buffer {
  const uri = made.isStrict ? STRICT : WORD;
  const parts = [
    ...(made.numbering === undefined ? [] : [wordPart(uri, "numbering", made.numbering)]),
    ...(made.styles === undefined ? [] : [wordPart(uri, "styles", made.styles)]),
    ...(made.parts ?? []),
  ];
  const overrides = parts
    .filter(({ type }) => type === "numbering" || type === "styles")
    .map(({ type, name }) => `<Override PartName="/word/${name}" ContentType="${MAIN_TYPE}.${type}+xml"/>`);
  const relations = [
    ...parts.map(({ type, name }, index) => relation(`p${index}`, { type, target: name })),
    ...(made.external ?? []).map((each, index) => relation(`e${index}`, { ...each, isExternal: true })),
  ];
  return makeZip([
    {
      name: "[Content_Types].xml",
      content: `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="${MAIN_TYPE}.document.main+xml"/>${overrides.join("")}</Types>`,
    },
    {
      name: "_rels/.rels",
      content: relationships(relation("d", { type: "officeDocument", target: "word/document.xml" })),
    },
    { name: "word/_rels/document.xml.rels", content: relationships(relations.join("")) },
    { name: "word/document.xml", content: rooted(uri, "document", `<w:body>${made.body}</w:body>`) },
    ...parts.map(({ name, xml }) => ({ name: `word/${name}`, content: xml })),
  ]);
}

/** A part in the namespace of Word. */
export function wordXml(root: string, inner: string): string {
  return rooted(WORD, root, inner);
}

/** A paragraph in a list, or with a style, or with none of them. */
export function paragraph(
  text: string,
  format: {
    readonly numId?: number;
    readonly level?: number;
    readonly style?: string;
    readonly outline?: number;
  } = {},
): string {
  const { numId, level, style, outline } = format;
  const list = [
    level === undefined ? "" : `<w:ilvl w:val="${level}"/>`,
    numId === undefined ? "" : `<w:numId w:val="${numId}"/>`,
  ].join("");
  const properties = [
    style === undefined ? "" : `<w:pStyle w:val="${style}"/>`,
    list === "" ? "" : `<w:numPr>${list}</w:numPr>`,
    outline === undefined ? "" : `<w:outlineLvl w:val="${outline}"/>`,
  ].join("");
  return `<w:p>${properties === "" ? "" : `<w:pPr>${properties}</w:pPr>`}${text === "" ? "" : run(text)}</w:p>`;
}

export function run(text: string): string {
  return `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`;
}

/** A level of a list. */
export interface MadeLevel {
  readonly start?: number;
  readonly format?: string;
  readonly text: string;
  /** Further elements of the level, in the order of the schema behind its format. */
  readonly more?: string;
  readonly after?: string;
}

export function listLevel(
  index: number,
  { start = 1, format = "decimal", text, more = "", after = "" }: MadeLevel,
): string {
  return `<w:lvl w:ilvl="${index}"><w:start w:val="${start}"/><w:numFmt w:val="${format}"/>${more}<w:lvlText w:val="${text}"/><w:lvlJc w:val="left"/>${after}</w:lvl>`;
}

/** A list and its one instance, both of the same id. */
export function list(
  id: number,
  ...levels: readonly MadeLevel[]
): { readonly definition: string; readonly instance: string } {
  return {
    definition: `<w:abstractNum w:abstractNumId="${id}"><w:multiLevelType w:val="multilevel"/>${levels.map((level, index) => listLevel(index, level)).join("")}</w:abstractNum>`,
    instance: `<w:num w:numId="${id}"><w:abstractNumId w:val="${id}"/></w:num>`,
  };
}

/** All definitions stand before all instances. */
export function numbering(
  ...lists: readonly { readonly definition: string; readonly instance: string }[]
): string {
  return [...lists.map(({ definition }) => definition), ...lists.map(({ instance }) => instance)].join("");
}

function wordPart(uri: string, root: string, inner: string) {
  return { type: root, name: `${root}.xml`, xml: rooted(uri, root, inner) };
}

function rooted(uri: string, root: string, inner: string): string {
  const declared = NAMESPACES.map(([prefix, each]) => ` xmlns:${prefix}="${each}"`).join("");
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:${root} xmlns:w="${uri}"${declared}>${inner}</w:${root}>`;
}

function relationships(inner: string): string {
  return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${inner}</Relationships>`;
}

function relation(
  id: string,
  {
    type,
    target,
    isExternal = false,
  }: { readonly type: string; readonly target: string; readonly isExternal?: boolean },
): string {
  const mode = isExternal ? ' TargetMode="External"' : "";
  return `<Relationship Id="${id}" Type="${RELATION}/${type}" Target="${target}"${mode}/>`;
}
