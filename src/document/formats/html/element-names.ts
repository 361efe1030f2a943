/** Names of elements by what the standard's tree construction does with them (HTML, 13.2.6), as far as it tells where a text stands. */
function named(names: string): ReadonlySet<string> {
  return new Set(names.split(" "));
}

/** They hold nothing and have no end tag. */
export const VOID = named(
  "area base basefont bgsound br col command embed frame hr img input keygen link meta param source track wbr",
);

/** Tags in them are text. */
export const RAW = named("iframe noembed noframes script style textarea title xmp");

/** Elements whose end tag ends them alone, and not what was opened in them. */
export const FORMATTING = named("a b big code em font i nobr s small strike strong tt u");

/** Elements of which an end tag in a line closes none. */
const SPECIAL = named(
  "address applet area article aside base basefont bgsound blockquote body br button caption center col colgroup dd details dir div dl dt embed fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html iframe img input keygen li link listing main marquee menu meta nav noembed noframes noscript object ol p param plaintext pre script search section select source style summary table tbody td template textarea tfoot th thead title tr track ul wbr xmp foreignobject desc annotation-xml mi mo mn ms mtext",
);

/** An end tag of another element closes nothing beyond these. */
const SCOPE = named(
  "applet caption marquee object table td template th foreignobject desc annotation-xml mi mo mn ms mtext",
);
const LIST_SCOPE = new Set([...SCOPE, ..."ol ul menu dir".split(" ")]);
const BUTTON_SCOPE = new Set([...SCOPE, "button"]);
const TABLE_SCOPE = named("table template");
const SELECT_SCOPE = named("select template");
const RUBY_SCOPE = new Set([...SPECIAL, "ruby"]);
const HEADINGS = named("h1 h2 h3 h4 h5 h6");

/** Start tags that end an open paragraph. */
const ENDS_PARAGRAPH = named(
  "address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr li listing main menu nav ol p plaintext pre search section summary table ul xmp",
);

/** What a start tag closes before it opens: the nearest of `names`, up to one of `until`. */
export interface ImpliedEnd {
  readonly names: ReadonlySet<string>;
  readonly until: ReadonlySet<string>;
}

const PARAGRAPH: ImpliedEnd = { names: named("p"), until: BUTTON_SCOPE };
/** Items end up to the list, but for blocks in them: `<li><div><li>` is an item in an item. */
const ITEM_SCOPE = new Set([
  ...LIST_SCOPE,
  ..."article aside blockquote center details dl fieldset figure footer form header main nav section".split(
    " ",
  ),
]);
const TERM_SCOPE = new Set([...ITEM_SCOPE, "li"]);
const IMPLIED: Readonly<Record<string, readonly ImpliedEnd[]>> = {
  li: [{ names: named("li"), until: ITEM_SCOPE }],
  dd: [{ names: named("dd dt"), until: TERM_SCOPE }],
  dt: [{ names: named("dd dt"), until: TERM_SCOPE }],
  button: [{ names: named("button"), until: SCOPE }],
  option: [{ names: named("option"), until: SELECT_SCOPE }],
  optgroup: [{ names: named("optgroup option"), until: SELECT_SCOPE }],
  select: [{ names: named("select"), until: SCOPE }],
  input: [{ names: named("select"), until: SCOPE }],
  textarea: [{ names: named("select"), until: SCOPE }],
  table: [{ names: named("table"), until: named("td th caption template") }],
  rb: [{ names: named("rt rp rb"), until: RUBY_SCOPE }],
  rt: [{ names: named("rt rp rb"), until: RUBY_SCOPE }],
  rp: [{ names: named("rt rp rb"), until: RUBY_SCOPE }],
};

/** A select that is never closed would hide the text behind it; browsers let a block stand in it. */
const OPEN_SELECT: ImpliedEnd = { names: named("select"), until: named("template") };

/** What a start tag closes. */
export function impliedEnds(name: string): readonly ImpliedEnd[] {
  const own = IMPLIED[name];
  if (!ENDS_PARAGRAPH.has(name)) return own ?? [];
  return [OPEN_SELECT, ...(own ?? []), PARAGRAPH];
}

/** The names that an end tag closes, and up to where it looks for them. */
export function closedBy(name: string): ImpliedEnd {
  if (HEADINGS.has(name)) return { names: HEADINGS, until: SCOPE };
  if (name === "li") return { names: named("li"), until: LIST_SCOPE };
  if (name === "p") return PARAGRAPH;
  if (TABLE_PARTS.has(name)) return { names: new Set([name]), until: TABLE_SCOPE_OF[name] ?? TABLE_SCOPE };
  if (!SPECIAL.has(name)) return { names: new Set([name]), until: SPECIAL };
  return { names: new Set([name]), until: SCOPE.has(name) ? NOTHING : SCOPE };
}

const NOTHING: ReadonlySet<string> = new Set();
const TABLE_PARTS = named("caption colgroup table tbody td tfoot th thead tr");
/** `</table>` looks past the cells of its own table. */
const TABLE_SCOPE_OF: Readonly<Record<string, ReadonlySet<string>>> = { table: named("template") };

const SECTION_PLACE = named("table template");
const ROW_PLACE = new Set([...SECTION_PLACE, ..."tbody tfoot thead".split(" ")]);
const CELL_PLACE = new Set([...ROW_PLACE, "tr"]);
/** In what the parts of a table stand: their start tags close everything up to it, and mean nothing outside of a table. */
export const TABLE_PLACES: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["caption", SECTION_PLACE],
  ["colgroup", SECTION_PLACE],
  ["tbody", SECTION_PLACE],
  ["td", CELL_PLACE],
  ["tfoot", SECTION_PLACE],
  ["th", CELL_PLACE],
  ["thead", SECTION_PLACE],
  ["tr", ROW_PLACE],
]);

export function isHeading(name: string): boolean {
  return HEADINGS.has(name);
}

/** Start tags of HTML that end a drawing or a formula in which they stand. */
export const ENDS_FOREIGN = named(
  "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var",
);
/** End tags that do the same. */
export const ENDS_FOREIGN_TOO = named("br p");
/** Elements of a drawing and of a formula in which HTML stands. */
const HOLDS_HTML: Readonly<Record<string, ReadonlySet<string>>> = {
  svg: named("foreignobject desc title"),
  math: named("annotation-xml mi mo mn ms mtext"),
};

export function isForeignRoot(name: string): boolean {
  return Object.hasOwn(HOLDS_HTML, name);
}

/** True for an element in which HTML may stand, in the drawing or formula `root`. */
export function holdsHtml(name: string, root: string): boolean {
  return HOLDS_HTML[root]?.has(name) === true;
}

/** The form of a formula in another language, which is not printed. */
export function isAnnotation(name: string): boolean {
  return name === "annotation" || name === "annotation-xml";
}
