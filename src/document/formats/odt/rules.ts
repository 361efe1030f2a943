import type { DropReason } from "../../projection/projection.ts";

/** Paragraphs and headings; text stands in nothing else. */
export const PARAGRAPHS: ReadonlySet<string> = new Set(["text:p", "text:h"]);

/** Elements of which what they hold belongs to the document, beside fields. */
const KEPT: ReadonlySet<string> = new Set([
  ...PARAGRAPHS,
  "office:document",
  "office:document-content",
  "office:document-styles",
  "office:body",
  "office:text",
  "office:master-styles",
  "style:master-page",
  "text:section",
  "text:list",
  "text:list-item",
  "text:list-header",
  "text:numbered-paragraph",
  "text:bibliography",
  "text:index-body",
  "text:index-title",
  "text:note",
  "text:span",
  "text:a",
  "text:meta",
  "text:meta-field",
  "text:ruby",
  "text:ruby-base",
  "text:ruby-text",
  "text:s",
  "text:tab",
  "text:line-break",
  "text:soft-page-break",
  "table:table",
  "table:table-header-rows",
  "table:table-rows",
  "table:table-row-group",
  "table:table-row",
  "table:table-cell",
  "draw:frame",
  "draw:a",
  "draw:g",
  "loext:content-control",
  "field:fieldmark",
]);

/** Fields of `text:`, of which the file keeps the result that was printed last (ODF 1.3 part 3, 7). */
const FIELDS: ReadonlySet<string> = new Set(
  [
    "date time page-number page-continuation sender-firstname sender-lastname sender-initials sender-title",
    "sender-position sender-email sender-phone-private sender-fax sender-company sender-phone-work sender-street",
    "sender-city sender-postal-code sender-country sender-state-or-province author-name author-initials chapter",
    "file-name template-name sheet-name variable-set variable-get variable-input user-field-get user-field-input",
    "sequence expression text-input initial-creator creation-date creation-time description user-defined print-time",
    "print-date printed-by title subject keywords editing-cycles editing-duration modification-time",
    "modification-date creator page-count paragraph-count word-count character-count table-count image-count",
    "object-count page-variable-set page-variable-get placeholder conditional-text hidden-text hidden-paragraph",
    "note-ref bookmark-ref reference-ref sequence-ref style-ref dde-connection measure table-formula",
    "database-display database-next database-row-select database-row-number database-name execute-macro",
    "bibliography-mark drop-down toc-mark user-index-mark alphabetical-index-mark",
  ].flatMap((names) => names.split(" ").map((name) => `text:${name}`)),
);

/** Whether what an element holds belongs to the document. */
export function isKept(name: string): boolean {
  return KEPT.has(name) || FIELDS.has(name);
}

/** Elements that are left out with all that they hold. */
export const DROPPED: ReadonlyMap<string, DropReason> = new Map([
  ["office:meta", "metadata"],
  ["office:settings", "metadata"],
  ["office:scripts", "program"],
  ["office:font-face-decls", "program"],
  ["office:styles", "program"],
  ["office:automatic-styles", "program"],
  ["style:handout-master", "program"],
  ["draw:layer-set", "program"],
  ["office:event-listeners", "program"],
  ["text:script", "program"],
  ["office:forms", "form"],
  ["style:header", "page"],
  ["style:header-left", "page"],
  ["style:header-first", "page"],
  ["style:footer", "page"],
  ["style:footer-left", "page"],
  ["style:footer-first", "page"],
  ["loext:header-first", "page"],
  ["loext:footer-first", "page"],
  ["text:note-citation", "note"],
  ["text:note-body", "note"],
  ["office:annotation", "comment"],
  ["text:tracked-changes", "metadata"],
  ["text:number", "alternative"],
  ["text:table-of-content", "contents"],
  ["text:illustration-index", "contents"],
  ["text:table-index", "contents"],
  ["text:object-index", "contents"],
  ["text:user-index", "contents"],
  ["text:alphabetical-index", "contents"],
  ["text:bibliography-source", "contents"],
  // The cell that spans over it hides it.
  ["table:covered-table-cell", "hidden"],
  ["table:title", "alternative"],
  ["table:desc", "alternative"],
  ["svg:title", "alternative"],
  ["svg:desc", "alternative"],
  // The text of a file that is linked was kept when it was loaded last; nothing is loaded.
  ["text:section-source", "object"],
  ["office:dde-source", "object"],
  ["table:table-source", "object"],
  ["draw:text-box", "object"],
  ["draw:image", "object"],
  ["draw:object", "object"],
  ["draw:object-ole", "object"],
  ["draw:applet", "object"],
  ["draw:plugin", "object"],
  ["draw:floating-frame", "object"],
  ["draw:image-map", "object"],
  ["draw:contour-polygon", "object"],
  ["draw:contour-path", "object"],
  ["draw:rect", "object"],
  ["draw:line", "object"],
  ["draw:polyline", "object"],
  ["draw:polygon", "object"],
  ["draw:regular-polygon", "object"],
  ["draw:path", "object"],
  ["draw:circle", "object"],
  ["draw:ellipse", "object"],
  ["draw:connector", "object"],
  ["draw:caption", "object"],
  ["draw:measure", "object"],
  ["draw:page-thumbnail", "object"],
  ["draw:custom-shape", "object"],
  ["draw:control", "object"],
  ["dr3d:scene", "object"],
]);

/** Elements in which a list of the text may go on: their paragraphs are counted where they are left out. */
export const COUNTED: ReadonlySet<string> = new Set(["text:note-body", "draw:text-box"]);

/** Elements in which lists are nested in no list that is around them. */
export const ENCLOSED: ReadonlySet<string> = new Set(["table:table-cell", "text:note-body", "draw:text-box"]);

/** Changes of text that nobody has accepted or rejected; a change of formats alone changes no text. */
export const CHANGES: ReadonlyMap<string, string> = new Map([
  ["text:insertion", "insertions"],
  ["text:deletion", "deletions"],
]);

/** What other parts of the package are, by their names; the rest are pictures and embedded objects. */
const PART_REASONS: readonly (readonly [name: RegExp, reason: DropReason])[] = [
  [/^(?:Basic|Scripts|Dialogs|Configurations2)\//, "program"],
  [/^(?:meta\.xml|settings\.xml|layout-cache|manifest\.rdf|META-INF\/.*)$|\.rdf$/, "metadata"],
];

/** Why a part that is not read is left out. */
export function reasonOfPart(name: string): DropReason {
  return PART_REASONS.find(([pattern]) => pattern.test(name))?.[1] ?? "object";
}
