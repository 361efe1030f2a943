import type { DropReason } from "../../projection/projection.ts";
import type { HtmlTag } from "./html-events.ts";

/** Why the text of an element is left out, and the name under which it is told. */
export interface DropRule {
  readonly name: string;
  readonly reason: DropReason;
}

/** Elements whose text is left out wherever they stand. What a page hides by a style or an attribute is kept: many unfold the law only on a click. */
const ELEMENTS: Readonly<Record<string, DropReason>> = {
  annotation: "alternative",
  "annotation-xml": "alternative",
  aside: "note",
  button: "navigation",
  datalist: "navigation",
  del: "deleted",
  dialog: "navigation",
  footer: "page",
  iframe: "hidden",
  nav: "navigation",
  noembed: "hidden",
  noframes: "hidden",
  script: "program",
  select: "navigation",
  style: "program",
  svg: "object",
  template: "hidden",
  textarea: "navigation",
  title: "metadata",
};

const ROLES: Readonly<Record<string, DropReason>> = {
  alertdialog: "navigation",
  contentinfo: "page",
  dialog: "navigation",
  "doc-endnote": "note",
  "doc-endnotes": "note",
  "doc-footnote": "note",
  "doc-pagefooter": "page",
  "doc-pageheader": "page",
  "doc-pagelist": "navigation",
  "doc-toc": "contents",
  menu: "navigation",
  menubar: "navigation",
  navigation: "navigation",
  search: "navigation",
  tablist: "navigation",
  toolbar: "navigation",
  tree: "navigation",
};

/** Whole classes or identifiers, in lower case. */
const NAMES: Readonly<Record<string, DropReason>> = {
  breadcrumb: "navigation",
  breadcrumbs: "navigation",
  cookiebanner: "navigation",
  cybotcookiebotdialog: "navigation",
  footnotes: "note",
  "footnotes-end-of-document": "note",
  "onetrust-consent-sdk": "navigation",
  "skip-link": "navigation",
  skiplink: "navigation",
};
const COOKIES = /^(?:cookies?|consent|gdpr)[-_]?(?:banner|bar|consent|dialog|message|modal|notice|popup)$/;

/** True for an element that unfolds the text below the heading in which it stands: it holds the words of the heading, and is left out elsewhere. */
export function unfolds({ name }: HtmlTag): boolean {
  return name === "button";
}

/** Why the text of an element is left out of a plain page; null where it is kept. */
export function dropOfPage(tag: HtmlTag): DropRule | null {
  const { name } = tag;
  const role = tag.attribute("role")?.trim().toLowerCase() ?? "";
  const byRole = ROLES[role];
  if (byRole !== undefined) return { name: `${name} role=${role}`, reason: byRole };
  const reason = ELEMENTS[name];
  if (reason !== undefined) return { name, reason };
  for (const word of namesOf(tag)) {
    const byName = NAMES[word] ?? (COOKIES.test(word) ? "navigation" : undefined);
    if (byName !== undefined) return { name: `${name}.${word}`, reason: byName };
  }
  return null;
}

const CONTENTS =
  /^(?:toc|(?:table[-_]?of[-_]?)contents|toc[-_]?(?:container|list|wrapper)|inhaltsverzeichnis|sommaire|table-?des-?matieres)$/;

/** True for a list of the parts of the document, which is text of it but names what stands elsewhere. */
export function listsContents(tag: HtmlTag): boolean {
  return namesOf(tag).some((name) => CONTENTS.test(name));
}

const NO_NAMES: readonly string[] = [];
const SPACES = /[ \t\n\f\r]+/;

/** The classes and the identifier of an element, in lower case. */
function namesOf(tag: HtmlTag): readonly string[] {
  const id = tag.attribute("id");
  const classes = classesOf(tag);
  if (id === null && classes.length === 0) return NO_NAMES;
  return [...classes, ...(id === null ? [] : [id])].map((word) => word.toLowerCase());
}

export function classesOf(tag: HtmlTag): readonly string[] {
  const written = tag.attribute("class");
  return written === null ? NO_NAMES : written.split(SPACES).filter((word) => word !== "");
}
