import type { Flow } from "./element-flow.ts";
import type { HtmlTag } from "./html-events.ts";
import type { PageProfile } from "./page-profile.ts";
import { classesOf, type DropRule, dropOfPage } from "./page-rules.ts";
import type { PieceRole } from "./piece-role.ts";

/**
 * Roles by class, without the `oj-` that the Official Journal has used since 2023: CONVEX (`ti-art`), consolidated texts (`title-article-norm`), and
 * the proposals of the Commission, which LegisWrite names (`Titrearticle`).
 */
const ROLES = new Map<string, PieceRole>([
  ["ti-art", "unit"],
  ["title-article-norm", "unit"],
  ["titrearticle", "unit"],
  ["sti-art", "unit-title"],
  ["stitle-article-norm", "unit-title"],
  ["ti-section-1", "container"],
  ["title-division-1", "container"],
  ["parttitle", "division"],
  ["titletitle", "division"],
  ["chaptertitle", "division"],
  ["sectiontitle", "division"],
  ["ti-section-2", "container-title"],
  ["title-division-2", "container-title"],
  ["ti-annex", "annex"],
  ["title-annex-1", "annex"],
  ["annexetitre", "annex"],
  ["annexetitreacte", "annex"],
  ["annextitle", "annex"],
  ["fichefinanciretitre", "closing"],
]);
const DROPS = new Map<string, DropRule>([
  ["note", { name: "p.note", reason: "note" }],
  ["footnote", { name: "p.footnote", reason: "note" }],
  ["modref", { name: "p.modref", reason: "editorial" }],
  ["arrow", { name: "p.arrow", reason: "editorial" }],
]);
const FLOWS = new Map<string, Flow>([
  ["num", "mark"],
  ["no-parag", "mark"],
  ["inline-element", "inline"],
  ["grid-list-column-1", "term"],
  ["grid-list-column-2", "description"],
]);
const PREFIX = /^oj-/;
const CLOSING_ID = /^fnp_\d+$/;
const PAGE_HEAD = /^hd-(?:coll|date|lg|oj|ti|uniq|toc|lang)/;
/** The title of an act, and that of each of its annexes. */
const DOCUMENT_TITLE = "doc-ti";

/** The documents of EUR-Lex, by the classes of their elements. */
export const EURLEX: PageProfile<PieceRole> = {
  drop(tag) {
    for (const name of wordsOf(tag)) {
      if (PAGE_HEAD.test(name)) return { name: `${tag.name}.${name}`, reason: "page" };
      const rule = tag.name === "p" ? DROPS.get(name) : undefined;
      if (rule !== undefined) return rule;
    }
    return dropOfPage(tag);
  },
  flow: (tag) => find(tag, FLOWS),
  role(tag) {
    if (tag.name === "div") return isClosing(tag) ? "closing" : null;
    return find(tag, ROLES) ?? (wordsOf(tag).includes(DOCUMENT_TITLE) ? "annex" : null);
  },
};

/** The final formula with the signatures. */
function isClosing(tag: HtmlTag): boolean {
  return wordsOf(tag).includes("final") || CLOSING_ID.test(tag.attribute("id") ?? "");
}

function find<T>(tag: HtmlTag, table: ReadonlyMap<string, T>): T | null {
  for (const name of wordsOf(tag)) {
    const found = table.get(name);
    if (found !== undefined) return found;
  }
  return null;
}

function wordsOf(tag: HtmlTag): readonly string[] {
  return classesOf(tag).map((name) => name.toLowerCase().replace(PREFIX, ""));
}
