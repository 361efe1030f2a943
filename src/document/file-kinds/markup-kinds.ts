import { convertBy, type FileKind, pandoc, type ReadKind } from "./file-kind.ts";
import { isJson } from "./is-json.ts";
import { findMailKind } from "./mail-kinds.ts";
import { judgeTags, skipProlog } from "./tags.ts";

const HTML: ReadKind = { reader: "html" };
const XML_WAY = convertBy(
  "xsltproc STYLESHEET FILE | pandoc -f html -t gfm-raw_html --wrap=none -o text.md",
  "The stylesheet is the publisher's; the publisher's edition in HTML, DOCX or PDF does as well.",
);

type XmlKind = (FileKind | ReadKind) & {
  /** The element that all others stand in, with its prefix or without. */
  readonly root: RegExp;
  /** What else its first tag holds. */
  readonly attribute?: RegExp;
};

/** Kinds of XML by their first element, in the order in which they are tried. */
const XML_KINDS: readonly XmlKind[] = [
  { ...HTML, root: /^html$/i },
  { reader: "akn", root: /^akomaNtoso$/ },
  { reader: "uslm", root: /./, attribute: /\/uslm\b|USLM/ },
  { reader: "formex", root: /./, attribute: /\bformex\b/i },
  {
    reader: "formex",
    root: /^(?:LEXP|ACT|ANNEX|CONS\.ACT|GENERAL)(?:\.|$)/,
  },
  { reader: "gii", root: /^dokumente$/ },
  {
    reader: "egov",
    root: /^(?:Law|LawBody|DataRoot|MainProvision|SupplProvision|law_data_response)$/,
  },
  { reader: "ecfr", root: /^(?:ECFR|DLPSTEXTCLASS|DIV\d)$/ },
  {
    name: "a DocBook document (XML)",
    root: /./,
    attribute: /docbook\.org/,
    wayOut: convertBy(pandoc("docbook")),
  },
  { name: "a FictionBook (XML)", root: /^FictionBook$/, wayOut: convertBy(pandoc("fb2")) },
  { name: "an SVG image (XML)", root: /^svg$/, wayOut: "Name the document's text, not its picture." },
  {
    reader: "fodt",
    root: /^document$/,
    attribute: /application\/vnd\.oasis\.opendocument\.text\b/,
  },
  {
    name: "a flat OpenDocument or Word document (XML)",
    root: /^(?:document|package|wordDocument)$/,
    attribute: /opendocument|openxml|microsoft\.com/,
    wayOut: convertBy('libreoffice --headless --convert-to "txt:Text (encoded):UTF8" FILE'),
  },
];
const XML: FileKind = { name: "an XML document", wayOut: XML_WAY };

const RTF: FileKind = { name: "an RTF document", wayOut: convertBy(pandoc("rtf")) };
const LATEX: FileKind = {
  name: "a LaTeX document",
  wayOut: convertBy(pandoc("latex"), "Macros that pandoc does not know are lost."),
};
const ORG: FileKind = { name: "an Org mode document", wayOut: convertBy(pandoc("org")) };
/** Keywords at the top, behind blank lines and comments at most; a heading with stars; and a heading of Markdown, which Org mode has not. */
const ORG_BEGIN =
  /^(?:[ \t]*(?:# [^\n]*)?\r?\n){0,20}#\+(?:title|subtitle|author|email|date|language|options|startup|description|keywords|filetags|property|setupfile|todo|category|latex_class|html_head|export_file_name):/i;
const ORG_HEADING = /^\*{1,8} \S/mu;
const ATX_HEADING = /^#{2,6} \S/mu;
const JSON_FILE: FileKind = {
  name: "a JSON file",
  wayOut: convertBy("jq -r '.. | strings' FILE > text.txt", "Take the fields that hold the text alone."),
};
const LATEX_BEGIN =
  /^(?:[ \t]*(?:%[^\n]*)?\r?\n)*[ \t]*\\(?:documentclass|documentstyle|RequirePackage|PassOptionsToPackage|NeedsTeXFormat|begin\{document\}|(?:part|chapter|section|subsection)\*?\{)/;
/** The kind of markup that a text of UTF-8 is written in, by its first 64 KiB; null for Markdown, HTML tags in it included, and plain text. */
export function findMarkupKind(head: string): FileKind | ReadKind | null {
  if (/^\{\\rtf/.test(head)) return RTF;
  if (/^[\\%]/.test(head) && LATEX_BEGIN.test(head)) return LATEX;
  if (ORG_BEGIN.test(head) && ORG_HEADING.test(head) && !ATX_HEADING.test(head)) return ORG;
  if (/^[[{]/.test(head)) return isJson(head) ? JSON_FILE : null;
  if (/^[A-Za-z]/.test(head)) return findMailKind(head);
  return /^(?:<|---\r?\n)/.test(head) ? findTagged(head) : null;
}

function findTagged(head: string): FileKind | ReadKind | null {
  const { declared, doctype, rest } = skipProlog(head);
  const tag = /^<(?:[\w.-]{1,64}:)?([A-Za-z_][\w.-]{0,63})(?=[\s/>])([^<>]{0,4096})/.exec(rest);
  if (tag === null) return doctype === "html" ? HTML : declared ? XML : null;
  const [, name = "", attributes = ""] = tag;
  if (!declared && (doctype === "html" || /^html$/i.test(name))) return HTML;
  if (!declared && doctype === null && /^(?:head|body)$/i.test(name)) return HTML;
  if (declared || doctype !== null) return xmlKind(name, attributes);
  // Publishers leave the declaration out; text in it that looks like Markdown must not decide how it is cut.
  const known = xmlKind(name, attributes);
  if ("reader" in known) return known;
  const judged = judgeTags(rest);
  if (judged === "html") return HTML;
  return judged === "xml" ? xmlKind(name, attributes) : null;
}

function xmlKind(name: string, attributes: string): FileKind | ReadKind {
  return (
    XML_KINDS.find(
      ({ root, attribute }) => root.test(name) && (attribute === undefined || attribute.test(attributes)),
    ) ?? XML
  );
}
