const COMMENT = /<!--[\s\S]*?-->/y;
const INSTRUCTION = /<\?[^>]*\?>/y;
const DOCTYPE = /<!DOCTYPE\s+([\w.:-]{1,64})[^[>]*(?:\[[^\]]*\]\s*)?>/iy;
const SPACE = /[\s\ufeff]+/y;
const FRONT_MATTER = /---\r?\n[\s\S]*?\r?\n---\r?\n/y;
const TAG = /<(\/?)([A-Za-z_][\w.:-]{0,63})((?:[^<>"']|"[^"<]*"|'[^'<]*')*)>/g;
const OPAQUE = /<(script|style|pre|textarea)\b[\s\S]*?<\/\1\s*>|<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>/gi;
/** Elements of HTML that Markdown is mixed with, or a page without its root is made of. */
const HTML_NAMES = new Set(
  "a abbr address article aside b blockquote body br caption center cite code col colgroup dd del details div dl dt em figure font footer form h1 h2 h3 h4 h5 h6 head header hr html i img ins kbd li link main mark meta nav ol p pre q s section small span strong style sub summary sup table tbody td tfoot th thead title tr u ul".split(
    " ",
  ),
);
const VOID = new Set(["area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"]);
const MARKDOWN_HEADING = /^ {0,3}#{1,6}[ \t]+\S/m;
/** Share of the text of a page that may stand outside of every element. */
const MAX_OUTSIDE = 0.05;
const MIN_ELEMENTS = 3;
/** The first tag of XML that names its vocabulary: one element more makes a document. */
export const NAMESPACED: RegExp = /^<[\w.:-]+[^<>]*\sxmlns(?::[\w.-]+)?\s*=/;
/** Characters that are judged; marks that never close are looked for again and again in them. */
const MAX_JUDGED = 1 << 14;

/** What stands before the first element: an XML declaration, a document type (in lower case), comments; and the text from there on. */
export function skipProlog(head: string): {
  readonly declared: boolean;
  readonly doctype: string | null;
  readonly rest: string;
} {
  let at = end(FRONT_MATTER, head, 0);
  const declared = head.startsWith("<?xml", at);
  let doctype: string | null = null;
  for (let next = at; ; at = next) {
    next = end(SPACE, head, at);
    next = end(COMMENT, head, next);
    next = end(INSTRUCTION, head, next);
    DOCTYPE.lastIndex = next;
    const type = DOCTYPE.exec(head);
    if (type !== null) {
      doctype = (type[1] ?? "").toLowerCase();
      next = DOCTYPE.lastIndex;
    }
    if (next === at) return { declared, doctype, rest: head.slice(at) };
  }
}

function end(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : from;
}

/**
 * Says of a text that begins with a tag, without a declaration or root of HTML, whether all of it is markup: its text stands in elements, as
 * many as it has paragraphs, and none is a Markdown heading. Elements of HTML make `html`; a root of another name makes `xml` where every
 * element closes in order, and there are several of them or the root names its vocabulary.
 */
export function judgeTags(text: string): "html" | "xml" | null {
  const bare = text.slice(0, MAX_JUDGED).replace(OPAQUE, "");
  if (MARKDOWN_HEADING.test(bare)) return null;
  const root = /^<([\w.:-]+)/.exec(bare)?.[1] ?? "";
  if (!HTML_NAMES.has(root.toLowerCase())) return isNested(bare, root) ? "xml" : null;
  const { opened, outside } = weighElements(bare);
  const paragraphs = bare.split(/\r?\n[ \t]*\r?\n/).length;
  return opened >= Math.max(MIN_ELEMENTS, paragraphs) && outside <= MAX_OUTSIDE ? "html" : null;
}

/** How many elements open, and the share of the text that stands outside of all. */
function weighElements(text: string): { readonly opened: number; readonly outside: number } {
  let [depth, opened, seen, outside, all] = [0, 0, 0, 0, 0];
  const take = (until: number) => {
    const length = text.slice(seen, until).trim().length;
    all += length;
    if (depth === 0) outside += length;
  };
  for (const { 0: whole, 1: slash, 2: name = "", 3: rest = "", index } of text.matchAll(TAG)) {
    take(index);
    seen = index + whole.length;
    if (slash === "/") {
      depth = Math.max(0, depth - 1);
    } else if (!rest.endsWith("/") && !VOID.has(name.toLowerCase())) {
      depth++;
      opened++;
    }
  }
  take(text.length);
  return { opened, outside: outside / Math.max(1, all) };
}

/** True where the first element holds all others, each closes inside its parent, and no text stands outside of it. */
function isNested(text: string, root: string): boolean {
  const least = NAMESPACED.test(text) ? 1 : MIN_ELEMENTS;
  const open: string[] = [];
  let closed = 0;
  for (const { 0: whole, 1: slash, 2: name = "", 3: rest = "", index } of text.matchAll(TAG)) {
    if (slash === "/") {
      if (open.pop() !== name) return false;
      closed++;
      if (open.length === 0) return closed >= least && text.slice(index + whole.length).trim() === "";
    } else if (!rest.endsWith("/")) open.push(name);
  }
  return open[0] === root && closed >= least;
}
